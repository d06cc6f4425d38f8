"""The process of a sandbox's supervisor: how it is started, how it ends, what it said last."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

from doccheck.errors import SandboxLostError
from doccheck.sandbox.inside.settings import Settings
from doccheck.sandbox.waiting import wait

_CLOSE = 5.0
_LAST_WORDS = 1.0


@dataclass(frozen=True)
class Launch:
    """How to start a sandbox. `undo` removes what its start made, should it not do so itself."""

    argv: tuple[str, ...]
    settings: Settings
    descriptors: tuple[int, ...] = ()
    undo: Callable[[], None] = lambda: None


def spawn(launch: Launch, channel: int) -> subprocess.Popen[bytes]:
    """Start the supervisor, its end of the channel being the descriptor `channel`.

    Raises:
        SandboxLostError: It cannot be started.
    """
    try:
        return subprocess.Popen(  # noqa: S603  # the backend's own command line
            launch.argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={},
            cwd="/",
            pass_fds=(channel, *launch.descriptors),
            start_new_session=True,
        )
    except OSError as error:
        launch.undo()
        raise SandboxLostError(f"`{launch.argv[0]}` cannot be started: {error}") from None
    finally:
        for fd in launch.descriptors:
            os.close(fd)


def end(process: subprocess.Popen[bytes]) -> None:
    """Wait for the supervisor to end everything; insist where it does not."""
    for number in (0, signal.SIGTERM, signal.SIGKILL):
        if number:
            process.send_signal(number)
        try:
            wait(process, _CLOSE)
            break
        except subprocess.TimeoutExpired:
            continue
    if process.stderr is not None:
        process.stderr.close()


def last_words(process: subprocess.Popen[bytes]) -> str:
    """Return what the supervisor said before it ended, as the rest of a sentence; or nothing."""
    if process.stderr is None:
        return ""
    try:
        process.wait(_LAST_WORDS)
    except subprocess.TimeoutExpired:
        return ""
    text = process.stderr.read(2000).decode("utf-8", "replace").strip()
    return f": {text.splitlines()[-1]}" if text else ""
