"""The warm shells of a sandbox, and the processes that belong to each."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from doccheck.sandbox.inside.confine import Confinement
from doccheck.sandbox.inside.fixtures import copy
from doccheck.sandbox.inside.members import Members
from doccheck.sandbox.inside.processes import Processes
from doccheck.sandbox.inside.settings import Settings
from doccheck.sandbox.inside.shell import Kind, Shell
from doccheck.sandbox.inside.task import Ended, Task
from doccheck.sandbox.inside.watch import Outcome, Watcher
from doccheck.sandbox.inside.workspace import Workspace

if TYPE_CHECKING:
    from doccheck.sandbox.inside.notify import Decider

_FORGED = 255  # what no shell has written
_RENEW = 400  # a warm shell's own processor time counts against its limit


class Shells:
    """Starts shells as they are needed, and runs blocks in them.

    `reserved` are processes that outlive blocks, other than shells. `channels` maps descriptors
    that shells with shims are given to ours.
    """

    def __init__(self, settings: Settings, watcher: Watcher, processes: Processes) -> None:
        """Make the working set; no shell is started yet."""
        self.settings = settings
        self.confinement = Confinement(settings)
        self.processes = processes
        self.watcher = watcher
        self.workspace = Workspace(settings.root, settings.others, counted=settings.namespace)
        self.reserved: set[int] = set()
        self.channels: dict[int, int] = {}
        self._decider = _decider(settings.root) if self.confinement.listens else None
        self._shells: dict[Kind, Shell] = {}
        self._owned: dict[str, set[int]] = {}

    def enter(self, task: Task) -> None:
        """Make the working set of a task ready, its fixtures included.

        Raises:
            OSError: A fixture cannot be copied.
        """
        self.workspace.activate(task.session)
        if not self.workspace.prepare() and not task.session:
            for kind in [kind for kind in self._shells if not kind.session]:
                self.drop(kind)  # it stands in a folder that is gone
        for source, target in task.fixtures:
            copy(source, self.workspace.work, target)

    def restore(self, task: Task) -> None:
        """Undo what an unnamed block did, and begin again."""
        self.workspace.clean()
        self.enter(task)

    def run(self, task: Task, *, shims: bool = False) -> Ended:
        """Run a block in the shell of its kind."""
        shell = self.shell(Kind(task.session, task.network, shims))
        job = self.members(shell)
        shell.send(task.code)
        outcome = self.watcher.watch(job.watched(), task.wall)
        code, number, lost = self.verdict(shell, outcome)
        if task.session:
            self._owned.setdefault(task.session, set()).update(job.strays())
        lost = lost and bool(task.session)
        return Ended(outcome, code, number, lost, job.leftovers)

    def end_session(self, name: str) -> int:
        """End what belongs to a session; return how many processes were left."""
        for kind in [kind for kind in self._shells if kind.session == name]:
            self.drop(kind)
        self._owned.pop(name, None)
        return self.processes.end((), self.spare())

    def spare(self, but: Kind | None = None) -> frozenset[int]:
        """Return the processes that outlive a block of kind `but`."""
        shells = {shell.pid for kind, shell in self._shells.items() if kind != but}
        session = "" if but is None else but.session
        others = [pids for name, pids in self._owned.items() if name != session]
        return frozenset(shells.union(self.reserved, *others))

    def environment(self) -> dict[str, str]:
        """Return the environment that blocks start from."""
        root = self.settings.root
        own = {
            "HOME": os.path.join(root, "home"),
            "TMPDIR": os.path.join(root, "tmp"),
            "PWD": self.workspace.work,
        }
        return {**self.settings.environment, **own}

    def listen(self, fd: int) -> None:
        """Decide the calls that arrive on `fd`."""
        decider = self._decider
        if fd >= 0 and decider is not None:
            self.watcher.listen(fd, lambda: decider.decide(fd))

    def drop(self, kind: Kind) -> int:
        """End a shell, if it is there, and all beneath it; return its wait status."""
        shell = self._shells.pop(kind, None)
        if shell is None:
            return 0
        self.watcher.forget(shell.listener)
        self.processes.end((), self.spare())
        shell.close()
        return self.processes.ended.pop(shell.pid, signal.SIGKILL)

    def retire(self, shell: Shell) -> None:
        """End a shell that has served long enough."""
        if shell.served >= _RENEW and not shell.kind.session:
            self.drop(shell.kind)

    def verdict(self, shell: Shell, outcome: Outcome) -> tuple[int, int | None, bool]:
        """Tell the exit code, the signal, and whether the shell itself has ended."""
        if outcome.status.endswith(b"\n"):
            self.retire(shell)
            return read_status(outcome.status), None, False
        status = self.drop(shell.kind)
        if os.WIFSIGNALED(status):
            return 128 + os.WTERMSIG(status), os.WTERMSIG(status), True
        return os.WEXITSTATUS(status), None, True

    def members(self, shell: Shell) -> Members:
        """Return who belongs to the next block in `shell`."""
        return Members(self.processes, shell, self.spare(shell.kind))

    def shell(self, kind: Kind) -> Shell:
        """Return a shell of a kind that waits for a block; start it if need be."""
        self.processes.reap()
        shell = self._shells.get(kind)
        if shell is not None and not self._waits(shell):
            self.drop(kind)
            shell = None
        return shell or self._start(kind)

    def _waits(self, shell: Shell) -> bool:
        if shell.pid in self.processes.ended or not shell.idle():
            return False
        return bool(shell.kind.session) or not self.processes.below(shell.pid)

    def _start(self, kind: Kind) -> Shell:
        environment = self.environment()
        if kind.shims:
            environment["PATH"] = f"{self.settings.shims}:{environment['PATH']}"
        channels = self.channels if kind.shims else {}
        shell = Shell(kind, self.settings.shell, environment, self.confinement, channels)
        self.processes.keep(shell.pid)
        self._shells[kind] = shell
        self.listen(shell.listener)
        return shell


def _decider(root: str) -> Decider:
    from doccheck.sandbox.inside.notify import Decider  # noqa: PLC0415  # seldom needed

    return Decider(root)


def read_status(said: bytes) -> int:
    """Return the exit code that a shell told."""
    last = said.split()[-1:]
    return int(last[0]) % 256 if last and last[0].isdigit() else _FORGED
