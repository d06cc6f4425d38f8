"""Fences that show configuration: their format, and the file that the page says they are."""

from __future__ import annotations

import re

from doccheck.extract.header import language_of
from doccheck.extract.leaf import Leaf, LeafKind
from doccheck.model.config import ConfigExample, ConfigFormat
from doccheck.model.source import Document

_LANGUAGES = {
    "yaml": ConfigFormat.YAML,
    "yml": ConfigFormat.YAML,
    "toml": ConfigFormat.TOML,
    "json": ConfigFormat.JSON,
    "dotenv": ConfigFormat.DOTENV,
    "env": ConfigFormat.DOTENV,
}
CONFIG_FENCE = re.compile(
    r"(?:```|~~~)[ \t]*\{?[ \t]*\.?(?:" + "|".join(_LANGUAGES) + r")(?![\w+-])", re.IGNORECASE
)
"""The beginning of a fence that may hold configuration."""

_FILE = r"[~\w./-]*(?:\.env|[\w-]\.(?:ya?ml|toml|json))"
_TITLE = re.compile(r"""(?:title|filename|file|name)=(["'])(?P<name>.*?)\1""")
_COMMENT = re.compile(rf"\s*(?:#|//)[ \t]*(?P<name>{_FILE})[ \t]*(?:\n|$)")
_NAMED = re.compile(rf"""(?:`|\*\*|")(?P<name>{_FILE})(?:`|\*\*|")""")
_FENCE = re.compile(r"[ \t>]*(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)?(?:`{3}|~{3})")
_BLANK = re.compile(r"[ \t>]*(?:<!--[^\n]*-->)?[ \t]*")
_LOOK_BACK = 6


def config_example(leaf: Leaf, document: Document) -> ConfigExample | None:
    """Return the configuration example that a leaf holds, None if it holds none."""
    if leaf.kind is not LeafKind.FENCE or leaf.info is None:
        return None
    info = leaf.info.text.strip()
    kind = _LANGUAGES.get(language_of(info))
    if kind is None or not leaf.text.text.strip():
        return None
    return ConfigExample(kind, leaf.text, leaf.span, _names(info, leaf, document))


def _names(info: str, leaf: Leaf, document: Document) -> tuple[str, ...]:
    title = _TITLE.search(info)
    comment = _COMMENT.match(leaf.text.text)
    named = (title["name"] if title else "", comment["name"] if comment else "")
    before = () if any(named) else _named_before(leaf, document)
    return tuple(dict.fromkeys(name for name in (*named, *before) if name))


def _named_before(leaf: Leaf, document: Document) -> tuple[str, ...]:
    """Return the last file that the paragraph before a fence names."""
    line = document.index.line(leaf.span.start) - 1
    while line > 0 and _blank(document, line):
        line -= 1
    for at in range(line, max(0, line - _LOOK_BACK), -1):
        text = document.slice(document.index.line_span(at))
        if _blank(document, at) or _FENCE.match(text):  # a fence names itself, not what follows
            break
        found = _NAMED.findall(text)
        if found:
            return (found[-1],)
    return ()


def _blank(document: Document, line: int) -> bool:
    text = document.slice(document.index.line_span(line)).rstrip("\r\n")
    return _BLANK.fullmatch(text) is not None
