"""A Markdown document -> its leaves, in order, with the blocks that directives may speak of."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from msgspec import Struct, field

from doccheck.extract.leaf import Leaf, LeafKind
from doccheck.extract.mapped import line_parts, map_lines, stand_in
from doccheck.extract.markdown.container import container
from doccheck.extract.markdown.fence import fence
from doccheck.extract.markdown.text import html_block, paragraph
from doccheck.model.source import Document, MappedText, Span

_MAX_NESTING = 80
_FRONT = re.compile(r"(?:---|\+\+\+)[ \t]*\n")
_FRONT_END = {
    "-": re.compile(r"\n(?:---|\.\.\.)[ \t]*(?=\n|\Z)"),
    "+": re.compile(r"\n\+\+\+[ \t]*(?=\n|\Z)"),
}
_HEADING = re.compile(r"#{1,6}[ \t]")
_UNCLOSED_LINES = 30


class Page(Struct, frozen=True):
    """The leaves of a page, and the lines of every block, outermost first, in order."""

    leaves: list[Leaf] = field(default_factory=list)
    blocks: list[tuple[int, int]] = field(default_factory=list)
    hidden: int = 0
    """The number of lines of front matter."""


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING})
    ruler = parser.block.ruler
    everywhere: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    ruler.at("html_block", html_block, {"alt": ["paragraph", "reference", "blockquote"]})
    ruler.at("paragraph", paragraph)
    ruler.before("code", "any_fence", fence, everywhere)
    ruler.before("code", "container", container, everywhere)
    parser.disable(["fence", "reference"])
    return parser


def read_page(document: Document, wanted: Callable[[str], bool] = bool) -> Page:
    """Parse `document` and return its leaves: code, and text and HTML that is `wanted`."""
    source = document.text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    hidden = _front_matter(source)
    env: dict[str, object] = {"never_closed": []}
    tokens: list[Token] = []
    state = StateBlock(source, _parser(), env, tokens)
    env["starts"] = list(state.bMarks)
    _parser().block.tokenize(state, hidden, state.lineMax)
    page = Page(hidden=hidden)
    for token in tokens:
        if token.map and token.nesting >= 0 and token.map[1] > token.map[0]:
            page.blocks.append((token.map[0], token.map[1]))
            leaf = _leaf(document, token, wanted)
            if leaf is not None:
                page.leaves.append(leaf)
    never = env["never_closed"]
    if isinstance(never, list):
        page.leaves.extend(_unclosed(document, line) for line in dict.fromkeys(never))
    return page


def _front_matter(source: str) -> int:
    """Return the number of lines that front matter takes."""
    if not _FRONT.match(source):
        return 0
    end = _FRONT_END[source[0]].search(source, 3)
    return source.count("\n", 0, end.end()) + 1 if end else 0


def _leaf(document: Document, token: Token, wanted: Callable[[str], bool]) -> Leaf | None:
    first, last = token.map or (0, 0)
    content = token.content
    if token.type == "fence":
        info = _in_line(document, first, token.info)
        kind, text = LeafKind.FENCE, map_lines(document, first + 1, content)
        return Leaf(kind, text, _span(document, first, last), info)
    if token.type == "code_block":
        kind, text = LeafKind.INDENTED, map_lines(document, first, content)
    elif token.type == "html_block" and wanted(content):
        kind, text = LeafKind.HTML, map_lines(document, first, content)
    elif token.type == "inline" and ("`" in content or "<" in content) and wanted(content):
        kind, text = LeafKind.TEXT, _text(document, token)
    else:
        return None
    return Leaf(kind, text, _span(document, first, last))


def _text(document: Document, token: Token) -> MappedText:
    first, last = token.map or [0, 0]
    if token.meta.get("title"):
        return _in_line(document, first, token.content)
    if last - first == 1:
        raw = line_parts(document, first)[1]
        heading = _HEADING.search(raw)
        if heading and not raw.rstrip().endswith(token.content):
            return _in_line(document, first, token.content, heading.end())
    return map_lines(document, first, token.content)


def _in_line(document: Document, line: int, text: str, start: int = 0) -> MappedText:
    """Map `text`, which stands somewhere in a line."""
    offset, raw, _ = line_parts(document, line)
    at = raw.replace("\0", "\ufffd").rfind(text)
    if at < start:
        return stand_in(text, Span(offset, offset + len(raw)))
    return MappedText.verbatim(raw[at : at + len(text)], offset + at)


def _unclosed(document: Document, line: int) -> Leaf:
    """Take what follows a fence that is never closed, up to a blank line."""
    last = line + 1
    count = len(document.index.starts)
    while last < min(count, line + _UNCLOSED_LINES) and line_parts(document, last)[1].strip():
        last += 1
    body = [line_parts(document, at)[1] for at in range(line + 1, last)]
    text = map_lines(document, line + 1, "\n".join(body))
    _, header, _ = line_parts(document, line)
    info = _in_line(document, line, header.lstrip("> \t`~"))
    return Leaf(LeafKind.UNCLOSED, text, _span(document, line, last), info)


def _span(document: Document, first: int, last: int) -> Span:
    start = document.index.line_span(first + 1).start
    if last <= first:
        return Span(start, start)
    offset, raw, _ = line_parts(document, last - 1)
    return Span(start, max(start, offset + len(raw)))
