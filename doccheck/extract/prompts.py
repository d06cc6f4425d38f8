"""The prompts that terminal sessions show."""

from __future__ import annotations

import re
from enum import Enum

from msgspec import Struct

from doccheck.extract.commands import known_command, may_call
from doccheck.extract.options import ExtractOptions


class Shell(Enum):
    """Whose prompt it is."""

    POSIX = "posix"
    POWERSHELL = "powershell"
    CMD = "cmd"


class Prompt(Struct, frozen=True):
    """A prompt at the start of a line: where the command begins, and how sure we are."""

    length: int
    shell: Shell = Shell.POSIX


_ENVIRONMENT = r"(?:\([\w.+@:/ -]+\)[ ]*)*"
# user@host:~/dir, [user@host dir], [dir], ~/dir, bash-5.2
_PLACE = (
    r"(?:\[?[\w.-]+@[\w.-]+(?:[ ]*:[ ]?|[ ])?[^\s$#%>\]]*(?:[ ][^\s$#%>\]]+)?\]?[ ]?"
    r"|\[[^\]\n$#%]{1,40}\][ ]?"
    r"|(?:[~/]|[A-Za-z][\w.-]*/)[\w./~-]*[ ]?"
    r"|~[ ]?"
    r"|(?:bash|sh|zsh)-[\d.]+)"
)
_DOLLAR = re.compile(rf"[ \t]*{_ENVIRONMENT}{_PLACE}?\$(?:[ \t\xa0]+|$)")
_ROOT_AT = re.compile(
    rf"[ \t]*{_ENVIRONMENT}(?:\[?[\w.-]+@[\w.-]+[^\s#]*(?:[ ][^\s#\]]*\])?)#(?:[ \t]+|$)"
)
_SIGNS = r"\u276f\u279c\u00bb\u03bb\u1405\u25b6"
_SIGN = re.compile(rf"[ \t]*{_ENVIRONMENT}{_PLACE}?[{_SIGNS}][ \t]+(?:~[ \t]+)?")
_PERCENT = re.compile(rf"[ \t]*{_ENVIRONMENT}{_PLACE}?%[ \t]+")
_POWERSHELL = re.compile(rf"[ \t]*{_ENVIRONMENT}PS(?:[ ][^>\n]{{0,80}})?>[ \t]*")
_CMD = re.compile(rf"[ \t]*{_ENVIRONMENT}[A-Za-z]:(?:[\\/][^>\n|&]{{0,80}})?>[ \t]*")
_WEAK = re.compile(r"[ \t]*(?:>>>|>|#)[ \t]+")

_QUICK = re.compile(rf"[$#%>{_SIGNS}]")


def strong_prompt(line: str, options: ExtractOptions) -> Prompt | None:
    """Find a prompt that cannot be anything else in a shell fence."""
    if not _QUICK.search(line):
        return None
    for pattern in (_DOLLAR, _ROOT_AT, _SIGN):
        match = pattern.match(line)
        if match:
            return Prompt(match.end())
    match = _PERCENT.match(line)
    if match and known_command(line[match.end() :], options):
        return Prompt(match.end())
    for pattern, shell in ((_POWERSHELL, Shell.POWERSHELL), (_CMD, Shell.CMD)):
        match = pattern.match(line)
        if match:
            return Prompt(match.end(), shell)
    return None


def weak_prompt(line: str, options: ExtractOptions, *, root: bool) -> Prompt | None:
    """Find `>>> `, `> ` or (with `root`) `# ` in front of a command that may call a program."""
    match = _WEAK.match(line)
    if match is None or ("#" in match.group() and not root):
        return None
    rest = line[match.end() :]
    return Prompt(match.end()) if may_call(rest, options) else None
