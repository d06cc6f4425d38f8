"""A bound on work: pages are written by others, and comparing must end."""

from __future__ import annotations

from msgspec import Struct

from doccheck.errors import MatchLimitError

STEPS = 3_000_000
"""Steps of one comparison: about a second."""


class Budget(Struct):
    """Counts the steps that are left."""

    left: int = STEPS

    def spend(self, steps: int) -> None:
        """Take away `steps`.

        Raises:
            MatchLimitError: None are left.
        """
        self.left -= steps
        if self.left < 0:
            raise MatchLimitError(
                "comparing the output would take too long",
                hint="show fewer lines, or use fewer patterns",
            )
