"""A first look at a line: may it call a program, and does it read like a command at all?"""

from __future__ import annotations

import re

from doccheck.extract.options import ExtractOptions, is_python
from doccheck.extract.words import COMMON, FUNCTION_WORDS, KEYWORDS, WRAPPERS
from doccheck.model.pattern import atomic

_VALUE = atomic(r"""(?:"[^"]*"|'[^']*'|\$\([^)\n]{0,200}\)|[^\s"'$]|\$)*""", "value")
_ASSIGNMENT = rf"[A-Za-z_]\w*\+?=(?!=){_VALUE}"
_HEAD = re.compile(
    r"\s*(?:[({!]\s+|\()?"
    + atomic(rf"(?:{_ASSIGNMENT}\s+)*", "lead")
    + atomic("[^\\s;&|()<>\"'`]+", "word")
    + "(?![<>])"
)
_ASSIGN_ONLY = re.compile(rf"\s*(?:{_ASSIGNMENT})\s*(?:[;&#].*)?$")


def first_word(line: str) -> str:
    """Return the first word of a command line, assignments passed over and folders cut off."""
    match = _HEAD.match(line)
    if match is None:
        return ""
    word = match["word"]
    if len(word) > 1 and ("/" in word or "\\" in word):
        word = re.split(r"[/\\]", word)[-1]
    return word


def leads(line: str, options: ExtractOptions) -> bool:
    """Tell whether the command line begins with a program, or with a wrapper around one."""
    word = first_word(line)
    if word in options.programs and not (is_python(word) and options.module_heads):
        return True
    return (word in WRAPPERS or is_python(word)) and options.mentions(line)


def may_call(line: str, options: ExtractOptions) -> bool:
    """Tell whether the command line may call a program anywhere in it."""
    if leads(line, options):
        return True
    return (first_word(line) in COMMON or _assigns(line)) and options.mentions(line)


def known_command(line: str, options: ExtractOptions) -> bool:
    """Tell whether the line begins like a command line that readers type."""
    word = first_word(line)
    return (
        word in options.programs
        or word in COMMON
        or is_python(word)
        or _assigns(line)
        or line.lstrip().startswith(("./", "../", "~/", "| ", "&& ", "|| "))
    )


def _assigns(line: str) -> bool:
    return _ASSIGN_ONLY.match(line) is not None


_QUOTED = re.compile(r""""(?:[^"\\]|\\.)*"|'[^']*'""")
_COLUMNS = re.compile(r"\S(?:[ ]{3,}|\t+[ ]*)(?=[^\s#\\-])")
_ENDS_SENTENCE = re.compile(r"[\w)'`][.:;!?,]$")
_SYMBOLS = re.compile(r"[─-╿▀-▟]|[│┃]")


def reads_like_prose(line: str) -> bool:
    """Tell whether a line that begins with a program's name is a sentence."""
    bare = _QUOTED.sub("Q", line.split(" #", maxsplit=1)[0]).strip()
    words = bare.split()
    if len(words) < 2 or any(word.startswith("-") and len(word) > 1 for word in words):  # noqa: PLR2004 - one word is no sentence
        return False
    if words[-1].endswith("..."):
        return False
    common = sum(word.strip(",.;:()").lower() in FUNCTION_WORDS for word in words[1:])
    if len(words) > 3 and any(word.endswith(",") for word in words[1:-1]):  # noqa: PLR2004 - see above
        return True
    ends = _ENDS_SENTENCE.search(bare) is not None
    return common >= 2 or (common > 0 and ends) or (ends and len(words) > 3)  # noqa: PLR2004 - see above


def reads_like_output(line: str) -> bool:
    """Tell whether a line that begins with a program's name is a row of a table or a drawing."""
    bare = _QUOTED.sub("Q", line.split(" #", maxsplit=1)[0]).rstrip("\\").strip()
    return len(_COLUMNS.findall(bare)) >= 2 or _SYMBOLS.search(bare) is not None  # noqa: PLR2004 - one gap may be alignment


def doubtful(line: str) -> bool:
    """Tell whether a line that begins with a command's name is hardly a command."""
    if first_word(line) in KEYWORDS:
        return False
    return reads_like_prose(line) or reads_like_output(line)
