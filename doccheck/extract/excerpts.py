"""The blocks that `output-of` directives speak of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from doccheck.extract.leaf import Leaf, LeafKind
from doccheck.model.block import Directive, Excerpt
from doccheck.model.source import Span

_CODE = frozenset({LeafKind.FENCE, LeafKind.INDENTED})


def pair_excerpts(
    directives: Iterable[Directive], leaves: Sequence[Leaf]
) -> tuple[tuple[Directive, ...], tuple[Excerpt, ...]]:
    """Return the directives, those without a code block at fault, and the excerpts they make."""
    told: list[Directive] = []
    excerpts: list[Excerpt] = []
    for directive in directives:
        if directive.verb == "output-of" and not directive.fault:
            leaf = _code_at(directive.target, leaves)
            if leaf is None:
                told.append(replace(directive, fault="no code block follows `output-of`"))
                continue
            excerpts.append(Excerpt(directive, leaf.text, leaf.span))
        told.append(directive)
    return tuple(told), tuple(excerpts)


def _code_at(target: Span | None, leaves: Sequence[Leaf]) -> Leaf | None:
    if target is None:
        return None
    starts = (leaf for leaf in leaves if leaf.kind in _CODE and leaf.span.start == target.start)
    return next(starts, None)
