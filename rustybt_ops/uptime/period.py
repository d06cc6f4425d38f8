"""Which time is looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Period:
    """The period asked for, in wall time, seconds since 1970.

    Attributes:
        start: Its start, included; None for the start of the session.
        end: Its end, not included; None for the planned end of the session.
        as_of: The moment up to which the session is judged.
        as_of_given: Whether someone asked for this moment; otherwise it is now, which means
            nothing to a session under a virtual clock.
    """

    start: float | None
    end: float | None
    as_of: float
    as_of_given: bool = False

    def last(self, planned: float | None, *, virtual: bool) -> float | None:
        """The end of the time that counts; None if nothing tells."""
        known = [self.end, planned]
        if self.as_of_given or not virtual:
            known.append(self.as_of)
        given = [each for each in known if each is not None]
        return min(given) if given else None
