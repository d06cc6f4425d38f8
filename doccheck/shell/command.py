"""A simple command, whatever grammar read it."""

from __future__ import annotations

from msgspec import Struct

from doccheck.model.command import Assignment, Redirect, Usage, Word
from doccheck.model.source import MappedText


class Command(Struct, frozen=True):
    """Words with what belongs to them.

    `text` is the command as written, redirections left out. `stdin` is the text that a heredoc or
    a here-string feeds it. `more` is set where further arguments may follow.
    """

    words: tuple[Word, ...]
    text: MappedText
    environment: tuple[Assignment, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    stdin: MappedText | None = None
    usage: Usage = Usage.COMMAND
    more: bool = False
