"""The processes of one block, and how they end."""

from __future__ import annotations

from doccheck.sandbox.inside.processes import Processes, children, descendants
from doccheck.sandbox.inside.shell import Shell
from doccheck.sandbox.inside.watch import Job


class Members:
    """One block in a shell: who belongs to it and how it ends. `others` are not to be touched.

    An unnamed block takes everything it started with it. What a block of a session leaves running
    stays until the session ends, but a block that breaks a bound takes the session's shell along.
    """

    def __init__(self, processes: Processes, shell: Shell, others: frozenset[int]) -> None:
        self._processes = processes
        self._shell = shell
        self._others = others
        self._spared = others | {shell.pid}
        self.leftovers = 0

    def watched(self) -> Job:
        """Return the block as it is watched."""
        shell = self._shell
        return Job(
            shell.out.read,
            shell.err.read,
            shell.status_fd,
            self.members,
            self.finish,
            self.kill,
            shell=shell.pid,
        )

    def strays(self) -> list[int]:
        """Return the processes that have no parent any more."""
        return self._processes.strays((), self._spared)

    def members(self) -> list[int]:
        """Return all processes but the shell."""
        below = children(self._shell.pid)
        return [*below, *descendants(below), *self.strays()]

    def finish(self) -> None:
        """End what the block left, unless it is a session's."""
        if not self._shell.kind.session:
            self.leftovers += self._processes.end((self._shell.pid,), self._spared)

    def kill(self) -> None:
        """End the block."""
        if self._shell.kind.session:
            self._processes.end((), self._others)
        else:
            self._processes.end((self._shell.pid,), self._spared)
