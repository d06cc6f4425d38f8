"""Commands of a session that a page shows being refused, on purpose."""

from __future__ import annotations

import re
from bisect import bisect_right

from doccheck.model.block import CodeBlock
from doccheck.model.source import Span
from doccheck.shell.isolate import logical_lines

_LONGEST = 2000
"""Characters of output looked at: a refusal is the first thing that a program prints."""
# What click and argparse say, with or without the frame that rich draws around it.
_REFUSED = re.compile(
    r"^[ \t│|]*(?:[\w./-]+: )?(?:error: )?(?:no such (?:command|option)\b"
    r"|missing (?:argument|option)\b|invalid value\b|got unexpected extra argument"
    r"|unrecognized arguments:|argument \S+: invalid |the following arguments are required:"
    r"|option \S+ (?:requires an argument|does not take a value))"
    r"|^usage: [^\n]*\n(?:[^\n]*\n){0,12}?(?:[\w./-]+: )?error: ",
    re.IGNORECASE | re.MULTILINE,
)


def refused(block: CodeBlock) -> list[Span]:
    """Return the command lines of `block` whose output says that the program refused them."""
    outputs = [out for out in block.output if _REFUSED.search(out.text[:_LONGEST])]
    if not outputs:
        return []
    lines = [block.text.span(*line) for line in logical_lines(block.text.text)]
    ends = [line.end for line in lines]
    places = (bisect_right(ends, out.whole.start) - 1 for out in outputs)
    return [lines[place] for place in places if place >= 0]
