"""Code spans in running text, with the exact place of each character."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from doccheck.extract.closing import Closers
from doccheck.extract.html import unescape
from doccheck.extract.mapped import substitute
from doccheck.model.source import MappedText

_TOKEN = re.compile(
    r"\\[\\`<]"
    r"|(?P<ticks>`+)"
    r"|<(?P<tag>!--)"
    r"|<(?P<code>code|kbd|samp|tt)\b[^<>]*>"
    r"|</?[A-Za-z](?>\"[^\"]{0,500}\"|'[^']{0,500}'|[^<>`\"'])*+>",
    re.DOTALL | re.IGNORECASE,
)
_TICKS = re.compile(r"`+")
_DELIMITER_ROW = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_LINE_END = re.compile(r"\n")
_ESCAPED_PIPE = re.compile(r"\\\|")
_HILITE = re.compile(r"(?:#!|:::)[\w#.+-]+[ ]")


def code_spans(text: MappedText) -> Iterator[MappedText]:
    """Yield the content of each code span and `<code>` element in a paragraph, in order."""
    rows = _table(text.text)
    if not rows:
        yield from _spans(text, table=False)
        return
    for line in text.lines():
        yield from _spans(line, table=True)


def _table(text: str) -> bool:
    first, feed, rest = text.partition("\n")
    second = rest.partition("\n")[0]
    return bool(feed) and "|" in second + first and _DELIMITER_ROW.fullmatch(second) is not None


def _spans(text: MappedText, *, table: bool) -> Iterator[MappedText]:
    source = text.text
    runs: dict[int, list[int]] = {}
    for run in _TICKS.finditer(source):
        runs.setdefault(len(run.group()), []).append(run.start())
    closers = Closers(source)
    at = 0
    while match := _TOKEN.search(source, at):
        at = match.end()
        if match["ticks"]:
            size = len(match["ticks"])
            places = runs.get(size, [])
            place = bisect_left(places, at)
            if place < len(places):
                yield _code(text.slice(at, places[place]), table=table)
                at = places[place] + size
            continue
        name = match["tag"] or match["code"]
        close = closers.find(name.lower(), at) if name else None
        if close and match["code"]:
            yield unescape(text.slice(at, close[0]))
        at = close[1] if close else at


def _code(text: MappedText, *, table: bool) -> MappedText:
    source = text.text
    if source[:1] in " \n" and source[-1:] in " \n" and source.strip() and len(source) > 1:
        text = text.slice(1, len(source) - 1)
    hilite = _HILITE.match(text.text)
    if hilite:
        text = text.slice(hilite.end(), len(text.text))
    text = substitute(text, _LINE_END, lambda _: " ")
    return substitute(text, _ESCAPED_PIPE, lambda _: "|") if table else text
