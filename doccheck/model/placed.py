"""Items of a document, found by where they stand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from itertools import accumulate
from typing import Generic, TypeVar

from doccheck.model.source import Span

T = TypeVar("T")


class Placed(Generic[T]):
    """Items by their spans, which may overlap; a search costs no more on a long page."""

    def __init__(self, items: Iterable[T], span_of: Callable[[T], Span]) -> None:
        """Sort the items by their spans."""
        self._pairs = sorted(((span_of(item), item) for item in items), key=lambda pair: pair[0])
        self._starts = [span.start for span, _ in self._pairs]
        self._ends = list(accumulate((span.end for span, _ in self._pairs), max))

    def meeting(self, target: Span) -> list[T]:
        """Return the items that share a character with `target`, in their order."""
        low = bisect_right(self._ends, target.start)
        high = bisect_left(self._starts, target.end)
        return [item for span, item in self._pairs[low:high] if span.meets(target)]
