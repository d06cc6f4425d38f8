"""Which parts of a page are worth parsing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from doccheck.model.block import CodeBlock
from doccheck.shell.programs import Programs
from doccheck.shell.scope import assigned_names, holders, used_names

_ALIAS = re.compile(r"\balias[ \t]+(?:-g[ \t]+)?([A-Za-z][\w.-]*)=")
_LONGEST_CHAIN = 3
_EXPORT = r"\$(?i:env):\w+[ \t]*=|\b(?i:set)[ \t]+\"?\w+="


def relevant(block: CodeBlock, interest: re.Pattern[str]) -> bool:
    """Tell whether `interest` finds anything in a block."""
    if block.words is not None:
        return any(interest.search(word.text) for word in block.words)
    return interest.search(block.text.text) is not None


def interest_of(blocks: Sequence[CodeBlock], programs: Programs) -> re.Pattern[str]:
    """Return a pattern for the programs and for the names that change how they are read.

    These are the variables that commands use or that hold a program, aliases, and whatever sets
    the environment.
    """
    needles = programs.needles
    names: set[str] = {"export"}
    for block in blocks:
        if relevant(block, needles):
            text = block.text.text
            names |= used_names(text)
            names |= holders(text, needles)
            names |= set(_ALIAS.findall(text))
    for _ in range(_LONGEST_CHAIN):
        names |= _behind(blocks, names)
    words = "|".join(sorted(map(re.escape, names)))
    return re.compile(rf"{needles.pattern}|(?<!\w)(?:{words})(?!\w)|{_EXPORT}")


def _behind(blocks: Sequence[CodeBlock], names: set[str]) -> set[str]:
    """Return the variables from which some of `names` get their values."""
    texts = (block.text.text for block in blocks)
    return {
        name
        for text in texts
        if "$" in text and "=" in text and not names.isdisjoint(assigned_names(text))
        for name in used_names(text)
    }
