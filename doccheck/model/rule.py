"""What a rule declares about itself."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from doccheck.model.finding import Severity


class FixAvailability(StrEnum):
    """Whether a rule's findings carry fixes."""

    ALWAYS = "always"
    SOMETIMES = "sometimes"
    NONE = "none"


class RuleMeta(Struct, frozen=True):
    """Code, name and default weight of a rule; its documentation is its module's docstring."""

    code: str
    name: str
    summary: str
    severity: Severity
    fix: FixAvailability
    since: str
    explicit: bool = False
    """Applied only where it is selected by its own code or name."""
