"""Write directives for findings that are to stay: `--add-ignore`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from doccheck.model.block import BlockKind, CodeBlock, Extraction
from doccheck.model.finding import Edit, Finding
from doccheck.model.source import Document, Span

_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".qmd")
_FENCE = re.compile(r"(?P<prefix>(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*)(?:```|~~~)")
_NUMBERED = re.compile(r"\d")
_INDENT = re.compile(r"(?P<outer>[ \t>]*?)(?: {4}|\t)(?![ \t>])")
_ITEM = re.compile(r"[-*+]")
_FIXED = re.compile(r"(?:[ \t>]|[-*+:][ \t]|\d{1,9}[.)][ \t])*(?:===|!!!|\?\?\?|///|\[[^\]]+\]:)")
"""Lines that nothing may be added to: titles of tabs and admonitions, link definitions."""
_TRAILER = re.compile(r"(?:[ \t]*\{[^{}]*\})?(?:[ \t]+#+|\\)?[ \t]*$")
"""What must stay last on a line: attributes, the end of a heading, a line break."""
_FRONT = re.compile(r"---[ \t]*\r?\n.*?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL)
_META = re.compile(r"(?:[A-Za-z0-9_-]+:.*\r?\n)(?:.*\S.*\r?\n)*")


class Additions(Struct, frozen=True):
    """The edits that add directives, and the findings for which there is no place."""

    edits: tuple[Edit, ...]
    left: tuple[Finding, ...] = ()


def add_ignores(
    document: Document,
    extraction: Extraction,
    findings: Iterable[Finding],
    reason: str = "",
) -> Additions:
    """Return the edits that put a directive at each finding of a page.

    A block gets its comment on the line before, with the same indentation; a mention at the end
    of its line, inside the last cell of a table row. Where neither is possible (a title, code in
    another format) the page gets one `ignore-file`. Files that are not Markdown have no place.
    """
    found = [one for one in findings if not one.code.startswith("DC9")]
    if not document.path.lower().endswith(_MARKDOWN):
        return Additions((), tuple(found))
    places: dict[_Spot, set[str]] = {}
    for finding in found:
        spot = _spot(document, extraction, finding)
        places.setdefault(spot, set()).add(finding.name)
    edits = (_edit(document, spot, names, reason) for spot, names in places.items())
    return Additions(tuple(sorted(edits, key=lambda edit: edit.span)))


class _Spot(Struct, frozen=True):
    """Where a comment goes, and what stands around it there."""

    verb: str
    at: int
    before: str = ""
    after: str = ""


def _edit(document: Document, spot: _Spot, names: Iterable[str], reason: str) -> Edit:
    said = " ".join(reason.replace("--", "-").replace(">", " ").split())
    comment = (
        f"<!-- doccheck: {spot.verb}[{', '.join(sorted(names))}]{' ' if said else ''}{said} -->"
    )
    newline = "\r\n" if "\r\n" in document.text else "\n"
    content = f"{spot.before}{comment}{spot.after}".replace("\n", newline)
    return Edit(Span(spot.at, spot.at), content)


def _block(blocks: Sequence[CodeBlock], span: Span) -> CodeBlock | None:
    """Return the smallest block that holds `span`."""
    holding = [block for block in blocks if block.span.contains(span)]
    return min(holding, key=lambda block: block.span.end - block.span.start, default=None)


def _spot(document: Document, extraction: Extraction, finding: Finding) -> _Spot:
    block = _block(extraction.blocks, finding.span)
    kind = block.kind if block else None
    examples = [one.span for one in extraction.configs if one.span.contains(finding.span)]
    naming = [one.span for one in extraction.directives if one.span.contains(finding.span)]
    spot = None
    if naming:
        spot = _before_comment(document, naming[0])
    elif examples:
        spot = _before_fence(document, examples[0])
    elif block is not None and kind in {BlockKind.FENCE, BlockKind.EMBEDDED}:
        spot = _before_fence(document, block.span)
    elif block is not None and kind is BlockKind.INDENTED:
        spot = _before_indented(document, block)
    elif kind is BlockKind.INLINE and finding.range.line == finding.range.end_line:
        spot = _end_of_line(document, finding.range.line)
    return spot or _top(document)


def _before_fence(document: Document, span: Span) -> _Spot | None:
    """Return the place above the fence that opens at `span`, or above it for what it holds."""
    for line in range(document.index.line(span.start), 0, -1):
        row = _line(document, line)
        match = _FENCE.match(row)
        if match:
            prefix = match["prefix"]
            if _NUMBERED.search(prefix):
                return None
            at = document.index.line_span(line).start + len(prefix)
            return _Spot("ignore", at, after="\n" + _ITEM.sub(" ", prefix))
    return None


def _before_comment(document: Document, span: Span) -> _Spot | None:
    """Return the place above a comment that has its line for itself."""
    start = document.index.line_span(document.index.line(span.start)).start
    before = document.text[start : span.start]
    return None if before.strip(" \t>") else _Spot("ignore", span.start, after="\n" + before)


def _before_indented(document: Document, block: CodeBlock) -> _Spot | None:
    """Return the place above indented code, one level out and with a blank line between."""
    line = document.index.line(block.span.start)
    row = _line(document, line)
    match = _INDENT.match(row)
    shown = block.text.text.partition("\n")[0].strip()
    if match is None or row[match.end() :].strip() != shown:
        return None
    outer = match["outer"]
    at = document.index.line_span(line).start
    return _Spot("ignore", at, before=outer, after=f"\n{outer.rstrip()}\n")


def _end_of_line(document: Document, line: int) -> _Spot | None:
    """Return the end of a line of text, before what must stay last on it."""
    row = _line(document, line)
    if _FIXED.match(row) or row.count("`") % 2:
        return None
    start = document.index.line_span(line).start
    bare = row.rstrip()
    if bare.endswith("|") and "|" in bare[:-1] and not bare.endswith("\\|"):
        return _Spot("ignore", start + len(bare) - 1, after=" ")
    trailer = _TRAILER.search(row)
    return _Spot("ignore", start + (trailer.start() if trailer else len(row)), before=" ")


def _top(document: Document) -> _Spot:
    """Return the beginning of the page, after its front matter."""
    front = _FRONT.match(document.text) or _META.match(document.text)
    at = front.end() if front else 0
    before = "\n" if front else ""
    return _Spot("ignore-file", at, before=before, after="\n\n")


def _line(document: Document, line: int) -> str:
    return document.slice(document.index.line_span(line)).rstrip("\r\n")
