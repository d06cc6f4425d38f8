"""What happened in a session, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from rustybt_ops.journal.events import Entry, Kind

_CATEGORIES = 50  # a broken writer must not fill our memory
_NAME = 40


@dataclass(slots=True)
class Tally:
    """Counts of entries within the period."""

    events: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)

    def add(self, entry: Entry) -> None:
        """Count an entry; an error stands for the like ones that were left out as well."""
        known = entry.event in Kind.__members__.values()
        self.events[entry.event if known else "other"] += 1
        if entry.event == Kind.ERROR:
            category = str(entry.fields.get("category", "unknown"))[:_NAME]
            if category not in self.errors and len(self.errors) >= _CATEGORIES:
                category = "other"
            self.errors[category] += 1 + _count(entry.fields.get("suppressed"))


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
