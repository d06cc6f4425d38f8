"""A code span in running text -> the command that it names, if it may name one."""

from __future__ import annotations

import re

from doccheck.extract.commands import doubtful, may_call
from doccheck.extract.options import ExtractOptions
from doccheck.extract.prompts import strong_prompt
from doccheck.extract.words import FUNCTION_WORDS
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
    words = code.text.split()
    if len(words) <= 1 or not may_call(code.text, options):
        return None
    # `prog is great` may be a phrase, although a subcommand may have such a name.
    phrase = words[0] in options.programs and words[1] in FUNCTION_WORDS
    odd = phrase or doubtful(code.text) or _SEVERAL.match(code.text)
    certainty = Certainty.AMBIGUOUS if odd else Certainty.CERTAIN
    return CodeBlock(kind, Dialect.SHELL, code, text.whole, "", certainty)
