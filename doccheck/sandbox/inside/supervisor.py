"""Runs blocks one after another, fast where that is safe, and leaves nothing behind."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING

from doccheck.sandbox.inside.processes import Processes
from doccheck.sandbox.inside.settings import Settings
from doccheck.sandbox.inside.shells import Shells
from doccheck.sandbox.inside.task import Ended, Task, decode, encode
from doccheck.sandbox.inside.transcript import Transcript
from doccheck.sandbox.inside.watch import Watcher
from doccheck.sandbox.inside.wire import Message

if TYPE_CHECKING:
    from doccheck.sandbox.inside.fast import FastPath


class Supervisor:
    """Answers what doccheck asks of one sandbox."""

    def __init__(self, settings: Settings, control: socket.socket, *, alone: bool) -> None:
        """Make the sandbox ready; `alone` says that signals reach only what is inside."""
        self.watcher = Watcher(settings, control)
        self._ends_all = settings.namespace and alone
        self._processes = Processes(everything=alone)
        self._shells = Shells(settings, self.watcher, self._processes)
        self._fast = _fast_path(self._shells) if settings.programs else None

    def prepare(self) -> None:
        """Start the shell of most blocks before one is there."""
        with contextlib.suppress(OSError):  # the first block will tell
            # Once it has run something it stands in its folder, wherever that is moved.
            self._shells.run(Task(":"))

    def run(self, message: Message) -> Iterator[tuple[Message, bytes]]:
        """Run a course: tasks one after another in one shell, up to the first that fails.

        Yields:
            What each did.

        Raises:
            OSError: A fixture cannot be copied, or no process made.
        """
        tasks = decode(message)
        if len(tasks) > 1 and not tasks[0].session:
            yield from self._transcript(tasks)
            return
        for number, task in enumerate(tasks, 1):
            ended = self._run(task)
            last = number == len(tasks) or not ended.passed(task)
            yield encode(ended, last=last)
            if last:
                return

    def _transcript(self, tasks: list[Task]) -> Iterator[tuple[Message, bytes]]:
        shells = self._shells
        try:
            shells.enter(tasks[0])
            transcript = Transcript(shells, tasks[0])
            for task in tasks[:-1]:
                ended = transcript.run(task)
                if not ended.passed(task):
                    break
                yield encode(ended, last=False)
            else:
                ended = transcript.run(tasks[-1])
            ended = ended._replace(leftovers=transcript.close())
        finally:
            shells.workspace.clean()
        yield encode(ended, last=True)

    def end_session(self, name: str) -> int:
        """End the shell and the processes of a session and remove its files."""
        ended = self._shells.end_session(name)
        self._shells.workspace.discard(name)
        return ended

    def warm(self) -> Message:
        """Start the fork servers; tell of each program `ready` or why not."""
        return dict(self._fast.warm()) if self._fast else {}

    def close(self) -> None:
        """End every process; those of a namespace end with its first."""
        if not self._ends_all:
            self._processes.end_everything()

    def _run(self, task: Task) -> Ended:
        shells = self._shells
        try:
            shells.enter(task)
            if task.session or task.plain or self._fast is None:
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


def _fast_path(shells: Shells) -> FastPath:
    """Return the fast path, which is not to be had without programs: it is slow to import."""
    from doccheck.sandbox.inside.fast import FastPath  # noqa: PLC0415  # seldom needed

    return FastPath(shells)
