"""Starts confined processes."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
from collections.abc import Mapping, Sequence
from typing import NamedTuple, NoReturn

from doccheck.sandbox.inside.confine import Confinement

_OUT_OF_THE_WAY = 100


class Command(NamedTuple):
    """What to start. `wiring` maps the child's descriptors to ours; failures go to `errors`."""

    program: str
    argv: Sequence[str]
    environment: Mapping[str, str]
    wiring: Mapping[int, int]
    errors: int
    network: bool = False


def spawn(command: Command, confinement: Confinement) -> tuple[int, int]:
    """Start `command` under `confinement`, in a session of its own.

    Returns:
        Its pid, and the descriptor on which its calls to be decided arrive (-1 for none).

    Raises:
        OSError: No process can be made.
    """
    ours, theirs = socket.socketpair() if confinement.listens else (None, None)
    pid = os.fork()
    if pid == 0:
        _become(command, confinement, theirs)
    if ours is None or theirs is None:
        return pid, -1
    theirs.close()
    with ours:
        _, fds, _, _ = socket.recv_fds(ours, 1, 1)
    return pid, fds[0] if fds else -1


def _become(command: Command, confinement: Confinement, listener: socket.socket | None) -> NoReturn:
    try:
        os.setsid()
        os.chdir(command.environment["PWD"])
        _wire(command.wiring)
        for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores them
            signal.signal(number, signal.SIG_DFL)
        confinement.apply(network=command.network, listener=listener)
        os.execve(  # noqa: S606  # that is what it is for
            command.program, list(command.argv), dict(command.environment)
        )
    except BaseException as error:  # noqa: BLE001  # nothing may return from a forked child
        os.write(command.errors, f"doccheck: {command.program}: {error}\n".encode())
    finally:
        os._exit(126)


def _wire(wiring: Mapping[int, int]) -> None:
    moved = {
        target: fcntl.fcntl(source, fcntl.F_DUPFD_CLOEXEC, _OUT_OF_THE_WAY)
        for target, source in wiring.items()
    }
    for target, source in moved.items():
        os.dup2(source, target)
