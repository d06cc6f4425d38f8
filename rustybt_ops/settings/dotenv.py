"""`.env` files: NAME=VALUE lines, quoted or not, with comments; nothing is interpolated."""

from __future__ import annotations

import re
from pathlib import Path

from rustybt_ops.errors import SettingsError
from rustybt_ops.files import read_file, reason

_LINE = re.compile(
    r"""\s*(?:export\s+)?(?P<name>[A-Za-z_]\w*)\s*=\s*
    (?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>[^']*)'|(?P<bare>[^'"\s](?:.*?)?)??)
    \s*(?:(?<=[\s"'=])\#.*)?""",
    re.VERBOSE,
)
_ELSEWHERE = "Correct it or take it away, or name another file with --env-file."
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "$": "$"}


def parse(text: str, name: str) -> dict[str, str]:
    """The variables that the text sets.

    Raises:
        SettingsError: A line is not NAME=VALUE; the message gives its number, never its content,
            which may be a secret.
    """
    found, faults = parse_readable(text, name)
    if faults:
        advice = "Quote values that hold spaces or quotation marks."
        raise SettingsError(faults[0], advice=advice)
    return found


def parse_readable(text: str, name: str) -> tuple[dict[str, str], list[str]]:
    """The variables of the lines that can be read, and the place of every other line."""
    found: dict[str, str] = {}
    faults: list[str] = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            faults.append(f"{name}:{number}: not a NAME=VALUE line")
        else:
            found[match["name"]] = _value(match)
    return found, faults


def _value(match: re.Match[str]) -> str:
    if match["double"] is not None:
        return re.sub(r"\\(.)", lambda each: _ESCAPES.get(each[1], "\\" + each[1]), match["double"])
    return match["single"] if match["single"] is not None else (match["bare"] or "").strip()


def read(path: Path) -> dict[str, str]:
    """The variables that the file sets.

    Raises:
        SettingsError: It cannot be read, or a line is malformed.
    """
    return parse(_text(path), str(path))


def read_readable(path: Path) -> tuple[dict[str, str], list[str]]:
    """The variables that the file sets as far as it can be read, and what cannot."""
    try:
        return parse_readable(_text(path), str(path))
    except SettingsError as error:
        return {}, [error.message]


def _text(path: Path) -> str:
    try:
        return read_file(path).decode()
    except UnicodeDecodeError as error:
        message = f"cannot read {path}: it is not UTF-8 text"
        raise SettingsError(message, advice=_ELSEWHERE) from error
    except OSError as error:
        message = f"cannot read {path}: {reason(error)}"
        raise SettingsError(message, advice=_ELSEWHERE) from error
