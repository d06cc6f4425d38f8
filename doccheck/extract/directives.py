"""`<!-- doccheck: ... -->` comments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches

from msgspec.structs import replace

from doccheck.extract.marker import VERBS, WITH_RULES, Marker, find_marker
from doccheck.extract.quoting import OpenQuoteError, split_colon, split_words
from doccheck.model.block import Directive
from doccheck.model.source import Document, Span

_TARGETED = frozenset({"ignore", "output-of", "run", "run-as", "skip"})
# Alone, each says `on`.
_FLAGS = ("unordered", "regex", "ellipsis", "trailing-blanks")
_KEYS: dict[str, re.Pattern[str]] = {
    "exit": re.compile(r"\d{1,3}"),
    "timeout": re.compile(r"\d+(?:\.\d+)?(?:ms|s|m|h)?"),
    "session": re.compile(r"[\w.-]+"),
    "network": re.compile(r"none|loopback"),
    "fixtures": re.compile(r"[^,]+(?:,[^,]+)*"),
    "env": re.compile(r"[A-Za-z_]\w*=.*", re.DOTALL),
    "allow": re.compile(r"[^,\s]+(?:,[^,\s]+)*"),
    "normalise": re.compile(r"[a-z]+(?:,[a-z]+)*"),
    "stderr": re.compile(r"merged|apart|ignore"),
    **dict.fromkeys(_FLAGS, re.compile(r"on|off")),
}
_REPEATED = frozenset({"env"})
_BODY = re.compile(r"\s*(?P<verb>[A-Za-z][\w-]*)?(?P<rest>.*)", re.DOTALL)
_BRACKETS = re.compile(r"\s*\[(?P<rules>[^\]]*)\](?P<reason>.*)", re.DOTALL)


def find_directives(
    document: Document,
    inert: Callable[[int], bool],
    block_after: Callable[[int], Span | None],
) -> Iterator[Directive]:
    """Yield the directives of a page.

    `inert` tells whether an offset lies in code, where a comment is only shown; `block_after`
    returns the block that follows the line of an offset.
    """
    at = 0
    while marker := find_marker(document.text, at):
        at = marker.end
        if inert(marker.start):
            continue
        end = document.text.find("-->", marker.end)
        if end < 0:
            yield Directive("", Span(marker.start, marker.end), fault="the comment is not closed")
            return
        at = end + 3
        directive = _read(document.text[marker.end : end], Span(marker.start, at), marker)
        if directive.verb in _TARGETED:
            directive = _aimed(directive, document, block_after)
        yield directive


def _read(body: str, span: Span, marker: Marker) -> Directive:
    directive = parse_directive(body, span)
    if not marker.fault:
        return directive
    return Directive(directive.verb, span, fault=marker.fault)


def _aimed(
    directive: Directive, document: Document, block_after: Callable[[int], Span | None]
) -> Directive:
    span = directive.span
    first, last = (
        document.index.line(span.start),
        document.index.line(max(span.start, span.end - 1)),
    )
    line = Span(document.index.line_span(first).start, document.index.line_span(last).end)
    around = document.text[line.start : span.start] + document.text[span.end : line.end]
    if around.strip(" \t\r\n>-*+|"):
        return replace(directive, target=_trimmed(document, line))
    return replace(directive, target=block_after(span.end))


def _trimmed(document: Document, span: Span) -> Span:
    return Span(span.start, span.start + len(document.slice(span).rstrip("\r\n")))


def parse_directive(body: str, span: Span) -> Directive:
    """Parse what stands between `doccheck:` and the end of the comment."""
    match = _BODY.match(body)
    verb = (match["verb"] if match else "") or ""
    rest = match["rest"] if match else ""
    if verb not in VERBS:
        near = get_close_matches(verb.lower(), VERBS, 1, 0.5)
        told = f"`{verb}` is not a directive" if verb else "no directive is named"
        hint = f"; did you mean `{near[0]}`?" if near else f"; known are {', '.join(VERBS)}"
        return Directive(verb, span, fault=told + hint)
    if verb in WITH_RULES:
        return _with_rules(verb, rest, span)
    if verb == "run":
        return _run(rest, span)
    if verb == "output-of":
        return _output_of(rest, span)
    if verb == "run-as":
        return _run_as(rest, span)
    return Directive(verb, span, reason=_free(rest))


def _free(text: str) -> str:
    return " ".join(text.split()).lstrip(":").strip()


def _with_rules(verb: str, rest: str, span: Span) -> Directive:
    match = _BRACKETS.match(rest)
    if match is None:
        named = rest.strip(" []\n\t").split()
        example = named[0].strip("[],") if named and "[" in rest else "rule-name"
        return Directive(verb, span, fault=f"name the rules in brackets: {verb}[{example}]")
    rules = tuple(rule.strip() for rule in match["rules"].split(",") if rule.strip())
    fault = "" if rules else f"no rule stands in the brackets: {verb}[rule-name]"
    return Directive(verb, span, rules, _free(match["reason"]), fault=fault)


def _run(rest: str, span: Span) -> Directive:
    options, fault = _options("run", rest)
    return Directive("run", span, options=options, fault=fault)


def _output_of(rest: str, span: Span) -> Directive:
    """Read `output-of: COMMAND`; the keys of `run` may stand before the colon."""
    words, command = split_colon(rest)
    if not command.strip():
        return Directive("output-of", span, fault="say whose output it is: output-of: COMMAND")
    options, fault = _options("output-of", words)
    return Directive("output-of", span, reason=command.strip(), options=options, fault=fault)


def _options(verb: str, words: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """Return the `key=value` words up to a faulty one, and what is wrong with that."""
    options: list[tuple[str, str]] = []
    try:
        split = split_words(words)
    except OpenQuoteError as error:
        return (), str(error)
    for word in split:
        key, equals, value = word.partition("=")
        fault = _option_fault(verb, key, equals, value)
        if not fault and key not in _REPEATED and key in dict(options):
            fault = f"`{key}` is there twice"
        if fault:
            return tuple(options), fault
        options.append((key, value))
    return tuple(options), ""


def _option_fault(verb: str, key: str, equals: str, value: str) -> str:
    if key not in _KEYS:
        near = get_close_matches(key, _KEYS, 1, 0.5)
        hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(_KEYS)}"
        return f"`{key}` is not a key of {verb}; {hint}"
    if key in _FLAGS and not equals:
        return ""
    if not equals or not value:
        return f"`{key}` wants a value: {key}=..."
    return "" if _KEYS[key].fullmatch(value) else f"`{key}` cannot be `{value}`"


def _run_as(rest: str, span: Span) -> Directive:
    command = rest.strip()
    if not command.startswith(":") or not command[1:].strip():
        return Directive("run-as", span, fault="say what to run: run-as: COMMAND")
    return Directive("run-as", span, reason=command[1:].strip())
