"""What the supervisor watches while a block runs, and what it collects."""

from __future__ import annotations

import os
import socket
from typing import NamedTuple

_DRAIN_READS = 512


class Stream:
    """One output stream: keeps the first `limit` bytes, counts the rest."""

    def __init__(self, fd: int, limit: int) -> None:
        self.fd = fd
        self.total = 0
        self._limit = limit
        self._parts: list[bytes] = []
        self._held = 0

    @property
    def truncated(self) -> bool:
        """Tell whether something was left out."""
        return self.total > self._held

    @property
    def content(self) -> bytes:
        """What was kept."""
        return b"".join(self._parts)

    def read(self) -> bool:
        """Read once; tell whether there was something."""
        try:
            part = os.read(self.fd, 65536)
        except (BlockingIOError, OSError):
            return False
        self.total += len(part)
        if part and self._held < self._limit:
            kept = part[: self._limit - self._held]
            self._parts.append(kept)
            self._held += len(kept)
        return bool(part)

    def drain(self) -> None:
        """Read what is there, though not for ever: a process left running may go on writing."""
        for _ in range(_DRAIN_READS):
            if not self.read():
                return


class Pipe(NamedTuple):
    """Both ends of a pipe."""

    read: int
    write: int

    def close(self) -> None:
        """Close both ends."""
        os.close(self.read)
        os.close(self.write)


def pipe(*, waits: bool = True) -> Pipe:
    """Make a pipe; unless it `waits`, reading from an empty one fails at once."""
    reader, writer = os.pipe2(os.O_CLOEXEC)
    if not waits:
        os.set_blocking(reader, False)
    return Pipe(reader, writer)


def channel() -> Pipe:
    """Make a one-way channel that, unlike a pipe, nobody can open again through `/proc`."""
    reader, writer = socket.socketpair()
    reader.shutdown(socket.SHUT_WR)
    return Pipe(reader.detach(), writer.detach())
