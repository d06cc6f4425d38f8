"""Runs blocks one after another, fast where that is safe, and leaves nothing behind."""

from __future__ import annotations

import socket

from doccheck.sandbox.inside.fast import FastPath
from doccheck.sandbox.inside.processes import Processes
from doccheck.sandbox.inside.settings import Settings
from doccheck.sandbox.inside.shells import Shells
from doccheck.sandbox.inside.task import Ended, Task, decode, encode
from doccheck.sandbox.inside.watch import Watcher
from doccheck.sandbox.inside.wire import Message


class Supervisor:
    """Answers what doccheck asks of one sandbox."""

    def __init__(self, settings: Settings, control: socket.socket, *, alone: bool) -> None:
        """Make the sandbox ready; `alone` says that signals reach only what is inside."""
        self.watcher = Watcher(settings, control)
        self._processes = Processes(everything=alone)
        self._shells = Shells(settings, self.watcher, self._processes)
        self._fast = FastPath(self._shells)

    def run(self, message: Message) -> tuple[Message, bytes]:
        """Run one block and describe what it did.

        Raises:
            OSError: A fixture cannot be copied, or no process made.
        """
        return encode(self._run(decode(message)))

    def end_session(self, name: str) -> int:
        """End the shell and the processes of a session and remove its files."""
        ended = self._shells.end_session(name)
        self._shells.workspace.discard(name)
        return ended

    def warm(self) -> Message:
        """Start the fork servers; tell of each program `ready` or why not."""
        return dict(self._fast.warm())

    def close(self) -> None:
        """End every process."""
        self._processes.end_everything()

    def _run(self, task: Task) -> Ended:
        shells = self._shells
        try:
            shells.enter(task)
            if task.session or task.plain:
                return shells.run(task)
            attempt = self._fast.attempt(task)
            if attempt.passed is not None:
                return attempt.passed
            if attempt.note:
                shells.restore(task)
            return shells.run(task)._replace(notes=(attempt.note,) if attempt.note else ())
        finally:
            if not task.session:
                shells.workspace.clean()
