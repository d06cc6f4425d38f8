"""The folder of a session: its lock, its database, its log."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from rustybt_ops.database import Database
from rustybt_ops.errors import ConfigurationError, ServiceError
from rustybt_ops.files import ensure_writable, reason
from rustybt_ops.journal.events import LOG_NAME, Reason
from rustybt_ops.journal.logfile import LARGEST, LogFile
from rustybt_ops.paper.lock import Lock
from rustybt_ops.paper.plan import Plan
from rustybt_ops.paper.state import State

BASE_NAME = "paper-trade.sqlite"
FINISHED = "finished"


@dataclass(slots=True)
class Folder:
    """An open folder: no other process runs a session in it.

    Attributes:
        path: The folder.
        lock: What keeps the others out.
        base: The session's database.
        state: What the database remembers.
        log: The session's log.
    """

    path: Path
    lock: Lock
    base: Database
    state: State
    log: LogFile

    @property
    def plan(self) -> Plan | None:
        """The plan of the session in this folder; None if there is none yet."""
        text = self.state.fact("plan")
        return None if text is None else Plan.decode(text)

    @property
    def begun(self) -> bool:
        """Whether there is a session in this folder."""
        return self.state.fact("plan") is not None

    @property
    def finished(self) -> bool:
        """Whether the session in this folder has come to its planned end."""
        return self.state.fact(FINISHED) is not None

    def finish(self, reason: Reason) -> None:
        """Remember that nothing is left to resume."""
        self.state.set_fact(FINISHED, str(reason))

    def close(self) -> None:
        """Close all files and let others in."""
        self.base.close()
        self.lock.release()


def open_folder(
    path: Path, *, resume: bool = False, new: bool = False, largest: int = LARGEST
) -> Folder:
    """Open the folder of a session, for this process alone.

    A session that has ended is set aside when another one is to begin.

    Args:
        path: The folder.
        resume: Whether the unfinished session in it is to go on; without one, another begins.
        new: Whether another one is to begin even so.
        largest: Bytes from which on the log is rotated.

    Raises:
        ConfigurationError: The folder cannot be written to, a session is running in it, or it
            holds another one than is wanted.
        ServiceError: The database cannot be used.
    """
    ensure_writable(path, "--log-dir")
    lock = Lock(path)
    try:
        base = Database(path / BASE_NAME)
        _require_ours(base)
        state = State(base)
        if state.fact("plan") is not None:
            _require_wanted(path, state, resume=resume, new=new)
            if not resume:
                _set_aside(path, base, state)
                base = Database(path / BASE_NAME)
        else:  # of a session that failed before it began
            base.close()
            for end in ("", "-wal", "-shm"):
                (path / f"{BASE_NAME}{end}").unlink(missing_ok=True)
            base = Database(path / BASE_NAME)
        state = State(base)
        log = LogFile(path / LOG_NAME, largest)
    except OSError as error:
        lock.release()
        raise ConfigurationError(
            f"cannot write into {path}: {reason(error)}", advice="Choose another --log-dir."
        ) from error
    except BaseException:
        lock.release()
        raise
    return Folder(path, lock, base, state, log)


def _require_ours(base: Database) -> None:
    """Refuse the database of another program: it would be replaced."""
    if base.tables and "facts" not in base.tables:
        base.close()
        raise ConfigurationError(
            f"{base.path} is the database of another program",
            advice="Move it elsewhere, or choose another --log-dir.",
        )


def _require_wanted(path: Path, state: State, *, resume: bool, new: bool) -> None:
    finished = state.fact(FINISHED) is not None
    run_id = _run_id(state) or "of another version"
    if resume and finished:
        raise ConfigurationError(
            f"the session {run_id} in {path} has come to its end",
            advice="Run the command without --resume to begin another one.",
        )
    if not (resume or finished or new):
        raise ConfigurationError(
            f"there is an unfinished session {run_id} in {path}",
            advice="Go on with it by --resume, or set it aside and begin another one by --new.",
        )


def _set_aside(path: Path, base: Database, state: State) -> None:
    """Rename the database of an earlier session."""
    run_id = _run_id(state) or uuid4().hex[:8]
    base.settle()
    base.close()
    (path / BASE_NAME).rename(path / f"paper-trade-{run_id}.sqlite")


def _run_id(state: State) -> str:
    """The first part of the session's name; empty where its plan cannot be read."""
    try:
        return Plan.decode(state.fact("plan") or "").run_id[:8]
    except ServiceError:
        return ""
