"""How output is compared: the options, and reading them from words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from doccheck.errors import ConfigError
from doccheck.expect.normalise import NORMALISERS

Stderr = Literal["merged", "apart", "ignore"]

_STDERR: dict[str, Stderr] = {"merged": "merged", "apart": "apart", "ignore": "ignore"}


class MatchOptions(Struct, frozen=True):
    """How the output shown on a page is compared with what a command prints.

    `ellipsis`: `...` stands for anything. `normalise`: names in `NORMALISERS`, applied to both
    sides. `unordered`: the lines may come in any order. `regex`: every line shown is a regular
    expression. `trailing_blanks`: blanks at the ends of lines count. `stderr`: what is compared
    (see `shown_output`).
    """

    ellipsis: bool = True
    normalise: tuple[str, ...] = ()
    unordered: bool = False
    regex: bool = False
    trailing_blanks: bool = False
    stderr: Stderr = "merged"


_SWITCHES: dict[str, Callable[[MatchOptions, bool], MatchOptions]] = {
    "ellipsis": lambda options, on: replace(options, ellipsis=on),
    "unordered": lambda options, on: replace(options, unordered=on),
    "regex": lambda options, on: replace(options, regex=on),
    "trailing-blanks": lambda options, on: replace(options, trailing_blanks=on),
}

OPTION_KEYS = frozenset({*_SWITCHES, "normalise", "stderr"})
"""The keys that `parse_options` takes; other keys of a directive are not about output."""


def parse_options(
    pairs: Iterable[tuple[str, str]], base: MatchOptions | None = None
) -> MatchOptions:
    """Return `base` (default: the defaults) changed by words such as `("normalise", "paths")`.

    A switch (`unordered`, `regex`, `ellipsis`, `trailing-blanks`) is on or off; an empty value
    means on. `normalise` adds to the names in `base`; the name `none` takes away all before it.

    Raises:
        ConfigError: A key or value is unknown; the message names the known ones.
    """
    options = base or MatchOptions()
    for key, value in pairs:
        if key in _SWITCHES:
            options = _SWITCHES[key](options, _switch(key, value))
        elif key == "normalise":
            options = replace(options, normalise=_normalisers(value, options.normalise))
        elif key == "stderr":
            if value not in _STDERR:
                raise ConfigError(f"`stderr` cannot be `{value}`; known are {', '.join(_STDERR)}")
            options = replace(options, stderr=_STDERR[value])
        else:
            raise ConfigError(f"`{key}` is not about output; {_hint(key, OPTION_KEYS)}")
    return options


def shown_output(stdout: str, stderr: str, options: MatchOptions) -> str:
    """Return the output to compare, of the two streams of a command.

    `merged` is what a terminal shows: run the command with both streams in one and pass it as
    `stdout`. `apart` compares standard output followed by standard error, whatever their order in
    time; `ignore` leaves standard error out.
    """
    if options.stderr == "ignore" or not stderr:
        return stdout
    break_between = "" if not stdout or stdout.endswith("\n") else "\n"
    return stdout + break_between + stderr


def _switch(key: str, value: str) -> bool:
    if value not in {"", "on", "off"}:
        raise ConfigError(f"`{key}` cannot be `{value}`; write {key}=on or {key}=off")
    return value != "off"


def _normalisers(value: str, known: tuple[str, ...]) -> tuple[str, ...]:
    names = list(known)
    for name in value.split(","):
        if name == "none":
            names = []
        elif name not in NORMALISERS:
            raise ConfigError(f"`{name}` is no normaliser; {_hint(name, NORMALISERS)}")
        elif name not in names:
            names.append(name)
    return tuple(names)


def _hint(word: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = get_close_matches(word, names, 1, 0.6)
    return f"did you mean `{near[0]}`?" if near else f"known are {', '.join(names)}"
