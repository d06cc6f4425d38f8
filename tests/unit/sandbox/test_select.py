from __future__ import annotations

import os
import threading

import pytest

from doccheck.errors import SandboxUnavailableError
from doccheck.model.execution import Aspect, Level
from doccheck.sandbox import select as selection
from doccheck.sandbox.bwrap import BwrapBackend
from doccheck.sandbox.direct import LandlockBackend
from doccheck.sandbox.interface import Backend, Strength
from doccheck.sandbox.measure import Bait, Unusable
from doccheck.sandbox.portable import PortableBackend


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names of backends that let a canary out."""
    names: set[str] = set()

    def measure(backend: Backend, bait: Bait | None = None) -> object:
        assert bait is None or bait.name in os.environ
        if backend.name in names:
            raise Unusable("a canary got out: fs_write")
        return backend.isolation()

    monkeypatch.setattr(selection, "measure", measure)
    monkeypatch.setattr(selection, "_known", {})
    return names


def test_the_strongest_is_taken(broken: set[str]) -> None:
    assert not broken
    assert selection.select().name == "bwrap"


def test_the_fallback_is_taken_where_it_is_allowed(broken: set[str]) -> None:
    broken.add("bwrap")
    assert selection.select(Strength.FALLBACK).name == "landlock"
    with pytest.raises(SandboxUnavailableError, match="bwrap: a canary got out") as caught:
        selection.select(Strength.STRONG)
    assert "no sandbox of that strength" in caught.value.message
    assert "make do with landlock (`--require-isolation fallback`)" in caught.value.hint
    assert "unsafe" not in caught.value.hint


def test_it_never_falls_through_to_nothing(broken: set[str]) -> None:
    broken.update({"bwrap", "landlock"})
    with pytest.raises(SandboxUnavailableError, match="landlock") as caught:
        selection.select()
    assert "install bubblewrap" in caught.value.hint
    with pytest.raises(SandboxUnavailableError, match="no sandbox works") as caught:
        selection.select(Strength.STRONG)
    assert "pass `--unsafe-no-sandbox`" in caught.value.hint


def test_running_without_a_sandbox_is_only_on_demand(broken: set[str]) -> None:
    assert not broken
    backend = selection.select(Strength.UNSAFE)
    assert backend.name == "none"
    assert backend.isolation().level(Aspect.FS_WRITE) is Level.NONE


def test_another_system_is_refused(broken: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert not broken
    monkeypatch.setattr("sys.platform", "darwin")
    with pytest.raises(SandboxUnavailableError, match="darwin"):
        selection.select()
    assert isinstance(selection.select(Strength.UNSAFE), PortableBackend)


@pytest.mark.parametrize("backend", [BwrapBackend(), LandlockBackend()])
def test_every_aspect_is_spoken_of(backend: Backend) -> None:
    aspects = backend.isolation().aspects
    assert set(aspects) == set(Aspect)
    assert all(item.reason for item in aspects.values())


def test_what_was_begun_ahead_is_taken(broken: set[str]) -> None:
    broken.add("bwrap")
    selection.begin()
    selection.begin()
    assert selection.select().name == "landlock"
    assert not [name for name in os.environ if name.startswith("doccheck-canary-")]
    assert not [one for one in threading.enumerate() if one.name == "doccheck-measure"]


def test_a_process_is_forked_with_no_measurement_in_the_middle(
    broken: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not broken
    gate = threading.Event()

    def measure(backend: Backend, bait: Bait | None = None) -> object:
        assert bait
        gate.wait(5)
        return backend.isolation()

    monkeypatch.setattr(selection, "measure", measure)
    selection.begin()
    threading.Timer(0.05, gate.set).start()
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    assert not [one for one in threading.enumerate() if one.name == "doccheck-measure"]
    assert selection.select().name == "bwrap"
