"""The log files of a session, read from beginning to end in constant memory."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rustybt_ops.journal.decode import Unread, entry_of, loads, parse
from rustybt_ops.uptime.period import Period
from rustybt_ops.uptime.session import Session
from rustybt_ops.uptime.terms import Limits

_CHUNK = 1 << 18
_LONGEST = 1 << 20  # bytes of a line; a longer one is cut and counted as torn
_MAGIC = b"\x1f\x8b"


@dataclass(slots=True)
class Reading:
    """What came out of the files."""

    sessions: dict[str, Session] = field(default_factory=dict)
    lines: int = 0
    torn: int = 0
    foreign: int = 0
    damaged: list[str] = field(default_factory=list)


def chunks(path: Path) -> Iterator[list[bytes]]:
    """The lines of a file, some thousand at a time; compressed files are told by their content.

    Raises:
        OSError: The file cannot be read, or its compressed form is damaged.
        EOFError: Its compressed form ends early.
        zlib.error: Its compressed form is damaged.
    """
    with path.open("rb") as raw:
        packed = raw.read(2) == _MAGIC
        raw.seek(0)
        stream = gzip.GzipFile(fileobj=raw) if packed else raw
        rest = b""
        while chunk := stream.read1(_CHUNK):  # what comes before a damage is not lost
            lines = (rest + chunk).split(b"\n")
            rest = lines.pop()
            if len(rest) > _LONGEST:
                lines.append(rest)
                rest = b""
            yield lines
        if rest:
            yield [rest]


def read(
    paths: list[Path],
    period: Period,
    limits: Limits,
    *,
    calendar: str | None = None,
    wanted: str | None = None,
) -> Reading:
    """Follow every session in the files, or only the one that is wanted.

    Args:
        paths: The files, oldest first.
        period: The time that is looked at.
        limits: Limits that replace those of the sessions.
        calendar: The calendar that replaces that of the sessions.
        wanted: The beginning of the run id of the session that is wanted.
    """
    reading = Reading()
    reader = _Reader(reading, period, limits, calendar, wanted or "")
    for path in paths:
        try:
            for lines in chunks(path):
                reader.take(lines)
        except (OSError, EOFError, zlib.error) as error:
            reading.damaged.append(f"{path}: {error}")
    for session in reading.sessions.values():
        session.finish()
    return reading


@dataclass(slots=True)
class _Reader:
    reading: Reading
    period: Period
    limits: Limits
    calendar: str | None
    wanted: str
    current: Session | None = None

    def take(self, lines: list[bytes]) -> None:
        """Take in some lines: what the current session cannot take quickly goes the long way."""
        self.reading.lines += len(lines)
        rest = iter(lines)
        while self.current is None or self._quickly(rest, self.current):
            line = next(rest, None)
            if line is None:
                return
            self._line(line)

    def _quickly(self, lines: Iterator[bytes], session: Session) -> bool:
        """Take in lines as long as they bring no news; False when there are no more."""
        run_id, quick = session.run_id, session.quick
        for line in lines:
            try:
                made = loads(line)
                if made["run_id"] == run_id and quick(made):
                    continue
            except (KeyError, TypeError, ValueError, RecursionError):
                pass
            self._line(line)
            if self.current is not session:
                return True
        return False

    def _line(self, line: bytes) -> None:
        made = parse(line)
        if made is Unread.BLANK:
            self.reading.lines -= 1
        elif made is Unread.TORN:
            self.reading.torn += 1
        elif isinstance(made, Unread) or not self._object(made):
            self.reading.foreign += 1

    def _object(self, made: Mapping[str, Any]) -> bool:
        """Give an object to its session; False if it is no entry."""
        entry = entry_of(made)
        if entry is None:
            return False
        session = self.reading.sessions.get(entry.run_id)
        if session is None:
            if not entry.run_id.startswith(self.wanted):
                return True
            session = Session(entry, self.period, self.limits, self.calendar)
            self.reading.sessions[entry.run_id] = session
        self.current = session
        session.add(entry)
        return True
