"""Backends are believed only after their canaries stayed inside."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from doccheck.kernel import syscalls
from doccheck.model.execution import Aspect, Level
from doccheck.sandbox import bwrap, direct
from doccheck.sandbox.interface import Backend, Policy, Worker
from doccheck.sandbox.measure import Unusable, measure


def test_a_backend_keeps_what_it_promises(backend: Backend) -> None:
    seen = measure(backend)
    assert seen.backend == backend.name
    assert set(seen.aspects) == set(Aspect)
    for aspect in (Aspect.FS_WRITE, Aspect.NETWORK, Aspect.IPC, Aspect.ENV):
        assert seen.level(aspect) is Level.ENFORCED


def test_temporary_files_may_have_a_long_path(
    backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = tmp_path / ("long" * 25)
    far.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(far))
    assert measure(backend).backend == backend.name


class Leaky(bwrap.BwrapBackend):
    """Promises what bubblewrap keeps, and contains nothing."""

    def missing(self) -> str:
        return ""

    def open(self, policy: Policy) -> Worker:
        return direct.UnsafeBackend().open(policy)


def test_a_backend_that_leaks_is_of_no_use() -> None:
    with pytest.raises(Unusable, match=r"a canary got out|a first run failed"):
        measure(Leaky())


def test_a_backend_that_does_not_start_is_of_no_use(monkeypatch: pytest.MonkeyPatch) -> None:
    if told := bwrap.BwrapBackend().missing():
        pytest.skip(told)
    monkeypatch.setattr(bwrap, "_namespaces", lambda *_, **__: ["--no-such-option"])
    with pytest.raises(Unusable, match="no-such-option"):
        measure(bwrap.BwrapBackend())


def test_a_machine_without_a_filter_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syscalls, "MACHINES", ("aarch64",))
    assert "no filter" in bwrap.BwrapBackend().missing()
