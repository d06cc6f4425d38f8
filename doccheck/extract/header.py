"""Fence headers: the language they name, and those that Python-Markdown refuses."""

from __future__ import annotations

import re

# The grammar of pymdownx.superfences, of which a header that it refuses must fall foul.
_HEADER = re.compile(
    r"""
    (?:[ \t]*\.?(?P<lang>[\w#.+-]+)(?=[\t ]|$))?
    (?:
        [ \t]*(?:\{(?P<attrs>[^\n]*)\})
      | (?P<options>(?:[ \t]*[a-zA-Z][a-zA-Z0-9_]*(?:=(?P<quot>"|').*?(?P=quot))?(?=[\t ]|$))+)
    )?
    [ \t]*$
    """,
    re.VERBOSE,
)
_OPTION = re.compile(
    r"""(?P<key>[a-zA-Z][a-zA-Z0-9_]*)(?:=(?P<quot>"|')(?P<value>.*?)(?P=quot))?"""
)
_UNQUOTED = re.compile(r"(?<=[ \t])[a-zA-Z]\w*=[^\s\"'{}]+(?=\s|$)")
_HIGHLIGHT_LINES = re.compile(r"\d+(?:-\d+)?(?:[ \t]+\d+(?:-\d+)?)*$")
_LINE_NUMBERS = re.compile(r"\d+")
_KNOWN = {
    "hl_lines": _HIGHLIGHT_LINES,
    "linenums": _LINE_NUMBERS,
    "title": None,
    "title_mode": None,
}

# The scanner of Python-Markdown's attribute lists; it stops at what it cannot read.
_ATTRIBUTE = re.compile(r"""[^ =}]+=(?:".*?"|'.*?'|[^ =}]+)|[^ =}]+|[ ]""")

_FIRST = re.compile(r"[^\s,;:{(\[]+")
_CLASS = re.compile(r"(?:^|\s)\.([^\s.}=]+)")
_DIRECTIVE = re.compile(
    r"\{(?:code|code-block|code-cell|sourcecode|prompt|sphinx-code|parsed-literal)\}\s*(\S*)"
)


def language_of(info: str) -> str:
    """Return the language that a fence header names, in lower case; empty if none."""
    info = info.strip()
    if info.startswith("{"):
        return _braced(info)
    word = _FIRST.match(info)
    if word is None or "=" in word.group():
        return ""
    return word.group().lstrip(".").lower()


def fence_language(text: str) -> str:
    """Return the language of the fence that `text` begins with, in lower case; empty if none."""
    header = text.lstrip().partition("\n")[0]
    bare = header.lstrip("`~")
    return language_of(bare.rstrip("`~ \t\r")) if bare != header else ""


def _braced(info: str) -> str:
    directive = _DIRECTIVE.match(info)
    if directive:
        return directive.group(1).lower()
    inside = info[1:].partition("}")[0].strip()
    named = _CLASS.search(inside)
    if named:
        return named.group(1).lower()
    first = inside.split()[0] if inside.split() else ""
    return "" if "=" in first or first.startswith(("#", "%", "{")) else first.rstrip(",").lower()


def header_fault(info: str) -> str:
    """Tell why pymdownx.superfences refuses a fence with this header; empty if it does not.

    The verdict is for the default settings. Fences that an extension claims for itself
    (`exec="on"` of markdown-exec) have a grammar of their own and are not judged.
    """
    info = info.strip(" \t")
    match = _HEADER.match(info)
    if match is None:
        bare = _UNQUOTED.search(info)
        if bare:
            return f"`{bare.group()}`: the value must stand in quotes"
        return f"`{info}` is not a fence header that superfences reads"
    if match["attrs"] is not None:
        return _attribute_fault(match["attrs"])
    options = match["options"] or ""
    found = {match["key"]: match["value"] for match in _OPTION.finditer(options)}
    if "exec" in found:
        return ""
    return next((fault for item in found.items() if (fault := _option_fault(*item))), "")


def _option_fault(key: str, value: str | None) -> str:
    if key not in _KNOWN:
        return f"unknown option `{key}`: superfences knows {', '.join(_KNOWN)}"
    pattern = _KNOWN[key]
    if pattern is not None and not pattern.match(key if value is None else value):
        return f"`{key}` wants numbers" if value is None else f"`{key}` cannot be {value!r}"
    return ""


def _attribute_fault(attributes: str) -> str:
    # In braces every key is allowed; only these two fail, and only without a value.
    bare: dict[str, bool] = {}
    attributes = attributes.replace("\t", "    ")
    at = 0
    while match := _ATTRIBUTE.match(attributes, at):
        at = match.end()
        key, equals, _ = match.group().partition("=")
        bare[key] = not equals
    faulty = next((key for key in ("hl_lines", "linenums") if bare.get(key)), "")
    return f"`{faulty}` wants a value" if faulty else ""
