"""`.env` files: NAME=VALUE lines, quoted or not, with comments; nothing is interpolated."""

from __future__ import annotations

import re
from pathlib import Path

from rustybt_ops.errors import SettingsError

_LINE = re.compile(
    r"""\s*(?:export\s+)?(?P<name>[A-Za-z_]\w*)\s*=\s*
    (?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>[^']*)'|(?P<bare>[^'"\s](?:.*?)?)??)
    \s*(?:(?<=[\s"'=])\#.*)?""",
    re.VERBOSE,
)
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "$": "$"}


def parse(text: str, name: str) -> dict[str, str]:
    """The variables that the text sets.

    Raises:
        SettingsError: A line is not NAME=VALUE; the message gives its number, never its content,
            which may be a secret.
    """
    found: dict[str, str] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise SettingsError(
                f"{name}:{number}: not a NAME=VALUE line",
                advice="Quote values that hold spaces or quotation marks.",
            )
        found[match["name"]] = _value(match)
    return found


def _value(match: re.Match[str]) -> str:
    if match["double"] is not None:
        return re.sub(r"\\(.)", lambda each: _ESCAPES.get(each[1], "\\" + each[1]), match["double"])
    return match["single"] if match["single"] is not None else (match["bare"] or "").strip()


def read(path: Path) -> dict[str, str]:
    """The variables that the file sets.

    Raises:
        SettingsError: It cannot be read, or a line is malformed.
    """
    try:
        return parse(path.read_text(encoding="utf-8"), str(path))
    except OSError as error:
        raise SettingsError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"cannot read {path}: it is not UTF-8 text") from error
