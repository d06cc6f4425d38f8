"""Watches one block: collects its output, keeps its bounds, ends it when it breaks one."""

from __future__ import annotations

import os
import select
import signal
import socket
import time
from collections.abc import Callable
from typing import NamedTuple

from doccheck.sandbox.inside import processes as procs
from doccheck.sandbox.inside import workspace
from doccheck.sandbox.inside.job import Stream
from doccheck.sandbox.inside.settings import Settings

_TICK = 0.2
_QUIET = 0.005  # what most blocks end in; what they print meanwhile waits in its pipe
_BUFFER = 256 << 10  # bytes that the kernel may hold for a descriptor: no process's own memory
_GRACE = 0.25
_LAST_WAIT = 3.0
_FLOOD = 8  # a stream this many times over its bound is a flood, not a long text
_ENTRIES = 100_000
_LONGEST_STATUS = 4096
_HANGUP = select.POLLHUP | select.POLLERR | select.POLLRDHUP | select.POLLNVAL


class ParentGoneError(Exception):
    """doccheck itself has ended."""


class Job(NamedTuple):
    """What is watched: where output and status arrive, who belongs to it, how it ends.

    On `end` arrives the status of the shell that the job runs in, should that end (-1: nowhere).
    `shell` is the process of that shell, whose place another program may take (`exec`); 0 where a
    closed status is the end.
    """

    out: int
    err: int
    status: int
    members: Callable[[], list[int]]
    finish: Callable[[], None]
    kill: Callable[[], None]
    end: int = -1
    shell: int = 0


class Outcome(NamedTuple):
    """What a job did.

    `status` is what it wrote as its status, empty when it died first; `ended` says that it is the
    status of its shell.
    """

    status: bytes
    limits: tuple[str, ...]
    duration: float
    stdout: Stream
    stderr: Stream
    ended: bool = False


class Watcher:
    """Watches jobs, and the channel to doccheck meanwhile."""

    def __init__(self, settings: Settings, control: socket.socket) -> None:
        self._limits = settings.limits
        self._settings = settings
        self._control = control
        self._listeners: dict[int, Callable[[], None]] = {}
        self.meanwhile: Callable[[], None] = lambda: None  # to be done when a job has begun

    def listen(self, fd: int, handle: Callable[[], None]) -> None:
        """Call `handle` whenever `fd` has something, also between jobs."""
        self._listeners[fd] = handle

    def forget(self, fd: int) -> None:
        """Stop listening on `fd`."""
        self._listeners.pop(fd, None)

    def idle(self) -> None:
        """Wait for doccheck to send something or to close."""
        if not self._listeners:
            return
        poller = self._poller()
        poller.register(self._control, select.POLLIN)
        while True:
            for fd, _ in poller.poll():
                if fd == self._control.fileno():
                    return
                self._listeners[fd]()

    def watch(self, job: Job, wall: float) -> Outcome:
        """Watch `job` to its end, which comes `wall` seconds from now at the latest.

        Raises:
            ParentGoneError: doccheck has ended meanwhile.
        """
        return _Watch(self, job, wall).run()

    def _poller(self) -> select.poll:
        poller = select.poll()
        poller.register(self._control, select.POLLRDHUP)
        for fd in self._listeners:
            poller.register(fd, select.POLLIN)
        return poller

    def _handle(self, fd: int, event: int) -> None:
        """Serve a descriptor that is not the job's."""
        if fd == self._control.fileno():
            raise ParentGoneError
        if event & select.POLLIN:
            self._listeners[fd]()

    def exceeded(self, job: Job, streams: tuple[Stream, Stream]) -> str:
        """Return the name of the bound that `job` has broken, empty for none."""
        if any(stream.total > self._limits["output"] * _FLOOD for stream in streams):
            return "output"
        members = job.members()
        if len(members) > self._limits["processes"]:
            return "processes"
        most = self._limits["memory"]
        if procs.resident(members) > most and procs.proportional(members) > most:
            return "memory"
        if procs.descriptors(members) * _BUFFER > most:
            return "memory"
        return "disk" if self._disk_full() else ""

    def _disk_full(self) -> bool:
        root, most = self._settings.root, self._limits["disk"]
        if self._settings.namespace:  # a file system of its own bounds the bytes
            state = os.statvfs(root)
            return state.f_files - state.f_ffree > _ENTRIES
        used, entries = workspace.size(root, most, _ENTRIES)
        return used > most or entries > _ENTRIES


class _Watch:
    """One job being watched."""

    def __init__(self, watcher: Watcher, job: Job, wall: float) -> None:
        self._watcher, self._job = watcher, job
        self._started = time.monotonic()
        self._deadline = self._started + wall
        self._tick = self._started + _TICK
        self._status = b""
        self._done = self._ended = False
        self._told = {fd for fd in (job.status, job.end) if fd >= 0}
        self._gone = -1
        self._broken: list[str] = []
        most = watcher._limits["output"]  # noqa: SLF001  # one thing in two classes
        self._streams = Stream(job.out, most), Stream(job.err, most)

    def run(self) -> Outcome:
        poller = self._watcher._poller()  # noqa: SLF001  # one thing in two classes
        self._register(poller, *self._told)
        self._watcher.meanwhile()
        self._turn(poller, min(self._started + _QUIET, self._deadline))
        self._register(poller, self._job.out, self._job.err)
        while not self._done:
            self._turn(poller, min(self._tick, self._deadline))
            if not self._done:
                self._on_time()
        if self._gone >= 0:
            os.close(self._gone)
        self._job.finish()
        duration = time.monotonic() - self._started
        for stream in self._streams:
            stream.drain()
        broken = tuple(self._broken)
        return Outcome(self._status, broken, duration, *self._streams, self._ended)

    def _turn(self, poller: select.poll, until: float) -> None:
        for fd, event in poller.poll(max(0.0, until - time.monotonic()) * 1000):
            self._serve(fd, event, poller)

    def _register(self, poller: select.poll, *descriptors: int) -> None:
        for fd in descriptors:
            if fd >= 0:
                poller.register(fd, select.POLLIN)

    def _serve(self, fd: int, event: int, poller: select.poll) -> None:
        for stream in self._streams:
            if fd == stream.fd:
                if not stream.read() and event & _HANGUP:
                    poller.unregister(fd)
                return
        if fd == self._gone:
            self._done = True
        elif fd in self._told:
            self._read_status(fd, poller)
        else:
            self._watcher._handle(fd, event)  # noqa: SLF001  # one thing in two classes

    def _read_status(self, fd: int, poller: select.poll) -> None:
        try:
            part = os.read(fd, 4096)
        except BlockingIOError:
            return
        except OSError:
            part = b""
        if fd == self._job.end and not self._ended:
            self._ended, self._status = True, b""  # what a step may have said is of no use
        if self._ended and fd != self._job.end:
            return
        self._status = (self._status + part)[-_LONGEST_STATUS:]
        self._done = self._status.endswith(b"\n")
        if not part:
            self._await_end(fd, poller)

    def _await_end(self, fd: int, poller: select.poll) -> None:
        """Wait for the shell to end: its status is closed, as it is where `exec` replaces it."""
        self._told.discard(fd)
        poller.unregister(fd)
        try:
            self._gone = os.pidfd_open(self._job.shell) if self._job.shell else -1
        except OSError:  # it has ended already
            self._gone = -1
        self._done = self._gone < 0
        if not self._done:
            poller.register(self._gone, select.POLLIN)

    def _on_time(self) -> None:
        now = time.monotonic()
        if now >= self._deadline:
            self._stop("wall")
        elif now >= self._tick:
            broken = self._watcher.exceeded(self._job, self._streams)
            self._tick = now + max(_TICK, 5 * (time.monotonic() - now))
            if broken:
                self._stop(broken)

    def _stop(self, broken: str) -> None:
        """Ask politely, then kill; what does not end even then has lost its shell."""
        if self._broken:
            self._done = True
            return
        self._broken.append(broken)
        if broken == "wall":
            procs.send(self._job.members(), signal.SIGTERM)
            self._wait(_GRACE)
        if not self._done:
            self._job.kill()
            self._deadline = time.monotonic() + _LAST_WAIT
            self._tick = self._deadline

    def _wait(self, seconds: float) -> None:
        poller = self._watcher._poller()  # noqa: SLF001  # one thing in two classes
        self._register(poller, self._job.out, self._job.err, *self._told, self._gone)
        until = time.monotonic() + seconds
        while not self._done and time.monotonic() < until:
            self._turn(poller, until)
