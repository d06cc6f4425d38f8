"""The programs that are looked for, and the forms in which a document calls them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from msgspec import Struct, field

# Folders that hold programs; elsewhere a path that ends like a program is some other file.
_PROGRAM_FOLDERS = frozenset({".", "bin", "sbin", "Scripts", "shims"})
_EXECUTABLE = re.compile(r"\.(?:exe|cmd|bat)\Z", re.IGNORECASE)
_INTERPRETER = re.compile(r"(?:python|pypy)(?:\d+(?:\.\d+)?t?)?w?\Z|py\Z")
_NEVER = re.compile(r"(?!)")


def command_name(word: str) -> str:
    """Return the name by which `word`, the first of a command, calls a program.

    Folders that hold programs and Windows suffixes are dropped, and every spelling of the Python
    interpreter becomes `python`. A path elsewhere is returned whole.

    Example:
        >>> command_name("./venv/bin/python3.12")
        'python'
        >>> command_name("docs/prog")
        'docs/prog'
    """
    folder, slash, base = word.replace("\\", "/").rpartition("/")
    name = _EXECUTABLE.sub("", base)
    if slash and name == base and folder.rpartition("/")[2] not in _PROGRAM_FOLDERS:
        return word
    return "python" if _INTERPRETER.match(name) else name


class Programs(Struct, frozen=True, dict=True):
    """The call forms of each program: `("prog",)` or `("python", "-m", "prog")` -> `"prog"`."""

    forms: Mapping[tuple[str, ...], str] = field(default_factory=dict)

    def match(self, names: Sequence[str]) -> tuple[str, int] | None:
        """Return the program that the first of `names` call, and how many of them call it.

        The longest form wins. The first name has gone through `command_name`.
        """
        for form, program in self._by_first.get(names[0] if names else "", ()):
            if tuple(names[: len(form)]) == form:
                return program, len(form)
        return None

    @cached_property
    def needles(self) -> re.Pattern[str]:
        """A pattern that finds every text which can call a program, and more."""
        words = {
            command_name(form[0]) if len(form) == 1 else form[-1] for form in self.forms if form
        }
        return re.compile("|".join(map(re.escape, sorted(words)))) if words else _NEVER

    @cached_property
    def _by_first(self) -> dict[str, list[tuple[tuple[str, ...], str]]]:
        table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for words, program in self.forms.items():
            if words:
                form = (command_name(words[0]), *words[1:])
                table.setdefault(form[0], []).append((form, program))
        for entries in table.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        return table
