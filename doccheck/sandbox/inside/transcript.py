"""Steps one after another in one shell of their own, without starting one."""

from __future__ import annotations

import signal

from doccheck.sandbox.inside.processes import send
from doccheck.sandbox.inside.shell import Kind
from doccheck.sandbox.inside.shells import Shells, read_status
from doccheck.sandbox.inside.task import Ended, Task


class Transcript:
    """Steps in a subshell of a warm shell, which takes all it started with it."""

    def __init__(self, shells: Shells, first: Task) -> None:
        """Open the subshell for a course that begins with `first`."""
        self._shells = shells
        self._shell = shells.shell(Kind(network=first.network))
        self._members = shells.members(self._shell)
        self._over = False
        self._shell.open()

    def run(self, task: Task) -> Ended:
        """Run a step; it is `lost` when the subshell has ended with it."""
        shell = self._shell
        shell.step(task.code)
        job = self._members.watched()._replace(
            status=shell.step_status_fd, end=shell.status_fd, finish=lambda: None
        )
        outcome = self._shells.watcher.watch(job, task.wall)
        if not outcome.ended and outcome.status.endswith(b"\n"):
            return Ended(outcome, read_status(outcome.status))
        self._over = True
        code, number, _ = self._shells.verdict(shell, outcome)
        return Ended(outcome, code, number, lost=True)

    def close(self) -> int:
        """End the subshell; return how many other processes it had left."""
        members, shell = self._members, self._shell
        if self._over:
            members.finish()
            return members.leftovers
        send(self._shells.processes.below(shell.pid), signal.SIGKILL)
        settled = shell.settled()
        members.finish()
        if settled:
            shell.forget()
            self._shells.retire(shell)
        else:
            self._shells.drop(shell.kind)
        return members.leftovers
