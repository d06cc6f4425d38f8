"""Why a configuration example that does not parse may not be meant to.

Pages shorten their examples, leave gaps for the reader and mix in the marks of other tools. None
of that is a fault of the page.
"""

from __future__ import annotations

import re

from doccheck.model.config import ConfigFormat

_EVERYWHERE = (
    ("shortened with an ellipsis", re.compile(r"\.\.\.|…|\[snip\]|<snip>")),
    ("a template", re.compile(r"\{\{|\{%|<%|\$\{\{")),
    (
        "holds a placeholder",
        re.compile(r"<[A-Za-z][^<>\n]{0,80}>|\$\{?[A-Z_]+\}?|\{[A-Z_]{3,}\}|[*#]{4}|x{4}|X{4}"),
    ),
    ("includes other text", re.compile(r"--8<--|!include|^[ \t]*:::", re.MULTILINE)),
    ("holds annotations", re.compile(r"\(\d+\)!?[ \t]*$|[←⟵➊-➓①-⑳]", re.MULTILINE)),
    ("a difference between two versions", re.compile(r"^(?:[+-]\s?\S|@@ )", re.MULTILINE)),
    ("a merge conflict", re.compile(r"^(?:<<<<<<<|>>>>>>>)", re.MULTILINE)),
)
_COMMENTS = re.compile(r"^[ \t]*(?://|#|/\*)|[]},{\[\"\d][ \t]*(?://|#|/\*)", re.MULTILINE)
_DIFF = "a difference between two versions"
_TWICE = re.compile(r"cannot (?:overwrite|declare|mutate|redefine)", re.IGNORECASE)
_OVER_LINES = re.compile(r"=[ \t]*\{[^{}\n]*(?:\{[^{}\n]*\}[^{}\n]*)*\n")
_JSON_STARTS = frozenset('{["-0123456789tfn')
_TERMINAL = re.compile(r"^[ \t]*(?:\$|>|%|>>>|HTTP/\d|[A-Z]+ /\S* HTTP)[ \t]?", re.MULTILINE)


def doubt(text: str, kind: ConfigFormat, detail: str) -> str:
    """Return why `text` may not be meant to parse, empty where it must be.

    `detail` is what the parser said.
    """
    for reason, pattern in _EVERYWHERE:
        if reason == _DIFF and kind is ConfigFormat.YAML and not _is_diff(text):
            continue
        if pattern.search(text):
            return reason
    if _TERMINAL.match(text):
        return "holds what a terminal shows"
    if kind is ConfigFormat.JSON:
        return _json_doubt(text)
    if kind is ConfigFormat.TOML:
        return _toml_doubt(text, detail)
    return ""


def _is_diff(text: str) -> bool:
    """Tell a difference from a list: each of its lines is marked, or some are added."""
    return re.search(r"^\+", text, re.MULTILINE) is not None


def _toml_doubt(text: str, detail: str) -> str:
    if _TWICE.match(detail):
        return "shows one key in several ways"
    if _OVER_LINES.search(text):
        return "an inline table over several lines, which TOML 1.0 has not and 1.1 has"
    return ""


def _json_doubt(text: str) -> str:
    if _COMMENTS.search(text):
        return "holds comments, which JSON has not"
    if text.lstrip()[:1] not in _JSON_STARTS:
        return "does not begin like JSON"
    return ""
