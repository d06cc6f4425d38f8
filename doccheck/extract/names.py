"""Uses, in code, of environment variables and paths that may be a program's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from doccheck.extract.inline import code_spans
from doccheck.extract.leaf import Leaf, LeafKind
from doccheck.extract.options import ExtractOptions
from doccheck.model.config import NameKind, NameUse
from doccheck.model.source import MappedText

_CODE = frozenset({LeafKind.FENCE, LeafKind.INDENTED})


def name_uses(leaf: Leaf, options: ExtractOptions) -> Iterator[NameUse]:
    """Yield the names that the code of a leaf uses, in order."""
    if not options.names(leaf.text.text):
        return
    if leaf.kind in _CODE:
        yield from _in_code(leaf.text, options)
    elif leaf.kind is LeafKind.TEXT:
        for span in code_spans(leaf.text):
            yield from _in_code(span, options)


def _in_code(text: MappedText, options: ExtractOptions) -> Iterator[NameUse]:
    for match in _pattern(options.variables, options.roots).finditer(text.text):
        start, end = match.span()
        if match.lastgroup == "path":
            name = re.sub(r"^\$(?:HOME|\{HOME\})/", "~/", match.group()).rstrip(".")
            end = start + len(match.group().rstrip("."))
            yield NameUse(NameKind.PATH, name, text.span(start, end))
        else:
            yield NameUse(NameKind.VARIABLE, match.group(), text.span(start, end))


@cache
def _pattern(variables: tuple[str, ...], roots: tuple[str, ...]) -> re.Pattern[str]:
    prefixes = "|".join(map(re.escape, variables)) or r"(?!)"
    folders = "|".join(re.escape(root.removeprefix("~/")) for root in roots) or r"(?!)"
    # `PROG_*` and `PROG_` speak of all of them; `<...>`, `$x` and globs make a path unknown.
    return re.compile(
        rf"(?P<variable>(?<![A-Za-z0-9_])(?:{prefixes})[A-Z0-9_]*[A-Z0-9](?![A-Za-z0-9_*<{{]))"
        rf"|(?P<path>(?:~|\$HOME|\$\{{HOME\}})/(?:{folders})(?:/[\w.@+/-]*)?(?![\w.@+/<${{*?\[-]))"
    )
