"""Warm shells: a bash that reads blocks from a pipe and tells the exit status of each."""

from __future__ import annotations

import array
import fcntl
import os
import select
import termios
from collections.abc import Mapping
from typing import NamedTuple

from doccheck.sandbox.inside.confine import Confinement
from doccheck.sandbox.inside.job import Pipe, Stream, channel, pipe
from doccheck.sandbox.inside.spawn import Command, spawn

_STEP, _STEP_STATUS, _REQUEST, _STATUS, _ERRORS = 58, 59, 60, 61, 62
SERVER = 63  # and up: where shims find the fork servers
# On one line, so that line numbers in messages are those of the block. Each block of the first
# runs in a subshell of its own, which for an empty block reads steps until it is ended; blocks of
# the second share the shell itself. What tells of a subshell's end is out of the subshell's reach.
_READ = "while IFS= read -r -d '' -u {} BASH_EXECUTION_STRING; do "
_TELL = 'builtin printf "%d\\n" $? >&{}; done'
_EVAL = 'eval "$BASH_EXECUTION_STRING"'
_STEPS = f"{_READ.format(_STEP)}{_EVAL} 58<&- 59>&-; {_TELL.format(_STEP_STATUS)}"
_EACH = (
    f"{_READ.format(_REQUEST)}if [[ $BASH_EXECUTION_STRING ]]; "
    f"then ( {_EVAL} ) 58<&- 59>&- 60<&- 61>&- 2>&62 62>&-; "
    f"else ( {_STEPS} ) 60<&- 61>&- 2>&62 62>&-; fi; {_TELL.format(_STATUS)}"
)
_SHARED = f"{_READ.format(_REQUEST)}{_EVAL} 60<&- 61>&-; {_TELL.format(_STATUS)}"
_PATIENCE = 2.0


class Kind(NamedTuple):
    """What a shell is for. Without a session, each block gets a subshell of its own."""

    session: str = ""
    network: bool = False
    shims: bool = False


class Shell:
    """One bash process under the confinement of blocks.

    `channels` maps its descriptors, from `SERVER` up, to the fork servers that shims talk to.
    """

    def __init__(
        self,
        kind: Kind,
        program: str,
        environment: Mapping[str, str],
        confinement: Confinement,
        channels: Mapping[int, int],
    ) -> None:
        """Start the shell in the current working set.

        Raises:
            OSError: The process cannot be made.
        """
        self.kind = kind
        self.served = 0
        self._request, self._status = channel(), channel()
        self._step, self._step_status = channel(), channel()
        for told in (self._status, self._step_status):
            os.set_blocking(told.read, False)
        self.out, self.err = pipe(waits=False), pipe(waits=False)
        argv = ["bash", "--norc", "--noprofile", "-c", _SHARED if kind.session else _EACH]
        null = os.open("/dev/null", os.O_RDWR | os.O_CLOEXEC)
        wiring = {**self._wiring(null), **channels}
        command = Command(program, argv, environment, wiring, self.err.write, kind.network)
        self.pid, self.listener = spawn(command, confinement)
        os.close(null)
        for taken in (self._request.read, self._status.write):
            os.close(taken)
        for taken in (self._step.read, self._step_status.write):
            os.close(taken)

    @property
    def status_fd(self) -> int:
        """Where the exit status of a block arrives; closed when the shell has died."""
        return self._status.read

    @property
    def step_status_fd(self) -> int:
        """Where the exit status of a step arrives, unless its subshell has ended."""
        return self._step_status.read

    def idle(self) -> bool:
        """Tell whether the shell waits for a block, and nobody has spoken in its name.

        By now the processes of the block before have ended, and all it was told is read.
        """
        if _unread(self._request) or _told(self._status) is not None:
            return False
        if self.kind.session:
            return True
        return not _unread(self._step) and _told(self._step_status) is None

    def send(self, code: str) -> None:
        """Hand a block over."""
        self.served += 1
        self._ready()
        _write(self._request, code.replace("\0", "") or ":")

    def open(self) -> None:
        """Have a subshell wait for steps."""
        self.served += 1
        _write(self._request, "")

    def step(self, code: str) -> None:
        """Hand a step over to the subshell."""
        self._ready()
        _write(self._step, code.replace("\0", ""))

    def settled(self) -> bool:
        """Wait for word that the subshell, which was killed, has ended."""
        poller = select.poll()
        poller.register(self._status.read, select.POLLIN)
        return bool(poller.poll(_PATIENCE * 1000) and _told(self._status))

    def forget(self) -> None:
        """Forget what a subshell and its processes, all ended, have said and printed."""
        _told(self._step_status)
        for stream in (self.out, self.err):
            Stream(stream.read, 0).drain()

    def close(self) -> None:
        """Let go of the descriptors; the process is ended by the caller."""
        for end in (self._request.write, self._step.write):
            os.close(end)
        for end in (self._status.read, self._step_status.read):
            os.close(end)
        self.out.close()
        self.err.close()
        if self.listener >= 0:
            os.close(self.listener)

    def _wiring(self, null: int) -> dict[int, int]:
        wiring = {0: null, 1: self.out.write, 2: self.err.write}
        wiring |= {_REQUEST: self._request.read, _STATUS: self._status.write}
        if not self.kind.session:  # the shell's own remarks on signals are not the block's
            wiring |= {2: null, _ERRORS: self.err.write}
            wiring |= {_STEP: self._step.read, _STEP_STATUS: self._step_status.write}
        return wiring

    def _ready(self) -> None:
        for stream in (self.out, self.err):
            os.set_blocking(stream.write, True)  # a block may have changed it


def _unread(requests: Pipe) -> bool:
    waiting = array.array("i", [0])
    fcntl.ioctl(requests.write, termios.TIOCOUTQ, waiting)
    return waiting[0] != 0


def _told(statuses: Pipe) -> bytes | None:
    """Return what has been told, nothing for a shell that has ended, None for silence."""
    try:
        return os.read(statuses.read, 4096)
    except BlockingIOError:
        return None
    except OSError:
        return b""


def _write(requests: Pipe, code: str) -> None:
    data = code.encode("utf-8", "surrogateescape") + b"\0"
    try:
        while data:
            data = data[os.write(requests.write, data) :]
    except BrokenPipeError:  # it has died: its closed status tells
        return
