"""Words that the reader is to fill in: filled from the settings, or named."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping

from msgspec import Struct

from doccheck.model.command import Invocation, Unknown, Word
from doccheck.shell.simple_commands import variables_set, variables_used

_ANGLED = re.compile(r"(?<![<\w])<[A-Za-z](?:[\w. -]*\w)?>(?!>)")
_ASSIGNED = re.compile(r"-{0,2}[A-Za-z][\w.-]*=(?=.)")
_BETWEEN = re.compile(r"[,:|/]")
_FILLED_IN = frozenset({Unknown.PLACEHOLDER, Unknown.TEMPLATE})
# What a shell in the sandbox knows by itself.
_KNOWN = frozenset(
    {
        *("HOME", "PATH", "PWD", "OLDPWD", "USER", "LOGNAME", "SHELL", "TMPDIR", "LANG", "LC_ALL"),
        *("TZ", "TERM", "COLUMNS", "LINES", "IFS", "RANDOM", "SECONDS", "HOSTNAME", "UID", "EUID"),
        *("BASHPID", "BASH", "BASH_VERSION", "PPID", "LINENO", "REPLY", "OSTYPE", "SHLVL"),
        *("PYTHONDONTWRITEBYTECODE", "_"),
    }
)


class Filler(Struct, frozen=True):
    """Fills in what the settings know: words as they are written, and `$NAME` variables."""

    words: Mapping[str, str]
    variables: Mapping[str, str]

    @classmethod
    def of(cls, placeholders: Mapping[str, str]) -> Filler:
        """Sort the setting `placeholders` by what its keys stand for."""
        words = {key: value for key, value in placeholders.items() if not key.startswith("$")}
        variables = {
            key.strip("${}"): value for key, value in placeholders.items() if key.startswith("$")
        }
        return cls(words, variables)

    def fill(self, script: str) -> str:
        """Return `script` with the known words filled in."""
        for word, value in self.words.items():
            plain = re.escape(word)
            before = r"(?<!\w)" if word[:1].isalnum() else ""
            after = r"(?!\w)" if word[-1:].isalnum() else ""
            script = re.sub(f"{before}{plain}{after}", _constant(value), script)
        return script


def _constant(value: str) -> Callable[[re.Match[str]], str]:
    return lambda _: value


def left_open(
    script: str,
    calls: Iterable[Invocation],
    variables: Collection[str],
    words: Collection[str] = (),
) -> str | None:
    """Return the first thing in `script` that a reader is to fill in, None if there is none.

    `script` is filled in already; `calls` are the invocations of its block; `variables` and
    `words` have a value. A word may stand for itself, as the name of a stock in capitals.
    """
    for call in calls:
        for word in (*call.head, *call.argv):
            text = _written(word, call) if word.unknown in _FILLED_IN else ""
            if text and text in script and not _given(text, words):
                return text
        if call.more and "..." in script:
            return "..."
    angled = _ANGLED.search(script)
    if angled:
        return angled[0]
    unset = variables_used(script) - variables_set(script) - _KNOWN - frozenset(variables)
    return f"${min(unset)}" if unset else None


def way_out(open_: str) -> str:
    """Return why a block with something to fill in is left out, and what to do about it."""
    if open_.startswith("$"):
        name = open_[1:]
        return f"`{open_}` has no value: give it one in `run.placeholders`, or by `env={name}=...`"
    told = f"`{open_}` has no value: give it one in `run.placeholders`"
    if not (open_[:1].isalpha() and open_.isupper()):
        return told
    key = open_ if open_.replace("_", "").isalnum() else f'"{open_}"'
    return f'{told}, or `{key} = "{open_}"` if it means itself'


def _given(text: str, words: Collection[str]) -> bool:
    """Tell whether a word, or each part of a list, stands in the settings."""
    return text in words or all(part in words for part in _BETWEEN.split(text))


def _written(word: Word, call: Invocation) -> str:
    """Return the word as it is written in the source of its call, of `--key=VALUE` the value."""
    at = max(0, word.span.start - call.span.start)
    text = call.source[at : at + word.span.end - word.span.start].strip()
    return _ASSIGNED.sub("", text)
