"""Marks that run nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from msgspec.structs import replace

from doccheck.extract.header import language_of
from doccheck.extract.leaf import Leaf, LeafKind
from doccheck.model.block import OTHER_SHELLS, STANDING, CodeBlock, Directive, Excerpt
from doccheck.model.placed import Placed
from doccheck.model.source import Document, Span

_VERBS = frozenset({"run", "run-as"})
_CODE = frozenset({LeafKind.FENCE, LeafKind.INDENTED})
# What brings in text from elsewhere, which may be the block that is meant.
_INCLUDES = ("--8<--", "{%", "{{", "{!", "[[", ":::", ".. ")


def told_idle(
    directives: Iterable[Directive],
    document: Document,
    blocks: Sequence[CodeBlock],
    excerpts: Sequence[Excerpt],
    leaves: Sequence[Leaf],
) -> Iterator[Directive]:
    """Yield the directives; a mark that runs nothing is at fault, and says why."""
    standing = Placed((one for one in blocks if one.kind in STANDING), attrgetter("span"))
    shown = Placed(excerpts, attrgetter("span"))
    code = Placed((leaf for leaf in leaves if leaf.kind in _CODE), attrgetter("span"))
    for directive in directives:
        if directive.fault or directive.verb not in _VERBS:
            yield directive
            continue
        target = directive.target or Span(0, 0)
        if shown.meeting(target):
            fault = _beside_output(directive)
        else:
            found, leaf = standing.meeting(target), next(iter(code.meeting(target)), None)
            fault = _fault(directive, document.slice(target), found, leaf)
        yield replace(directive, fault=fault) if fault else directive


def _beside_output(directive: Directive) -> str:
    if directive.verb == "run-as":
        return "`output-of` names the command already"
    return "its keys belong into `output-of`, before the colon" if directive.options else ""


def _fault(directive: Directive, text: str, blocks: list[CodeBlock], leaf: Leaf | None) -> str:
    """Return why nothing is run for a mark before `text`, empty where something is."""
    verb = directive.verb
    if blocks:
        empty = verb == "run" and not any(block.text.text.strip() for block in blocks)
        return "the code block is empty" if empty else ""
    if leaf is None:
        if any(include in text for include in _INCLUDES):
            return ""
        return f"no code block follows `{verb}`"
    language = language_of(leaf.info.text) if leaf.info else ""
    if language in OTHER_SHELLS:
        return ""
    if not leaf.text.text.strip():
        return "the code block is empty"
    written = f"its language is `{language}`" if language else "it has no language"
    return f"the code block after `{verb}` is not one of commands: {written}"
