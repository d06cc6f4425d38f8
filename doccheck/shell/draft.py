"""A word while it is put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from doccheck.model.command import DYNAMIC, Unknown, Word
from doccheck.model.source import MappedText
from doccheck.shell.braces import Part, expand


class Draft(Struct):
    """The parts read so far; `start` is -1 before the first, `braces` tells of an open brace."""

    start: int = -1
    parts: list[Part] = field(default_factory=list)
    unknown: Unknown | None = None
    many: bool = False
    braces: bool = False

    def words(self, text: MappedText, end: int) -> Iterator[Word]:
        """Yield the words that the draft stands for; it ends at `end` of `text`."""
        span = text.span(self.start, end)
        words = expand(self.parts) if self.braces else [self.parts]
        if words is None:
            value = MappedText.replaced(DYNAMIC, span)
            yield Word(value, span, self.unknown or Unknown.GLOB, many=True)
        for parts in words or ():
            # An alternative without a character or a quote makes no word.
            if parts or not self.braces:
                value = _joined(parts, text.slice(self.start, self.start))
                dynamic = DYNAMIC in value.text
                unknown = self.unknown if dynamic else None
                yield Word(value, span, unknown, many=self.many and dynamic)


def _joined(parts: Sequence[Part], empty: MappedText) -> MappedText:
    if len(parts) == 1:
        return parts[0].text
    return MappedText.join(part.text for part in parts) if parts else empty
