"""What a run can begin with before anything else is loaded."""

from __future__ import annotations

from doccheck.config import Settings
from doccheck.sandbox.interface import Strength
from doccheck.sandbox.select import begin


def begin_sandbox(settings: Settings, *, unsafe: bool = False) -> None:
    """Start to measure the sandbox that a run with these settings will ask for."""
    begin(strength(settings, unsafe=unsafe))


def strength(settings: Settings, *, unsafe: bool) -> Strength:
    """Return how strong the sandbox of a run is to be at least."""
    return Strength.UNSAFE if unsafe else Strength(settings.run.require_isolation)
