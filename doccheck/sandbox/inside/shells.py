"""The warm shells of a sandbox, and the processes that belong to each."""

from __future__ import annotations

import os
import signal

from doccheck.sandbox.inside.confine import Confinement
from doccheck.sandbox.inside.fixtures import copy
from doccheck.sandbox.inside.notify import Decider
from doccheck.sandbox.inside.processes import Processes, children, descendants
from doccheck.sandbox.inside.settings import Settings
from doccheck.sandbox.inside.shell import Kind, Shell
from doccheck.sandbox.inside.task import Ended, Task
from doccheck.sandbox.inside.watch import Job, Outcome, Watcher
from doccheck.sandbox.inside.workspace import Workspace

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
        self.workspace = Workspace(settings.root, settings.others)
        self.reserved: set[int] = set()
        self.channels: dict[int, int] = {}
        self._decider = Decider(settings.root)
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
        shell = self._shell(Kind(task.session, task.network, shims))
        job = _Members(self, shell)
        shell.send(task.code)
        outcome = self.watcher.watch(job.watched(), task.wall)
        code, number, lost = self._verdict(shell, outcome)
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
        if fd >= 0:
            self.watcher.listen(fd, lambda: self._decider.decide(fd))

    def drop(self, kind: Kind) -> int:
        """End a shell, if it is there, and all beneath it; return its wait status."""
        shell = self._shells.pop(kind, None)
        if shell is None:
            return 0
        self.watcher.forget(shell.listener)
        self.processes.end((), self.spare())
        shell.close()
        return self.processes.ended.pop(shell.pid, signal.SIGKILL)

    def _verdict(self, shell: Shell, outcome: Outcome) -> tuple[int, int | None, bool]:
        """Tell the exit code, the signal, and whether the shell itself has ended."""
        if outcome.status.endswith(b"\n"):
            if shell.served >= _RENEW and not shell.kind.session:
                self.drop(shell.kind)
            said = outcome.status.split()[-1:]
            code = int(said[0]) if said and said[0].isdigit() else _FORGED
            return code % 256, None, False
        status = self.drop(shell.kind)
        if os.WIFSIGNALED(status):
            return 128 + os.WTERMSIG(status), os.WTERMSIG(status), True
        return os.WEXITSTATUS(status), None, True

    def _shell(self, kind: Kind) -> Shell:
        self.processes.reap()
        shell = self._shells.get(kind)
        if shell is not None and (shell.pid in self.processes.ended or not shell.idle()):
            self.drop(kind)
            shell = None
        return shell or self._start(kind)

    def _start(self, kind: Kind) -> Shell:
        environment = self.environment()
        if kind.shims:
            environment["PATH"] = f"{self.settings.shims}:{environment['PATH']}"
        channels = self.channels if kind.shims else {}
        shell = Shell(kind, self.settings.shell, environment, self.confinement, channels)
        self.processes.kept.add(shell.pid)
        self._shells[kind] = shell
        self.listen(shell.listener)
        return shell


class _Members:
    """One block in a shell: who belongs to it and how it ends.

    An unnamed block takes everything it started with it. What a block of a session leaves running
    stays until the session ends, but a block that breaks a bound takes the session's shell along.
    """

    def __init__(self, shells: Shells, shell: Shell) -> None:
        self._processes = shells.processes
        self._shell = shell
        self._others = shells.spare(shell.kind)
        self._spared = self._others | {shell.pid}
        self.leftovers = 0

    def watched(self) -> Job:
        shell = self._shell
        return Job(
            shell.out.read, shell.err.read, shell.status_fd, self.members, self.finish, self.kill
        )

    def strays(self) -> list[int]:
        return self._processes.strays((), self._spared)

    def members(self) -> list[int]:
        below = children(self._shell.pid)
        return [*below, *descendants(below), *self.strays()]

    def finish(self) -> None:
        if not self._shell.kind.session:
            self.leftovers += self._processes.end((self._shell.pid,), self._spared)

    def kill(self) -> None:
        if self._shell.kind.session:
            self._processes.end((), self._others)
        else:
            self._processes.end((self._shell.pid,), self._spared)
