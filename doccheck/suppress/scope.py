"""Which findings a directive covers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from doccheck.model.block import Directive
from doccheck.model.source import LineIndex, Span
from doccheck.rules.selection import UnknownRuleError, codes

SUPPRESSING = ("ignore", "ignore-file", "disable")
"""The verbs that hide findings; `enable` ends what `disable` began."""


class Clause(Struct, frozen=True):
    """One rule of one directive, as written and as codes, and where it holds."""

    directive: Directive
    selector: str
    codes: frozenset[str]
    first_line: int
    last_line: int

    def covers(self, code: str, first: int, last: int) -> bool:
        """Tell whether a finding of rule `code` on these lines is hidden."""
        return code in self.codes and first <= self.last_line and self.first_line <= last


class Mistake(Struct, frozen=True):
    """A rule name in a directive that no rule has, or an `enable` without its `disable`."""

    directive: Directive
    detail: str
    nearest: str | None = None


def clauses(directives: Iterable[Directive], index: LineIndex) -> Iterator[Clause | Mistake]:
    """Yield what the directives of a page hide, and what is wrong with them."""
    valid = [directive for directive in directives if not directive.fault]
    last_line = len(index.starts)
    for at, directive in enumerate(valid):
        if directive.verb not in SUPPRESSING:
            continue
        for selector, found in _named(directive):
            if isinstance(found, Mistake):
                yield found
                continue
            first, last = _lines(directive, index, last_line)
            if directive.verb == "disable":
                last = _end(valid[at + 1 :], found, index) or last_line
            yield Clause(directive, selector, found, first, last)
    yield from _stray(valid)


def _named(directive: Directive) -> Iterator[tuple[str, frozenset[str] | Mistake]]:
    for selector in directive.rules:
        try:
            yield selector, codes(selector)
        except UnknownRuleError as error:
            yield selector, Mistake(directive, f"no rule is called `{selector}`", error.nearest)


def _lines(directive: Directive, index: LineIndex, last_line: int) -> tuple[int, int]:
    if directive.verb == "ignore-file":
        return 1, last_line
    own = index.line(directive.span.start)
    if directive.verb == "disable":
        return own, last_line
    target = directive.target or directive.span
    # Other comments may stand between: they speak of the same block, and may name commands.
    return min(own, index.line(target.start)), index.line(_last(target))


def _last(span: Span) -> int:
    """Return the offset of the last character, so that a final line end adds no line."""
    return max(span.start, span.end - 1)


def _end(later: Iterable[Directive], hidden: frozenset[str], index: LineIndex) -> int | None:
    """Return the line of the `enable` that ends a region."""
    for directive in later:
        if directive.verb == "enable" and _reaches(directive, hidden):
            return index.line(directive.span.start)
    return None


def _reaches(enable: Directive, hidden: frozenset[str]) -> bool:
    named = [found for _, found in _named(enable) if not isinstance(found, Mistake)]
    return any(hidden <= found for found in named)


def _stray(valid: list[Directive]) -> Iterator[Mistake]:
    """Yield a mistake for each `enable` that ends nothing."""
    open_: list[frozenset[str]] = []
    for directive in valid:
        if directive.verb not in {"disable", "enable"}:
            continue
        named = list(_named(directive))
        if directive.verb == "disable":
            open_ += [found for _, found in named if not isinstance(found, Mistake)]
            continue
        yield from (found for _, found in named if isinstance(found, Mistake))
        ended = [hidden for hidden in open_ if _reaches(directive, hidden)]
        if not ended:
            yield Mistake(directive, "nothing is disabled here")
        open_ = [hidden for hidden in open_ if hidden not in ended]
