"""Processes beneath the supervisor: who they are, what they hold, and how all of them end."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable

_PAGE = os.sysconf("SC_PAGE_SIZE")
_PATIENCE = 2.0  # seconds


def _read(path: str) -> bytes:
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        return _again(fd)
    finally:
        os.close(fd)


def _again(fd: int) -> bytes:
    try:
        return os.pread(fd, 65536, 0)
    except OSError:  # it has ended
        return b""


def _place(pid: int) -> str:
    """Return where the children of the main thread of `pid` are told."""
    return f"/proc/{pid}/task/{pid}/children"


def _numbers(text: bytes) -> list[int]:
    return [int(item) for item in text.split()]


def children(pid: int) -> list[int]:
    """Return the living and dead children of all threads of `pid`."""
    found = _numbers(_read(_place(pid)))
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return found
    for thread in threads:
        if thread != str(pid):
            found += map(int, _read(f"/proc/{pid}/task/{thread}/children").split())
    return found


def descendants(roots: Iterable[int]) -> list[int]:
    """Return every process beneath `roots`, without them, parents first."""
    found: list[int] = []
    waiting = list(roots)
    while waiting:
        below = children(waiting.pop())
        found += below
        waiting += below
    return found


def resident(pids: Iterable[int]) -> int:
    """Return the bytes of memory that `pids` hold, shared pages counted in each."""
    total = 0
    for pid in pids:
        fields = _read(f"/proc/{pid}/statm").split()
        if fields:
            total += int(fields[1]) * _PAGE
    return total


def proportional(pids: Iterable[int]) -> int:
    """Return the bytes of memory that `pids` hold, shared pages counted once; slower."""
    total = 0
    for pid in pids:
        for line in _read(f"/proc/{pid}/smaps_rollup").splitlines():
            if line.startswith(b"Pss:"):
                total += int(line.split()[1]) * 1024
    return total


def descriptors(pids: Iterable[int]) -> int:
    """Return how many descriptors `pids` have open, those of shared files counted in each."""
    total = 0
    for pid in pids:
        try:
            total += len(os.listdir(f"/proc/{pid}/fd"))
        except OSError:  # it has ended
            continue
    return total


def send(pids: Iterable[int], number: int) -> None:
    """Send a signal to each of `pids` that still lives."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except OSError:
            continue


class Processes:
    """Reaps and ends processes, including those that multiply while they are being ended.

    `everything` says that a signal to -1 reaches only processes of this sandbox: the supervisor is
    the first process of a namespace, or a Landlock domain keeps its signals inside. `ended` holds
    the wait statuses of kept processes, the others are forgotten.
    """

    def __init__(self, *, everything: bool) -> None:
        self._everything = everything
        self.ended: dict[int, int] = {}
        self._own = os.open(_place(os.getpid()), os.O_RDONLY | os.O_CLOEXEC)
        # Their children are asked for with each block: what is open is not looked up again. A
        # number is not given to another process before its own is collected here.
        self._kept: dict[int, int] = {}

    def keep(self, pid: int) -> None:
        """Remember the status with which the child `pid` will end.

        Raises:
            OSError: No file can be opened.
        """
        self._kept[pid] = os.open(_place(pid), os.O_RDONLY | os.O_CLOEXEC)

    def below(self, pid: int) -> list[int]:
        """Return the children of the main thread of a kept process, none after its end."""
        return _numbers(_again(self._kept[pid])) if pid in self._kept else []

    def reap(self) -> None:
        """Collect every child that has ended."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid in self._kept:
                os.close(self._kept.pop(pid))
                self.ended[pid] = status

    def strays(self, parents: Iterable[int], spare: frozenset[int]) -> list[int]:
        """Return our children not in `spare`, those of the kept `parents`, and all beneath."""
        self.reap()
        roots = [pid for pid in _numbers(_again(self._own)) if pid not in spare]
        for parent in parents:
            roots += self.below(parent)
        return [*roots, *descendants(roots)] if roots else []

    def end(self, parents: Iterable[int], spare: frozenset[int]) -> int:
        """Kill all strays; return how many there were."""
        seen: set[int] = set()
        number = signal.SIGSTOP
        parents = tuple(parents)
        deadline = time.monotonic() + _PATIENCE
        while doomed := self.strays(parents, spare):
            seen.update(doomed)
            send(doomed, number if len(doomed) > 1 else signal.SIGKILL)
            if number == signal.SIGKILL:
                time.sleep(0.001)
            number = signal.SIGKILL
            if time.monotonic() > deadline:
                self.end_everything()
                break
        return len(seen)

    def end_everything(self) -> None:
        """Kill every process of the sandbox but this one."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            everyone = descendants((os.getpid(),))
            send((-1,) if self._everything else everyone, signal.SIGKILL)
            self.reap()
            if not everyone:
                return
            time.sleep(0.002)
