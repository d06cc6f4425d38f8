"""Windows commands in blocks that are marked as shell."""

from __future__ import annotations

import re

from doccheck.model.block import BlockKind, CodeBlock, Dialect

_SIGNS = {
    Dialect.POWERSHELL: re.compile(
        r"^[^`\n]*[^`\n ][ ]`[ \t]*\n[ \t]+\S|^[ \t]*\$env:\w+[ \t]*=", re.MULTILINE
    ),
    Dialect.CMD: re.compile(
        r"^[^\n]*[^\n ][ ]\^[ \t]*\n[ \t]+\S|^[ \t]*(?:@echo off|set \w+=)", re.MULTILINE
    ),
}
_POSIX = re.compile(r"\\\n|\bexport[ ]|;[ ]*(?:do|then)\b|\$\(")


def dialect_of(block: CodeBlock) -> Dialect:
    """Return the grammar for a block.

    Writers put PowerShell and cmd into `shell` fences too; a line that ends with a backtick or a
    caret, or sets a variable their way, gives it away.
    """
    if block.dialect is not Dialect.SHELL or block.kind is BlockKind.INLINE:
        return block.dialect
    text = block.text.text
    for dialect, sign in _SIGNS.items():
        if sign.search(text) and not _POSIX.search(text):
            return dialect
    return Dialect.SHELL
