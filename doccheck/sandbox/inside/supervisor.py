"""Runs blocks one after another in warm shells, and ends whatever they leave behind."""

from __future__ import annotations

import os
import shlex
import signal
import socket
from collections.abc import Mapping
from typing import NamedTuple, cast

from doccheck.sandbox.inside.confine import Confinement
from doccheck.sandbox.inside.fast import FastPath
from doccheck.sandbox.inside.notify import Decider
from doccheck.sandbox.inside.processes import Processes, children, descendants
from doccheck.sandbox.inside.settings import Settings
from doccheck.sandbox.inside.shell import Kind, Shell
from doccheck.sandbox.inside.watch import Job, Outcome, Watcher
from doccheck.sandbox.inside.wire import Message
from doccheck.sandbox.inside.workspace import Workspace, copy

_RENEW = 400  # a warm shell's own processor time counts against its limit
_BY_STATUS = {128 + signal.SIGXCPU: "cpu", 128 + signal.SIGXFSZ: "file_size"}


class Task(NamedTuple):
    """One block to run."""

    script: str
    session: str
    network: bool
    wall: float
    environment: Mapping[str, str]
    fixtures: tuple[tuple[str, str], ...]
    argv: tuple[str, ...]
    expect: int
    plain: bool


class Ended(NamedTuple):
    """What came of a task."""

    outcome: Outcome
    code: int
    signal: int | None
    lost: bool
    leftovers: int
    forked: bool
    notes: tuple[str, ...] = ()


class Supervisor:
    """Keeps the shells, the working sets and the sessions of one sandbox."""

    def __init__(self, settings: Settings, control: socket.socket, *, alone: bool) -> None:
        """Make the sandbox ready; `alone` says that signals reach only what is inside."""
        self.settings = settings
        self.confinement = Confinement(settings)
        self.processes = Processes(everything=alone)
        self.watcher = Watcher(settings, control)
        self.workspace = Workspace(settings.root, settings.others)
        self._decider = Decider(settings.root)
        self._shells: dict[Kind, Shell] = {}
        self._owned: dict[str, set[int]] = {}
        self._fast = FastPath(self)

    def run(self, message: Message) -> tuple[Message, bytes]:
        """Run one block and describe what it did."""
        ended = self._run(_task(message))
        stdout, stderr = ended.outcome.stdout.content, ended.outcome.stderr.content
        limits = list(ended.outcome.limits)
        if not limits and ended.code in _BY_STATUS:
            limits.append(_BY_STATUS[ended.code])
        reply: Message = {
            "code": ended.code,
            "signal": ended.signal,
            "limits": limits,
            "duration": ended.outcome.duration,
            "stdout": len(stdout),
            "truncated": [ended.outcome.stdout.truncated, ended.outcome.stderr.truncated],
            "leftovers": ended.leftovers,
            "lost": ended.lost,
            "forked": ended.forked,
            "notes": list(ended.notes),
        }
        return reply, stdout + stderr

    def end_session(self, name: str) -> int:
        """End the shell and the processes of a session and remove its files."""
        for kind in [kind for kind in self._shells if kind.session == name]:
            self.drop(kind)
        self._owned.pop(name, None)
        ended = self.processes.end((), self.spare())
        self.workspace.discard(name)
        return ended

    def warm(self) -> Message:
        """Start the fork servers; tell of each program `ready` or why not."""
        return dict(self._fast.warm())

    def close(self) -> None:
        """End every process."""
        self.processes.end_everything()

    # One block

    def _run(self, task: Task) -> Ended:
        self.workspace.activate(task.session)
        self.enter(task)
        notes: tuple[str, ...] = ()
        if not task.session and not task.plain:
            attempt = self._fast.attempt(task)
            if attempt.passed is not None:
                self.workspace.clean()
                return attempt.passed
            if attempt.note:
                notes = (attempt.note,)
                self.restore(task)
        ended = self.in_shell(task, Kind(task.session, task.network))
        if not task.session:
            self.workspace.clean()
        return ended._replace(notes=ended.notes + notes)

    def restore(self, task: Task) -> None:
        """Undo what an unnamed block did, and begin again."""
        self.workspace.clean()
        self.enter(task)

    def enter(self, task: Task) -> None:
        """Make the working set ready for a block."""
        if not self.workspace.prepare():
            self._drop_stale(task.session)
        for source, target in task.fixtures:
            copy(source, os.path.join(self.workspace.work, target))

    def in_shell(self, task: Task, kind: Kind) -> Ended:
        """Run a block in the shell of its kind."""
        shell = self._shell(kind)
        job = _ShellJob(self, shell)
        shell.send(_prelude(task) + task.script)
        outcome = self.watcher.watch(job.watched(), task.wall)
        code, number, lost = self._verdict(shell, outcome)
        if kind.session:
            self._owned.setdefault(kind.session, set()).update(job.strays())
        lost = lost and bool(kind.session)
        return Ended(outcome, code, number, lost, job.leftovers, forked=False)

    def _verdict(self, shell: Shell, outcome: Outcome) -> tuple[int, int | None, bool]:
        """Tell the exit code, the signal, and whether the shell itself has ended."""
        if outcome.status.endswith(b"\n"):
            if shell.served >= _RENEW and not shell.kind.session:
                self.drop(shell.kind)
            return int(outcome.status), None, False
        status = self.drop(shell.kind)
        if os.WIFSIGNALED(status):
            return 128 + os.WTERMSIG(status), os.WTERMSIG(status), True
        return os.WEXITSTATUS(status), None, True

    # Shells

    def spare(self, but: Kind | None = None) -> frozenset[int]:
        """Return the processes that outlive a block of kind `but`."""
        shells = {shell.pid for kind, shell in self._shells.items() if kind != but}
        owned = {
            pid
            for name, pids in self._owned.items()
            if but is None or name != but.session
            for pid in pids
        }
        return frozenset(shells | owned | self._fast.pids())

    def _shell(self, kind: Kind) -> Shell:
        self.processes.reap()
        shell = self._shells.get(kind)
        if shell is not None and shell.pid in self.processes.ended:
            self.drop(kind)
            shell = None
        return shell or self._start(kind)

    def _start(self, kind: Kind) -> Shell:
        environment = self.environment()
        channels: dict[int, int] = {}
        if kind.shims:
            environment["PATH"] = f"{self.settings.shims}:{environment['PATH']}"
            channels = self._fast.channels()
        shell = Shell(kind, self.settings.shell, environment, self.confinement, channels)
        self.processes.kept.add(shell.pid)
        self._shells[kind] = shell
        self.listen(shell.listener)
        return shell

    def environment(self) -> dict[str, str]:
        """Return the environment that blocks start from."""
        root = self.settings.root
        own = {
            "HOME": os.path.join(root, "home"),
            "TMPDIR": os.path.join(root, "tmp"),
            "PWD": self.workspace.work,
        }
        return {**self.settings.environment, **own}

    def task(self, script: str, argv: tuple[str, ...]) -> Task:
        """Return a task of the supervisor's own."""
        return Task(
            script=script,
            session="",
            network=False,
            wall=60.0,
            environment={},
            fixtures=(),
            argv=argv,
            expect=0,
            plain=True,
        )

    def ended(self, outcome: Outcome, code: int, leftovers: int) -> Ended:
        """Return the end of a forked command."""
        return Ended(outcome, code, None, lost=False, leftovers=leftovers, forked=True)

    def listen(self, fd: int) -> None:
        """Decide the calls that arrive on `fd`."""
        if fd >= 0:
            self.watcher.listen(fd, lambda: self._decider.decide(fd))

    def _drop_stale(self, session: str) -> None:
        for kind in list(self._shells):
            if not kind.session and not session:
                self.drop(kind)

    def drop(self, kind: Kind) -> int:
        """End a shell, if it is there, and all beneath it; return its wait status."""
        shell = self._shells.pop(kind, None)
        if shell is None:
            return 0
        self.watcher.forget(shell.listener)
        self.processes.end((), self.spare())
        shell.close()
        return self.processes.ended.pop(shell.pid, signal.SIGKILL)


class _ShellJob:
    """One block in a shell: who belongs to it and how it ends.

    An unnamed block takes everything it started with it. What a block of a session leaves running
    stays until the session ends, but a block that breaks a bound takes the session's shell along.
    """

    def __init__(self, supervisor: Supervisor, shell: Shell) -> None:
        self._processes = supervisor.processes
        self._shell = shell
        self._others = supervisor.spare(shell.kind)
        self.leftovers = 0

    def watched(self) -> Job:
        shell = self._shell
        return Job(
            shell.out.read, shell.err.read, shell.status_fd, self.members, self.finish, self.kill
        )

    def strays(self) -> list[int]:
        return self._processes.strays((), self._others | {self._shell.pid})

    def members(self) -> list[int]:
        below = children(self._shell.pid)
        return [*below, *descendants(below), *self.strays()]

    def finish(self) -> None:
        if not self._shell.kind.session:
            pid = self._shell.pid
            self.leftovers += self._processes.end((pid,), self._others | {pid})

    def kill(self) -> None:
        if self._shell.kind.session:
            self._processes.end((), self._others)
        else:
            pid = self._shell.pid
            self._processes.end((pid,), self._others | {pid})


def _prelude(task: Task) -> str:
    return "".join(f"export {key}={shlex.quote(text)}; " for key, text in task.environment.items())


def _task(message: Message) -> Task:
    values = dict(message)
    values.pop("op")
    for key in ("fixtures", "argv"):
        values[key] = tuple(cast("list[object]", values[key]))
    return Task(**values)  # type: ignore[arg-type]  # the worker wrote each field's type
