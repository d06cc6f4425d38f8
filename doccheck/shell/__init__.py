"""From code blocks to invocations: the commands that a page shows, word by word."""

from __future__ import annotations

from doccheck.shell.page import read_page
from doccheck.shell.programs import Programs
from doccheck.shell.reading import BlockSkip, PageReading, SyntaxFault

__all__ = ["BlockSkip", "PageReading", "Programs", "SyntaxFault", "read_page"]
