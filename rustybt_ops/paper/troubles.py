"""Errors of a session: each is recorded, but not the same one a thousand times."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rustybt_ops.journal.events import Category, Kind
from rustybt_ops.journal.writer import Journal
from rustybt_ops.redact import Redactor

WINDOW = 60.0  # seconds within which like errors are counted instead of written
_KINDS = 200
_LONGEST = 500  # characters
_VARYING = re.compile(r"\d+")


@dataclass(slots=True)
class _Like:
    category: Category
    message: str
    until: float
    suppressed: int = 0


class Troubles:
    """Writes errors into the journal.

    Args:
        journal: The journal.
        redactor: Keeps secrets out of it.
    """

    def __init__(self, journal: Journal, redactor: Redactor) -> None:
        self._journal = journal
        self._redactor = redactor
        self._likes: dict[tuple[Category, str], _Like] = {}
        self.count = 0

    def fields(self, category: Category, message: str, now: float) -> dict[str, object] | None:
        """The fields of an entry about this error; None if a like one was just written.

        Errors are alike when they differ in numbers only.

        Args:
            category: Which part it comes from.
            message: What happened.
            now: Seconds on a clock that never jumps.
        """
        self.count += 1
        clean = self._redactor.text(message).encode("utf-8", "replace").decode()
        text = " ".join(clean.split())[:_LONGEST]
        key = (category, _VARYING.sub("#", text))
        like = self._likes.get(key)
        if like is not None and now < like.until:
            like.suppressed += 1
            return None
        suppressed = like.suppressed if like else 0
        if like is None and len(self._likes) >= _KINDS:
            self._settle(next(iter(self._likes)))
        self._likes[key] = _Like(category, text, now + WINDOW)
        return {"category": str(category), "message": text, "suppressed": suppressed}

    def note(self, category: Category, message: str, now: float) -> None:
        """Put an error into the journal, unless a like one was just written."""
        fields = self.fields(category, message, now)
        if fields:
            self._journal.note(Kind.ERROR, **fields)

    def finish(self) -> None:
        """Put in the number of the errors that were left out."""
        for key in list(self._likes):
            self._settle(key)

    def _settle(self, key: tuple[Category, str]) -> None:
        like = self._likes.pop(key)
        if like.suppressed:
            # this entry stands for one of them
            self._journal.note(
                Kind.ERROR,
                category=str(like.category),
                message=like.message,
                suppressed=like.suppressed - 1,
            )
