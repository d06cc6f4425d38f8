"""The lines of a crontab, which pages also show in shell fences."""

from __future__ import annotations

import re

from doccheck.extract.commands import may_call
from doccheck.extract.mapped import substitute
from doccheck.extract.options import ExtractOptions
from doccheck.model.source import MappedText

_FIELD = r"(?:\*|\d+(?:-\d+)?|[A-Za-z]{3}(?:-[A-Za-z]{3})?)(?:/\d+)?"
_TIME = rf"{_FIELD}(?:,{_FIELD})*"
_LINE = re.compile(
    rf"[ \t]*(?:@(?:reboot|hourly|daily|midnight|weekly|monthly|yearly|annually)[ \t]+"
    rf"|(?=[\d*])(?:{_TIME}[ \t]+){{5}})"
)
_USER = re.compile(r"[a-z_][\w-]*[ \t]+")
_PERCENT = re.compile(r"\\%")


def cron_command(line: MappedText, options: ExtractOptions) -> MappedText | None:
    """Return the command of a line that gives five times (or `@daily`) and a command."""
    match = _LINE.match(line.text)
    if match is None:
        return None
    command = line.slice(match.end(), len(line.text))
    user = _USER.match(command.text)
    if user and not may_call(command.text, options):
        # The crontab of the system names the user in front.
        rest = command.slice(user.end(), len(command.text))
        command = rest if may_call(rest.text, options) else command
    return substitute(command, _PERCENT, lambda _: "%")
