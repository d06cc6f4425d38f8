from __future__ import annotations

import pytest

from doccheck.errors import SandboxUnavailableError
from doccheck.model.execution import Aspect, Level
from doccheck.sandbox import select as selection
from doccheck.sandbox.bwrap import BwrapBackend
from doccheck.sandbox.direct import LandlockBackend
from doccheck.sandbox.interface import Backend, Strength
from doccheck.sandbox.measure import Unusable
from doccheck.sandbox.portable import PortableBackend


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names of backends that let a canary out."""
    names: set[str] = set()

    def measure(backend: Backend) -> object:
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
    with pytest.raises(SandboxUnavailableError, match="bwrap: a canary got out"):
        selection.select(Strength.STRONG)


def test_it_never_falls_through_to_nothing(broken: set[str]) -> None:
    broken.update({"bwrap", "landlock"})
    with pytest.raises(SandboxUnavailableError, match="landlock") as caught:
        selection.select()
    assert "install bubblewrap" in caught.value.hint


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
