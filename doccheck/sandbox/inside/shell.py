"""Warm shells: a bash that reads blocks from a pipe and tells the exit status of each."""

from __future__ import annotations

import array
import fcntl
import os
import termios
from collections.abc import Mapping
from typing import NamedTuple

from doccheck.sandbox.inside.confine import Confinement
from doccheck.sandbox.inside.job import channel, pipe
from doccheck.sandbox.inside.processes import own_children
from doccheck.sandbox.inside.spawn import Command, spawn

_REQUEST, _STATUS, _ERRORS = 60, 61, 62
SERVER = 63  # and up: where shims find the fork servers
# On one line, so that line numbers in messages are those of the block. Each block of the first
# runs in a subshell of its own; blocks of the second share the shell itself.
_READ = "while IFS= read -r -d '' -u 60 BASH_EXECUTION_STRING; do "
_TELL = 'builtin printf "%d\\n" $? >&61; done'
_EACH = _READ + '( eval "$BASH_EXECUTION_STRING" ) 60<&- 61>&- 2>&62 62>&-; ' + _TELL
_SHARED = _READ + 'eval "$BASH_EXECUTION_STRING" 60<&- 61>&-; ' + _TELL


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
        os.set_blocking(self._status.read, False)
        self.out, self.err = pipe(waits=False), pipe(waits=False)
        argv = ["bash", "--norc", "--noprofile", "-c", _SHARED if kind.session else _EACH]
        null = os.open("/dev/null", os.O_RDWR | os.O_CLOEXEC)
        wiring = {**self._wiring(null), **channels}
        command = Command(program, argv, environment, wiring, self.err.write, kind.network)
        self.pid, self.listener = spawn(command, confinement)
        os.close(null)
        os.close(self._request.read)
        os.close(self._status.write)

    @property
    def status_fd(self) -> int:
        """Where the exit status of a block arrives; closed when the shell has died."""
        return self._status.read

    def idle(self) -> bool:
        """Tell whether the shell waits for a block, and nobody has spoken in its name.

        By now the processes of the block before have ended, and all it was told is read.
        """
        waiting = array.array("i", [0])
        fcntl.ioctl(self._request.write, termios.TIOCOUTQ, waiting)
        try:
            told = os.read(self._status.read, 1)
        except BlockingIOError:
            told = None
        except OSError:
            told = b""
        return (
            not waiting[0]
            and told is None
            and (self.kind.session != "" or not own_children(self.pid))
        )

    def send(self, code: str) -> None:
        """Hand a block over."""
        self.served += 1
        for stream in (self.out, self.err):
            os.set_blocking(stream.write, True)  # a block may have changed it
        data = code.replace("\0", "").encode("utf-8", "surrogateescape") + b"\0"
        try:
            while data:
                data = data[os.write(self._request.write, data) :]
        except BrokenPipeError:  # it has died: its closed status tells
            return

    def close(self) -> None:
        """Let go of the descriptors; the process is ended by the caller."""
        os.close(self._request.write)
        os.close(self._status.read)
        self.out.close()
        self.err.close()
        if self.listener >= 0:
            os.close(self.listener)

    def _wiring(self, null: int) -> dict[int, int]:
        wiring = {0: null, 1: self.out.write, 2: self.err.write}
        wiring |= {_REQUEST: self._request.read, _STATUS: self._status.write}
        if not self.kind.session:  # the shell's own remarks on signals are not the block's
            wiring |= {2: null, _ERRORS: self.err.write}
        return wiring
