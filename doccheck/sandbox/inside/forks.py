"""The supervisor's side of a fork server."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from doccheck.sandbox.inside import processes as procs
from doccheck.sandbox.inside.confine import Confinement
from doccheck.sandbox.inside.job import pipe
from doccheck.sandbox.inside.settings import ProgramSettings
from doccheck.sandbox.inside.spawn import Command, spawn

_CHANNEL, _READY = 60, 61
_START = 90.0
_ANSWER, _POLL = 2.0, 0.005


class Request(NamedTuple):
    """One command for a fork server."""

    argv: Sequence[str]
    environment: Mapping[str, str]
    expect: int


class ForkServer:
    """A program imported once, in a process under the confinement of blocks."""

    def __init__(
        self,
        program: ProgramSettings,
        server_script: str,
        environment: Mapping[str, str],
        confinement: Confinement,
    ) -> None:
        """Start the server; `ready` tells when its imports are done.

        Raises:
            OSError: The process cannot be made.
        """
        self.program = program
        self.started = time.monotonic()
        self.client, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        told, null = pipe(waits=False), os.open("/dev/null", os.O_RDWR | os.O_CLOEXEC)
        argv = [program.python, server_script, str(_CHANNEL), str(_READY), program.script]
        wiring = {0: null, 1: null, 2: null, _CHANNEL: theirs.fileno(), _READY: told.write}
        command = Command(program.python, [*argv, *program.modules], environment, wiring, null)
        self.pid, self.listener = spawn(command, confinement)
        self._told, self._said = told.read, b""
        theirs.close()
        os.close(told.write)
        os.close(null)

    def news(self) -> bytes | None:
        """Return what the server has said: `ready`, then `+` for each fork; None at its end."""
        said, self._said = self._said, b""
        try:
            return said + os.read(self._told, 4096) or None
        except BlockingIOError:
            return said if said or time.monotonic() < self.started + _START else None

    def settled(self) -> bool:
        """Wait until the server has begun all that it was asked for; tell whether it has."""
        token = os.urandom(8).hex().encode()
        until = time.monotonic() + _ANSWER
        sent = False
        while b"pong " + token not in self._said and time.monotonic() < until:
            try:
                if not sent:
                    self.client.send(b"ping " + token, socket.MSG_DONTWAIT)
                    sent = True
                select.select([self._told], [], [], _ANSWER)
                part = os.read(self._told, 4096)
                if not part:
                    return False
                self._said += part
            except BlockingIOError:
                time.sleep(_POLL)
            except OSError:
                return False
        return b"pong " + token in self._said

    def close(self) -> None:
        """Let go of the descriptors; the process is ended by the caller."""
        self.client.close()
        os.close(self._told)
        if self.listener >= 0:
            os.close(self.listener)


class ForkedJob:
    """One command running in a fork of the server."""

    def __init__(self, server: ForkServer, request: Request) -> None:
        """Hand the command over.

        Raises:
            OSError: The server takes no commands.
        """
        self.server = server.pid
        self.out, self.err = pipe(waits=False), pipe(waits=False)
        self._answer, theirs = socket.socketpair()
        null = os.open("/dev/null", os.O_RDONLY | os.O_CLOEXEC)
        here = os.open(request.environment["PWD"], os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        fds = [null, self.out.write, self.err.write, here, theirs.fileno()]
        try:
            socket.send_fds(server.client, [_encode(request)], fds)
        finally:
            theirs.close()
            os.close(null)
            os.close(here)

    @property
    def status_fd(self) -> int:
        """Where the answer arrives."""
        return self._answer.fileno()

    def members(self) -> list[int]:
        """Return the processes of the command."""
        below = procs.children(self.server)
        return [*below, *procs.descendants(below)]

    def kill(self) -> None:
        """End the command, if it still runs."""
        procs.send(self.members(), signal.SIGKILL)

    def close(self) -> None:
        """Let go of the descriptors."""
        self._answer.close()
        self.out.close()
        self.err.close()


def _encode(request: Request) -> bytes:
    body = {
        "argv": list(request.argv),
        "env": dict(request.environment),
        "umask": 0o022,
        "expect": request.expect,
    }
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogateescape")
