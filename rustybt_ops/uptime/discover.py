"""Which files of a folder hold the logs of paper trading, and in which order they were written."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from rustybt_ops.errors import ConfigurationError
from rustybt_ops.journal.decode import Unread, decode_line
from rustybt_ops.journal.events import LOG_NAME
from rustybt_ops.uptime.reader import chunks

_NAME = re.compile(r"paper-trade(?:[.-][\w.:+-]*)?\.log(?:\.[\w.:+-]*)?")
_NOT = (".lock", ".part", ".tmp")
_LOOKED_AT = 200  # lines at the beginning of a file that may hold no entry
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Logs:
    """The files of a log, oldest first, and the folder they stand in."""

    folder: Path
    paths: list[Path]


def find(folder: Path) -> list[Logs]:
    """The logs in a folder; where it has none, those in the folders below it.

    Raises:
        ConfigurationError: There is no such folder, or no such log in it.
    """
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "does not exist"
        raise ConfigurationError(
            f"the folder {folder} {what}",
            advice="Give the folder of the logs with --log-dir, or one file with --log-file.",
        )
    try:
        here = _logs(folder)
        below = sorted({path.parent for path in folder.rglob("*") if _is_log(path)} - {folder})
    except OSError as error:
        raise ConfigurationError(f"cannot read {folder}: {error.strerror}") from error
    found = ([here] if here.paths else []) + [_logs(each) for each in below]
    if not found:
        raise _nothing(folder)
    return found


def _logs(folder: Path) -> Logs:
    return Logs(folder, ordered([path for path in folder.iterdir() if _is_log(path)]))


def _is_log(path: Path) -> bool:
    named = _NAME.fullmatch(path.name) is not None and not path.name.endswith(_NOT)
    return named and path.is_file()


def _nothing(folder: Path) -> ConfigurationError:
    others = sorted(path.name for path in folder.iterdir() if path.is_file())
    held = f"; it holds {', '.join(others[:_SHOWN])}" if others else "; it is empty"
    return ConfigurationError(
        f"there is no {LOG_NAME} in {folder} or below{held}",
        advice="Paper trading writes it: give its folder with --log-dir, or a file of another "
        "name with --log-file.",
    )


def ordered(paths: list[Path]) -> list[Path]:
    """The files in the order in which they were written, by their first entries."""
    heads = {path: _head(path) for path in sorted(paths)}
    begun: dict[str, float] = {}
    for run_id, _, time in heads.values():
        begun[run_id] = min(time, begun.get(run_id, time))
    return sorted(heads, key=lambda path: (begun[heads[path][0]], *heads[path][:2]))


def _head(path: Path) -> tuple[str, int, float]:
    """Run id, sequence number and time of the first entry; a file without one comes first."""
    try:
        for line in islice(next(chunks(path), []), _LOOKED_AT):
            entry = decode_line(line)
            if not isinstance(entry, Unread):
                return entry.run_id, entry.seq, entry.time
    except (OSError, EOFError, zlib.error):
        pass  # the reader comes upon it again, and reports it
    return "", 0, 0.0
