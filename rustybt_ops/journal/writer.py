"""The journal of a session: SQLite holds the truth, the log file repeats it line by line.

An entry that tells of a change is written in the transaction that makes the change. The log file
gets it afterwards; what it lacks when a process ends is added by the next one, by the sequence
numbers. So no entry is lost, whatever ends the process, and none tells of what did not happen.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from rustybt_ops.database import Database
from rustybt_ops.journal.events import Entry, Heartbeat, Kind, encode
from rustybt_ops.journal.logfile import LogFile
from rustybt_ops.journal.stamps import Stamps

_SCHEMA = "CREATE TABLE IF NOT EXISTS entries (seq INTEGER PRIMARY KEY, line BLOB NOT NULL);"
_MOST_WAITING = 50_000  # entries kept in memory while the disk takes none: days of heartbeats
_PAGE = 5000
_HEARTBEAT = b'{"event":"heartbeat",'  # with this the line of a heartbeat begins


class Journal:
    """Numbers entries and makes them last.

    Args:
        base: Where they are kept.
        log: The file that repeats them.
        stamps: The clocks.
        run_id: The session.
        batch: Entries that may wait in memory for the next transaction.
        durable: Whether what asks for it is made to survive a loss of power as well.

    Raises:
        ServiceError: The database cannot be used.
    """

    def __init__(
        self,
        base: Database,
        log: LogFile,
        stamps: Stamps,
        run_id: str,
        *,
        batch: int = 1,
        durable: bool = True,
    ) -> None:
        self._base = base
        self._log = log
        self._stamps = stamps
        self._batch = batch
        self._durable = durable
        self._guard = threading.Lock()
        self._waiting: deque[Entry | Heartbeat] = deque()
        self.run_id = run_id
        self.dropped = 0
        base.script(_SCHEMA)
        self._seq = base.execute("SELECT coalesce(max(seq), 0) FROM entries").fetchone()[0]
        self._shown = log.last_sequence(run_id)

    @property
    def sequence(self) -> int:
        """The number of the last entry."""
        return int(self._seq)

    def note(self, kind: Kind, **fields: object) -> None:
        """Add an entry that stands for itself; `flush` or the next transaction writes it."""
        self._wait(self.made(kind, fields))

    def beat(self, heartbeat: Heartbeat) -> None:
        """Add a heartbeat, and write it unless it may wait; a refusal keeps it waiting.

        Raises:
            ServiceError: The disk refuses.
        """
        self._wait(heartbeat)
        if len(self._waiting) >= self._batch:
            self.flush()

    def made(self, kind: Kind, fields: dict[str, object]) -> Entry:
        """An entry of this moment, without its number."""
        stamp = self._stamps.read()
        return Entry(kind, stamp.wall, 0, self.run_id, stamp.boot_id, stamp.boot_time, fields)

    def flush(self) -> None:
        """Write what waits.

        Raises:
            ServiceError: The disk refuses; it goes on waiting.
        """
        with self.transaction(durable=False):
            pass

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[list[Entry]]:
        """Write entries together with the changes made in this block, or neither.

        The block puts its entries into the list that it is given.

        Raises:
            ServiceError: The disk refuses; nothing of the block is kept.
        """
        own: list[Entry] = []
        with self._base.exclusive():
            with self._guard:
                waited = list(self._waiting)
            with self._base.transaction(durable=durable and self._durable):
                yield own
                lines = self._insert([*waited, *own])
            self._seq += len(lines)
            with self._guard:
                for entry in waited:
                    if self._waiting and self._waiting[0] is entry:
                        self._waiting.popleft()
            self._show(lines)

    def _wait(self, entry: Entry | Heartbeat) -> None:
        with self._guard:
            if len(self._waiting) >= _MOST_WAITING:
                self._waiting.popleft()
                self.dropped += 1
            self._waiting.append(entry)

    def _insert(self, entries: Sequence[Entry | Heartbeat]) -> list[bytes]:
        rows = [
            (number, encode(_numbered(entry, number)))
            for number, entry in enumerate(entries, self._seq + 1)
        ]
        self._base.executemany("INSERT INTO entries VALUES (?, ?)", rows)
        return [line for _, line in rows]

    def _show(self, lines: Sequence[bytes]) -> None:
        """Repeat the entries in the log file; what it lacks comes first."""
        if self._shown + len(lines) == self._seq:
            self._shown += self._log.write(lines)
            return
        self.catch_up()

    def catch_up(self) -> None:
        """Add to the log file what it lacks, as far as the disk takes it."""
        while self._shown < self._seq:
            rows = self._base.execute(
                "SELECT line FROM entries WHERE seq > ? ORDER BY seq LIMIT ?", (self._shown, _PAGE)
            ).fetchall()
            whole = self._log.write([row[0] for row in rows])
            self._shown += whole
            if whole < len(rows):
                return

    def last(self, count: int) -> list[bytes]:
        """The last entries, oldest first."""
        return last_lines(self._base, count)

    def close(self) -> None:
        """Write what waits, as far as the disk takes it, and close the log file."""
        try:
            self.flush()
        finally:
            self._log.close()


def last_lines(base: Database, count: int, *, heartbeats: bool | None = None) -> list[bytes]:
    """The last entries of a journal, oldest first.

    Args:
        base: The database of the journal.
        count: How many there may be.
        heartbeats: True for nothing but heartbeats, False for all but them.
    """
    rows = base.execute(
        "SELECT line FROM entries WHERE ? IS NULL OR (substr(line, 1, ?) = ?) = ? "
        "ORDER BY seq DESC LIMIT ?",
        (heartbeats, len(_HEARTBEAT), _HEARTBEAT, heartbeats, count),
    ).fetchall()
    return [row[0] for row in reversed(rows)]


def _numbered(entry: Entry | Heartbeat, number: int) -> Entry | Heartbeat:
    if isinstance(entry, Heartbeat):
        return entry._replace(seq=number)
    return replace(entry, seq=number)
