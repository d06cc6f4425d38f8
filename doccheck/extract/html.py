"""Code in HTML: `<pre>`, `<code>`, `<kbd>`, with entities and tags taken out."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from doccheck.extract.closing import Closers
from doccheck.extract.mapped import substitute
from doccheck.model.source import MappedText

_MARKUP = re.compile(
    r"(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|(?P<break><br\s*/?>\n?)"
    r"|</?[A-Za-z][^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?(?:font|span|b|i|u|em|strong|a)\b[^<>\n]*>", re.IGNORECASE)
_ELEMENT = re.compile(
    r"<(?P<tag>!--|(?:pre|code|kbd|samp|tt|script|style)\b)(?P<attrs>[^<>]*>)?"
    r"|(?P<ticks>(?<!`)`(?!`)[^`\n]+`(?!`))",
    re.IGNORECASE,
)
_HIDDEN = frozenset({"!--", "script", "style"})
_CODE_TAG = re.compile(r"\s*<code\b(?P<attrs>[^<>]*)>", re.IGNORECASE)
_LANGUAGE = re.compile(r"(?:language|lang|highlight-source|highlight)-([\w+#-]+)", re.IGNORECASE)


def unescape(text: MappedText) -> MappedText:
    """Return what a browser shows: entities decoded, tags dropped, `<br>` as a line end."""
    return substitute(text, _MARKUP, _shown)


def _shown(match: re.Match[str]) -> str:
    if match["entity"]:
        return html.unescape(match["entity"]).replace("\xa0", " ")
    return "\n" if match["break"] else ""


def without_tags(text: MappedText) -> MappedText:
    """Take out the colour tags of terminal recordings (`<font color=...>`)."""
    return substitute(text, _TAG, lambda _: "") if "</" in text.text else text


def elements(text: MappedText) -> Iterator[tuple[bool, str, MappedText]]:
    """Yield the code elements of an HTML block: whether it is a `<pre>`, language, raw content."""
    source = text.text
    closers = Closers(source)
    at = 0
    while match := _ELEMENT.search(source, at):
        at = match.end()
        if match["ticks"]:
            yield False, "", text.slice(match.start() + 1, match.end() - 1)
            continue
        tag = match["tag"].lower()
        if tag == "!--":
            at = match.start() + 4
        end, after = closers.find(tag, at) or (len(source), len(source))
        if tag not in _HIDDEN:
            yield tag == "pre", _language(source, match), text.slice(at, end)
        at = after


def _language(source: str, match: re.Match[str]) -> str:
    inner = _CODE_TAG.match(source, match.end())
    attributes = (match["attrs"] or "") + (inner["attrs"] if inner else "")
    named = _LANGUAGE.search(attributes)
    return named.group(1).lower() if named else ""
