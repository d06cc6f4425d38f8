"""One session at a time in a folder."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from rustybt_ops.errors import ConfigurationError

NAME = "paper-trade.lock"
_ATTEMPTS, _PAUSE = 5, 0.02  # seconds


class Lock:
    """The right to run a session in a folder; the system takes it back when the process ends.

    Args:
        folder: The folder.

    Raises:
        ConfigurationError: Another process has it.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / NAME
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        if not self._taken():
            owner = _owner(self._handle)
            os.close(self._handle)
            raise ConfigurationError(
                f"a session is running in {folder}{owner}",
                advice="`rustybt-ops status` shows it. Stop it first, or use another folder with "
                "--log-dir.",
            )
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, f"{os.getpid()}\n".encode(), 0)

    def _taken(self) -> bool:
        """Try some times: `holder` has the lock for a moment while it looks."""
        for _ in range(_ATTEMPTS):
            try:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                time.sleep(_PAUSE)
            else:
                return True
        return False

    def release(self) -> None:
        """Give the right back."""
        os.close(self._handle)


def holder(folder: Path) -> int | None:
    """The process that runs a session in the folder; None if there is none.

    0 stands for a process whose number cannot be told.
    """
    try:
        handle = os.open(folder / NAME, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return _number(handle)
    finally:
        os.close(handle)
    return None


def _number(handle: int) -> int:
    text = os.pread(handle, 20, 0).strip()
    return int(text) if text.isdigit() else 0


def _owner(handle: int) -> str:
    number = _number(handle)
    return f" (process {number})" if number else ""
