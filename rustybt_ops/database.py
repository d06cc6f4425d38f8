"""One SQLite file that survives a kill at any moment, shared by the threads of a process."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rustybt_ops.errors import FailureKind, ServiceError

_NOT_OURS = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CANTOPEN)
_MOVE = "It is damaged or not of this program: move it elsewhere, or choose another folder."
_BUSY = 5.0  # seconds to wait for another process, as a reader that looks at the state


class Database:
    """An SQLite file in WAL mode.

    Args:
        path: The file; it is made if need be.
        read_only: Only look at it, while another process may be writing.

    Raises:
        ServiceError: The file is not a database, or the disk refuses (class "storage").
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self._lock = threading.RLock()
        place = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
        with _storage_errors(path):
            self._base = sqlite3.connect(
                place, timeout=_BUSY, isolation_level=None, check_same_thread=False, uri=True
            )
            try:
                if not read_only:
                    self._base.execute("PRAGMA journal_mode=WAL")
                self._base.execute("PRAGMA synchronous=FULL")
            except sqlite3.Error:
                self._base.close()
                raise

    def close(self) -> None:
        """Close the file; what stands in an open transaction is lost."""
        with self._lock:
            self._base.close()

    def settle(self) -> None:
        """Bring all that was written into the one file, so that it may be moved.

        Raises:
            ServiceError: The disk refuses.
        """
        self.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Keep the other threads of this process out."""
        with self._lock:
            yield

    def script(self, schema: str) -> None:
        """Make the tables that are missing.

        Raises:
            ServiceError: The disk refuses.
        """
        with self._lock, _storage_errors(self.path):
            self._base.executescript(schema)

    def execute(self, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """Run one statement, within the transaction that this thread has begun, if any.

        Raises:
            ServiceError: The disk refuses.
        """
        with self._lock, _storage_errors(self.path):
            return self._base.execute(statement, values)

    @property
    def tables(self) -> frozenset[str]:
        """The names of the tables that there are.

        Raises:
            ServiceError: The disk refuses.
        """
        rows = self.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        with _storage_errors(self.path):
            return frozenset(str(name) for (name,) in rows)

    def executemany(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one statement for each row.

        Raises:
            ServiceError: The disk refuses.
        """
        with self._lock, _storage_errors(self.path):
            self._base.executemany(statement, rows)

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[None]:
        """All that is written in this block reaches the disk, or none of it.

        A block within another one is part of it.

        Args:
            durable: Whether it must survive a loss of power as well; without, it survives the end
                of the process, however that comes.

        Raises:
            ServiceError: The disk refuses; nothing of the block is kept.
        """
        with self._lock, _storage_errors(self.path):
            if self._base.in_transaction:
                yield
                return
            self._base.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._base.execute("COMMIT")
            except BaseException:
                if self._base.in_transaction:  # a full disk has ended the transaction already
                    self._base.execute("ROLLBACK")
                raise


@contextmanager
def _storage_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        advice = "" if code not in _NOT_OURS else _MOVE
        raise ServiceError(FailureKind.STORAGE, f"{path}: {error}", advice=advice) from error
