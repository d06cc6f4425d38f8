"""Where text stands: documents, spans, and derived text that remembers its origin.

All offsets count characters of the decoded document, from zero, end exclusive. Lines and
columns are one-based, as editors show them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property

from msgspec import Struct


class Span(Struct, frozen=True, order=True):
    """A range of characters in a document: `start` inclusive, `end` exclusive."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            msg = f"invalid span {self.start}..{self.end}"
            raise ValueError(msg)

    def cover(self, other: Span) -> Span:
        """Return the smallest span that holds both."""
        return Span(min(self.start, other.start), max(self.end, other.end))

    def contains(self, other: Span) -> bool:
        """Tell whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Span) -> bool:
        """Tell whether the two share a character."""
        return self.start < other.end and other.start < self.end


class Range(Struct, frozen=True):
    """A span as people read it: one-based lines and columns (in characters), end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class LineIndex(Struct, frozen=True):
    """The offsets at which the lines of a document start; light enough to keep for each file."""

    starts: tuple[int, ...]
    length: int

    @classmethod
    def of(cls, text: str) -> LineIndex:
        """Index `text`; a line ends after CR LF, LF or a lone CR, as editors count them."""
        starts = [0]
        for line in text.splitlines(keepends=True) if _only_plain_ends(text) else _lines(text):
            starts.append(starts[-1] + len(line))
        if len(starts) > 1 and not text.endswith(("\n", "\r")):
            starts.pop()
        return cls(tuple(starts), len(text))

    def line(self, offset: int) -> int:
        """Return the one-based line that holds `offset`."""
        return bisect_right(self.starts, offset)

    def range(self, span: Span) -> Range:
        """Return `span` as lines and columns."""
        line, end_line = self.line(span.start), self.line(span.end)
        return Range(
            line,
            span.start - self.starts[line - 1] + 1,
            end_line,
            span.end - self.starts[end_line - 1] + 1,
        )

    def line_span(self, line: int) -> Span:
        """Return the span of a one-based line, its line end included."""
        end = self.starts[line] if line < len(self.starts) else self.length
        return Span(self.starts[line - 1], end)


# str.splitlines also splits at these, where editors and Markdown do not.
_ODD_ENDS = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"


def _only_plain_ends(text: str) -> bool:
    return not any(end in text for end in _ODD_ENDS)


def _lines(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        feed, ret = text.find("\n", start), text.find("\r", start)
        end = min((at for at in (feed, ret) if at >= 0), default=len(text) - 1)
        if text.startswith("\r\n", end):
            end += 1
        yield text[start : end + 1]
        start = end + 1


class Document(Struct, frozen=True, dict=True):
    """One file of documentation.

    `path` is what the user sees: relative to the project where possible, with forward slashes.
    `text` is the decoded content without a byte order mark, line ends as they are in the file.
    """

    path: str
    text: str
    bom: bool = False

    @cached_property
    def index(self) -> LineIndex:
        """The line index, made on first use."""
        return LineIndex.of(self.text)

    def range(self, span: Span) -> Range:
        """Return `span` as lines and columns."""
        return self.index.range(span)

    def slice(self, span: Span) -> str:
        """Return the characters that `span` covers."""
        return self.text[span.start : span.end]

    def trimmed(self, span: Span) -> Span:
        """Return `span` without the line end or blanks that it may end with."""
        return Span(span.start, span.start + len(self.slice(span).rstrip()))


class Piece(Struct, frozen=True):
    r"""A run of derived text and the run of the document it stands for.

    Where both lengths are equal the run is verbatim, character for character. Otherwise the
    piece is atomic (an escape such as ``\n`` in a string): it maps as a whole.
    """

    start: int
    length: int
    source: int
    source_length: int

    @property
    def end(self) -> int:
        """Where the run ends in the derived text."""
        return self.start + self.length

    @property
    def verbatim(self) -> bool:
        """Tell whether the run maps character for character."""
        return self.length == self.source_length


class MappedText(Struct, frozen=True):
    """Text taken out of a document (dedented, unescaped, joined) that knows where it stood."""

    text: str
    pieces: tuple[Piece, ...]

    @classmethod
    def verbatim(cls, text: str, source: int) -> MappedText:
        """Map `text`, which stands unchanged at offset `source` of the document."""
        size = len(text)
        return cls(text, (Piece(0, size, source, size),) if size else (Piece(0, 0, source, 0),))

    @classmethod
    def replaced(cls, text: str, span: Span) -> MappedText:
        """Map `text`, which stands for the different characters at `span` (an escape)."""
        return cls(text, (Piece(0, len(text), span.start, span.end - span.start),))

    @classmethod
    def join(cls, parts: Iterable[MappedText]) -> MappedText:
        """Put texts end to end; neighbours that stand side by side in the source are merged."""
        texts: list[str] = []
        pieces: list[Piece] = []
        at = 0
        for part in parts:
            texts.append(part.text)
            for piece in part.pieces:
                _append(pieces, piece, at)
            at += len(part.text)
        return cls("".join(texts), tuple(pieces))

    def slice(self, start: int, end: int) -> MappedText:
        """Return the text from `start` to `end` with its mapping."""
        if start >= end:
            return MappedText("", (Piece(0, 0, self.span(start, start).start, 0),))
        first = self._at(start)
        piece = self.pieces[first]
        if piece.verbatim and end <= piece.end:
            low = piece.source + start - piece.start
            return MappedText(self.text[start:end], (Piece(0, end - start, low, end - start),))
        kept: list[Piece] = []
        for index in range(first, len(self.pieces)):
            piece = self.pieces[index]
            if piece.start >= end:
                break
            low, high = max(start, piece.start), min(end, piece.end)
            if high <= low:
                continue
            if piece.verbatim:
                source = piece.source + low - piece.start
                kept.append(Piece(low - start, high - low, source, high - low))
            else:
                kept.append(Piece(low - start, high - low, piece.source, piece.source_length))
        return MappedText(self.text[start:end], tuple(kept))

    def span(self, start: int, end: int) -> Span:
        """Return the span of the document that the characters from `start` to `end` stand for."""
        if not self.pieces:
            return Span(0, 0)
        first = self.pieces[self._at(start)]
        if first.verbatim:
            low = first.source + min(start - first.start, first.length)
        else:
            low = first.source if start < first.end else first.source + first.source_length
        if end <= start:
            return Span(low, low)
        last = self.pieces[self._at(end - 1)]
        if last.verbatim:
            high = last.source + min(end - last.start, last.length)
        else:
            high = last.source + last.source_length
        return Span(min(low, high), max(low, high))

    @property
    def whole(self) -> Span:
        """The span of the document that the whole text stands for."""
        return self.span(0, len(self.text))

    def lines(self) -> Iterator[MappedText]:
        """Yield the lines, each with its line end."""
        start = 0
        while start < len(self.text):
            end = self.text.find("\n", start) + 1 or len(self.text)
            yield self.slice(start, end)
            start = end

    def _at(self, offset: int) -> int:
        """Return the index of the piece that holds `offset` (the last one past the end)."""
        return max(0, bisect_right(self.pieces, offset, key=lambda piece: piece.start) - 1)


def _append(pieces: list[Piece], piece: Piece, at: int) -> None:
    if pieces and not piece.length:
        return
    if pieces and not pieces[-1].length:
        pieces.pop()
    moved = Piece(piece.start + at, piece.length, piece.source, piece.source_length)
    last = pieces[-1] if pieces else None
    if (
        last is not None
        and last.verbatim
        and moved.verbatim
        and last.source + last.length == moved.source
    ):
        size = last.length + moved.length
        pieces[-1] = Piece(last.start, size, last.source, size)
    else:
        pieces.append(moved)
