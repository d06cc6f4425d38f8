"""A code span in running text -> the command that it names, if it may name one."""

from __future__ import annotations

import re

from doccheck.extract.commands import doubtful, may_call
from doccheck.extract.options import ExtractOptions
from doccheck.extract.prompts import strong_prompt
from doccheck.model.block import BlockKind, Certainty, CodeBlock, Dialect
from doccheck.model.source import MappedText

# `prog edit/tutorial/new` names three commands at once.
_SEVERAL = re.compile(r"\S+\s+[a-z][a-z-]*(?:/[a-z][a-z-]*)+(?:\s|$)")


def inline_block(kind: BlockKind, text: MappedText, options: ExtractOptions) -> CodeBlock | None:
    """Return the block for a code span; None if it cannot call a program, or only names one."""
    if not options.mentions(text.text):
        return None
    prompt = strong_prompt(text.text, options)
    start = prompt.length if prompt else len(text.text) - len(text.text.lstrip())
    code = text.slice(start, len(text.text.rstrip()))
    if len(code.text.split()) <= 1 or not may_call(code.text, options):
        return None
    odd = doubtful(code.text) or _SEVERAL.match(code.text)
    certainty = Certainty.AMBIGUOUS if odd else Certainty.CERTAIN
    return CodeBlock(kind, Dialect.SHELL, code, text.whole, "", certainty)
