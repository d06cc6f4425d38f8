"""Chooses the best backend that keeps what it promises on this machine, or refuses."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from doccheck.errors import SandboxUnavailableError
from doccheck.model.execution import Isolation
from doccheck.sandbox.bwrap import BwrapBackend
from doccheck.sandbox.direct import LandlockBackend, UnsafeBackend
from doccheck.sandbox.interface import Backend, Policy, Strength, Worker
from doccheck.sandbox.measure import Unusable, measure
from doccheck.sandbox.portable import PortableBackend

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


def select(require: Strength = Strength.FALLBACK) -> Backend:
    """Return the best backend of at least the strength `require`, measured here and now.

    `Strength.UNSAFE` is the explicit demand to run without a sandbox, and gives just that.

    Raises:
        SandboxUnavailableError: No backend of that strength works here.
    """
    if require is Strength.UNSAFE:
        return UnsafeBackend() if sys.platform == "linux" else PortableBackend()
    if sys.platform != "linux":
        raise SandboxUnavailableError(
            f"there is no sandbox for {sys.platform}: nothing is executed",
            hint="run in a Linux container, or pass `--unsafe-no-sandbox`",
        )
    reasons = []
    for backend in _CHAIN:
        if require is Strength.STRONG and backend.strength is not Strength.STRONG:
            continue
        found = _measured(backend)
        if isinstance(found, Measured):
            return found
        reasons.append(f"{backend.name}: {found}")
    raise SandboxUnavailableError(
        f"no sandbox works on this machine ({'; '.join(reasons)}): nothing is executed",
        hint="install bubblewrap (`apt-get install bubblewrap`), or pass `--unsafe-no-sandbox`",
    )


_known: dict[str, Measured | str] = {}


def _measured(backend: Backend) -> Measured | str:
    """Measure once in a process: the backend, or why it is of no use."""
    if backend.name not in _known:
        try:
            _known[backend.name] = Measured(backend, measure(backend))
        except Unusable as answer:
            _known[backend.name] = str(answer)
    return _known[backend.name]
