"""Chooses the best backend that keeps what it promises on this machine, or refuses."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from doccheck.errors import SandboxUnavailableError
from doccheck.model.execution import Isolation
from doccheck.sandbox.bwrap import BwrapBackend
from doccheck.sandbox.direct import LandlockBackend, UnsafeBackend
from doccheck.sandbox.interface import Backend, Policy, Strength, Worker
from doccheck.sandbox.measure import Bait, Unusable, measure
from doccheck.sandbox.portable import PortableBackend

_UNSAFE = "pass `--unsafe-no-sandbox`"
_CHAIN: tuple[Backend, ...] = (BwrapBackend(), LandlockBackend())


@dataclass(frozen=True, slots=True)
class Measured:
    """A backend with the isolation that was seen on this machine."""

    backend: Backend
    seen: Isolation

    @property
    def name(self) -> str:
        """The backend's name."""
        return self.backend.name

    @property
    def strength(self) -> Strength:
        """The backend's strength."""
        return self.backend.strength

    def missing(self) -> str:
        """Return nothing: it has just worked."""
        return ""

    def isolation(self) -> Isolation:
        """Return what was seen."""
        return self.seen

    def open(self, policy: Policy) -> Worker:
        """Start a sandbox whose results tell what was measured."""
        worker = self.backend.open(policy)
        worker.isolation = self.seen
        return worker


def begin(require: Strength = Strength.FALLBACK) -> None:
    """Start to measure what `select` will be asked for, while there is other work to do."""
    if require is Strength.UNSAFE or sys.platform != "linux" or _begun:
        return
    if not _known:
        os.register_at_fork(before=_join)  # no process is to inherit half of a measurement
    bait = Bait()
    thread = threading.Thread(target=_measure_ahead, args=(require, bait), name="doccheck-measure")
    _begun.append((thread, bait))
    thread.start()


def _join() -> None:
    for thread, _ in _begun:
        if thread is not threading.current_thread():
            thread.join()


def _measure_ahead(require: Strength, bait: Bait) -> None:
    for backend in _chain(require):
        if isinstance(_measured(backend, bait), Measured):
            return


def select(require: Strength = Strength.FALLBACK) -> Backend:
    """Return the best backend of at least the strength `require`, measured here and now.

    `Strength.UNSAFE` is the explicit demand to run without a sandbox, and gives just that.

    Raises:
        SandboxUnavailableError: No backend of that strength works here.
    """
    with _one_at_a_time:
        while _begun:
            _join()
            _begun.pop()[1].remove()
    if sys.platform == "win32":
        raise SandboxUnavailableError(
            "blocks cannot be executed on Windows: nothing is executed",
            hint="run in the Windows Subsystem for Linux or in a Linux container",
        )
    if require is Strength.UNSAFE:
        return UnsafeBackend() if sys.platform == "linux" else PortableBackend()
    if sys.platform != "linux":
        raise SandboxUnavailableError(
            f"there is no sandbox for {sys.platform}: nothing is executed",
            hint="run in a Linux container, or pass `--unsafe-no-sandbox`",
        )
    reasons = []
    for backend in _chain(require):
        found = _measured(backend)
        if isinstance(found, Measured):
            return found
        reasons.append(f"{backend.name}: {found}")
    weaker = _weaker(require)
    what = "sandbox of that strength" if weaker else "sandbox"
    other = f"make do with {weaker.name} (`--require-isolation fallback`)" if weaker else _UNSAFE
    raise SandboxUnavailableError(
        f"no {what} works on this machine ({'; '.join(reasons)}): nothing is executed",
        hint=f"install bubblewrap (`apt-get install bubblewrap`), or {other}",
    )


def _weaker(require: Strength) -> Measured | None:
    """Return the sandbox that would work if less were demanded."""
    rest = (one for one in _CHAIN if one not in tuple(_chain(require)))
    found = (_measured(one) for one in rest)
    return next((one for one in found if isinstance(one, Measured)), None)


def _chain(require: Strength) -> Iterator[Backend]:
    strong = require is Strength.STRONG
    return (one for one in _CHAIN if not strong or one.strength is Strength.STRONG)


_known: dict[str, Measured | str] = {}
_begun: list[tuple[threading.Thread, Bait]] = []
_one_at_a_time = threading.Lock()


def _measured(backend: Backend, bait: Bait | None = None) -> Measured | str:
    """Measure once in a process: the backend, or why it is of no use."""
    if backend.name not in _known:
        try:
            _known[backend.name] = Measured(backend, measure(backend, bait))
        except Unusable as answer:
            _known[backend.name] = str(answer)
    return _known[backend.name]
