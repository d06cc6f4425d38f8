"""Leaves of a Markdown page -> code blocks, directives, header faults."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from msgspec.structs import replace

from doccheck.extract.configs import config_example
from doccheck.extract.directives import find_directives
from doccheck.extract.excerpts import pair_excerpts
from doccheck.extract.fences import read_fence
from doccheck.extract.found import Found
from doccheck.extract.header import header_fault, language_of
from doccheck.extract.html import elements, unescape
from doccheck.extract.idle import told_idle
from doccheck.extract.inline import code_spans
from doccheck.extract.languages import Content, content_of
from doccheck.extract.leaf import Leaf, LeafKind
from doccheck.extract.markdown.page import Page, read_page
from doccheck.extract.marker import find_marker
from doccheck.extract.mentions import inline_block
from doccheck.extract.named import named_commands
from doccheck.extract.names import name_uses
from doccheck.extract.options import ExtractOptions
from doccheck.extract.piece import Piece
from doccheck.extract.remap import remap
from doccheck.extract.targets import block_finder
from doccheck.extract.words import word_set
from doccheck.model.block import BlockKind, Certainty, Directive, Extraction, HeaderFault
from doccheck.model.source import Document, MappedText, Span

_CODE = frozenset({LeafKind.FENCE, LeafKind.INDENTED})
_MARKED = frozenset({Content.SHELL, Content.SESSION, Content.POWERSHELL, Content.CMD})

# Fences of MyST that are directives with Markdown in them.
_MYST = word_set(
    """
    note tip hint warning caution danger error important attention seealso admonition versionadded
    versionchanged deprecated dropdown details tab tab-item tab-set grid grid-item card margin
    sidebar only
    """
)


def read_markdown(document: Document, options: ExtractOptions) -> Extraction:
    """Extract what a Markdown page holds."""
    page = read_page(document, lambda text: _wanted(text, options))
    leaves = sorted(page.leaves, key=lambda leaf: leaf.span)
    found = Found()
    for leaf in leaves:
        found.merge(_read(leaf, options))
    paired, excerpts = pair_excerpts(list(_directives(document, page, leaves)), leaves)
    directives = tuple(told_idle(paired, document, found.blocks, excerpts, leaves))
    named = named_commands(directives, document, options)
    return Extraction(
        blocks=tuple(sorted((*found.blocks, *named), key=lambda block: block.span.start)),
        directives=directives,
        header_faults=tuple(_header_faults(leaves)),
        definitions=frozenset(found.definitions),
        unread=tuple(found.unread),
        excerpts=excerpts,
        configs=tuple(one for leaf in leaves if (one := config_example(leaf, document))),
        names=tuple(use for leaf in leaves for use in name_uses(leaf, options)),
    )


def _wanted(text: str, options: ExtractOptions) -> bool:
    return _marked(text) or options.mentions(text) or options.names(text)


def _marked(text: str) -> bool:
    return "doccheck" in text or find_marker(text) is not None


def _read(leaf: Leaf, options: ExtractOptions) -> Found:
    if leaf.kind is LeafKind.TEXT:
        return _spans(leaf, options)
    if leaf.kind is LeafKind.HTML:
        return _html(leaf, options)
    if leaf.kind is LeafKind.INDENTED:
        return read_fence(Piece(BlockKind.INDENTED, leaf.text, leaf.span), options)
    info = leaf.info.text.strip() if leaf.info else ""
    language = language_of(info)
    if info.startswith("{") and language in _MYST:
        return _nested(leaf, options)
    found = read_fence(Piece(BlockKind.FENCE, leaf.text, leaf.span, language), options)
    if leaf.kind is LeafKind.UNCLOSED:
        # What a reader sees of it depends on the site: nothing found in it is certain.
        if content_of(language) not in _MARKED:
            return Found()
        found.blocks = [
            replace(block, certainty=Certainty.AMBIGUOUS)
            for block in found.blocks
            if options.mentions(block.text.text)
        ]
    return found


def _nested(leaf: Leaf, options: ExtractOptions) -> Found:
    """Read the content of a directive that holds Markdown."""
    inner = remap(read_markdown(Document("", leaf.text.text), options), leaf.text)
    return Found(list(inner.blocks), set(inner.definitions), list(inner.unread))


def _spans(leaf: Leaf, options: ExtractOptions) -> Found:
    if not options.mentions(leaf.text.text):
        return Found()
    blocks = (inline_block(BlockKind.INLINE, text, options) for text in code_spans(leaf.text))
    return Found(blocks=[block for block in blocks if block])


def _html(leaf: Leaf, options: ExtractOptions) -> Found:
    found = Found()
    if not options.mentions(leaf.text.text):
        return found
    for preformatted, language, raw in elements(leaf.text):
        text = unescape(raw)
        if preformatted:
            found.merge(read_fence(Piece(BlockKind.HTML, text, raw.whole, language), options))
        else:
            block = inline_block(BlockKind.INLINE, text, options)
            found.blocks += [block] if block else []
    return found


def _header_faults(leaves: list[Leaf]) -> Iterator[HeaderFault]:
    for leaf in leaves:
        if leaf.kind is LeafKind.FENCE and leaf.info is not None and leaf.info.text.strip():
            fault = header_fault(leaf.info.text)
            if fault:
                yield HeaderFault(_stripped(leaf.info), fault)


def _stripped(text: MappedText) -> Span:
    bare = text.text.strip()
    start = text.text.index(bare)
    return text.span(start, start + len(bare))


def _directives(document: Document, page: Page, leaves: list[Leaf]) -> Iterator[Directive]:
    if find_marker(document.text) is None:
        return
    code = [leaf.span for leaf in leaves if leaf.kind in _CODE]
    code += [
        span.whole
        for leaf in leaves
        if leaf.kind is LeafKind.TEXT and _marked(leaf.text.text)
        for span in code_spans(leaf.text)
    ]
    code.sort()
    front = document.index.starts[page.hidden] if page.hidden < len(document.index.starts) else 0

    def inert(offset: int) -> bool:
        at = bisect_right(code, Span(offset, len(document.text))) - 1
        return offset < front or (at >= 0 and offset < code[at].end)

    yield from find_directives(document, inert, block_finder(document, page.blocks))
