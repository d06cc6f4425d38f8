"""The log that people and programs follow: whole lines, rotated by size, under one name."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from rustybt_ops.files import require_no_pipe
from rustybt_ops.journal.decode import Unread, decode_line

LARGEST = 50_000_000  # bytes in one file
_TAIL = 1 << 20


class LogFile:
    """An append-only file of lines.

    The live file always has the name given; once it is too large it is renamed to NAME.1, the
    next one to NAME.2, and so on: a higher number is a later part.

    Args:
        path: The live file.
        largest: Bytes from which on it is renamed.

    Raises:
        OSError: It cannot be opened.
    """

    def __init__(self, path: Path, largest: int = LARGEST) -> None:
        self._path = path
        self._largest = largest
        self._handle = -1
        self._size = 0
        self._torn = False
        self.error: OSError | None = None
        self._open()

    def _open(self) -> None:
        require_no_pipe(self._path)
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        self._handle = os.open(self._path, flags, 0o644)
        self._size = os.fstat(self._handle).st_size
        # a process that was killed may have left half a line
        self._torn = bool(self._size) and os.pread(self._handle, 1, self._size - 1) != b"\n"

    def close(self) -> None:
        """Close the file."""
        os.close(self._handle)

    def write(self, lines: Sequence[bytes]) -> int:
        """Append lines and tell how many of them are whole in the file.

        Fewer than given means that the disk refused: `error` says why, and the half line that may
        stand at the end is closed by the next call.
        """
        blob = b"".join(lines)
        before = b"\n" if self._torn else b""
        written = self._append(before + blob) - len(before)
        if written < 0:
            return 0
        self._torn = written > 0 and blob[written - 1 : written] != b"\n"
        whole = len(lines) if written == len(blob) else blob.count(b"\n", 0, written)
        if self._size > self._largest and not self._torn:
            self._rotate()
        return whole

    def _append(self, blob: bytes) -> int:
        """Write as much as the disk takes; how many bytes that were."""
        done = 0
        self.error = None
        while done < len(blob):
            try:
                done += os.write(self._handle, blob[done:])
            except OSError as error:
                self.error = error
                break
        self._size += done
        return done

    def _rotate(self) -> None:
        """Set the full file aside; if that fails, the next write tries again."""
        numbers = [number for number, _ in rotated(self._path)]
        try:
            self._path.rename(f"{self._path}.{max(numbers, default=0) + 1}")
        except OSError as error:
            self.error = error
            return
        os.close(self._handle)
        self._open()

    def last_sequence(self, run_id: str) -> int:
        """The highest number of this session's entries in the file, or in the part before it.

        Raises:
            OSError: A file cannot be read.
        """
        paths = [self._path, *(path for _, path in reversed(rotated(self._path)))]
        for path in paths[:2]:
            found = _last_sequence(path, run_id)
            if found:
                return found
        return 0


def rotated(path: Path) -> list[tuple[int, Path]]:
    """The earlier parts of a log with their numbers, oldest first."""
    named = re.compile(re.escape(path.name) + r"\.(\d{1,9})")
    found = ((named.fullmatch(each.name), each) for each in path.parent.iterdir())
    return sorted((int(match[1]), each) for match, each in found if match)


def _last_sequence(path: Path, run_id: str) -> int:
    with path.open("rb") as stream:
        end = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, end - _TAIL))
        lines = stream.read().split(b"\n")
    for line in reversed(lines):
        entry = decode_line(line)
        if not isinstance(entry, Unread) and entry.run_id == run_id:
            return entry.seq
    return 0
