"""The fast path: commands of a program that is imported once and forked for each.

It may only ever say "passed". Whatever else happens here (another exit code than expected, a
signal, a timeout, a refusal) is forgotten, and the block runs plainly.
"""

from __future__ import annotations

import re
import time
from typing import NamedTuple

from doccheck.sandbox.inside.forks import ForkedJob, ForkServer, Request
from doccheck.sandbox.inside.shell import SERVER, Kind
from doccheck.sandbox.inside.shells import Shells
from doccheck.sandbox.inside.task import Ended, Task
from doccheck.sandbox.inside.watch import Job, Outcome

_WALL = 10.0
_POLL = 0.01
_SHIMS = Kind(shims=True)
_LOOKS = re.compile(r"\b(?:which|whereis|type|command|hash|PATH)\b")


class _Server:
    """A fork server and what is known of it."""

    def __init__(self, server: ForkServer, number: int) -> None:
        self.server = server
        self.number = number
        self.ready = False
        self.tested = False
        self.passes = 0


class Attempt(NamedTuple):
    """What the fast path has to say: a pass, or why there is none."""

    passed: Ended | None
    note: str = ""


class FastPath:
    """Decides which blocks may take the fast path, and runs them there."""

    def __init__(self, shells: Shells) -> None:
        self._shells = shells
        self._programs = {item.name: item for item in shells.settings.programs}
        self._numbers = {name: index for index, name in enumerate(self._programs)}
        self._servers: dict[str, _Server] = {}
        self.refused: dict[str, str] = {}

    def pids(self) -> set[int]:
        """Return the processes of the servers."""
        return {item.server.pid for item in self._servers.values()}

    def channels(self) -> dict[int, int]:
        """Map the descriptors of shims to the servers that are ready."""
        return {
            SERVER + item.number: item.server.client.fileno()
            for item in self._servers.values()
            if item.tested
        }

    def warm(self) -> dict[str, str]:
        """Start every server and wait for it; tell of each program `ready` or why not."""
        for name in self._programs:
            self._begin(name)
        for name in self._programs:
            while name in self._servers and not self._servers[name].ready:
                time.sleep(_POLL)
                self._listen(name)
            self._usable(name)
        return {name: self.refused.get(name, "ready") for name in self._programs}

    def attempt(self, task: Task) -> Attempt:
        """Run a block on the fast path, if it qualifies."""
        if task.network or task.environment or not self._programs:
            return Attempt(None)
        if task.argv:
            if task.argv[0] in self._programs and self._usable(task.argv[0]):
                return self._direct(task)
            return Attempt(None)
        if _LOOKS.search(task.script):  # a shim must not be seen
            return Attempt(None)
        named = [name for name in self._programs if _mentions(task.script, name)]
        usable = [self._usable(name) for name in named]  # each is started, not only the first
        if any(usable):
            return self._through_shims(task)
        return Attempt(None)

    # Servers

    def _begin(self, name: str) -> None:
        if name in self._servers or name in self.refused:
            return
        shells = self._shells
        program = self._programs[name]
        server = ForkServer(program, shells.settings.forkserver, shells.environment(), shells.confinement)
        shells.processes.kept.add(server.pid)
        shells.listen(server.listener)
        self._servers[name] = _Server(server, self._numbers[name])

    def _listen(self, name: str) -> None:
        item = self._servers[name]
        news = item.server.news()
        if news is None:
            self._refuse(name, "importing it ahead ends the interpreter, or takes too long")
        elif news.startswith(b"failed "):
            self._refuse(name, news[7:].decode("utf-8", "replace").strip())
        elif news.startswith(b"ready"):
            item.ready = True

    def _refuse(self, name: str, reason: str) -> None:
        self.refused[name] = reason
        item = self._servers.pop(name)
        self._shells.watcher.forget(item.server.listener)
        self._shells.drop(_SHIMS)
        self._shells.processes.end((), self._shells.spare())
        item.server.close()

    def _usable(self, name: str) -> bool:
        self._begin(name)
        if name in self._servers and not self._servers[name].ready:
            self._listen(name)
        item = self._servers.get(name)
        if item is None or not item.ready:
            return False
        if not item.tested:
            item.tested = True
            self._self_test(name)
        return name in self._servers

    def _self_test(self, name: str) -> None:
        task = self._shells.task(script=f"{name} --help", argv=(name, "--help"))
        forked, reason = self._forked(task)
        self._shells.restore(task)
        plain = self._shells.run(task, Kind())
        self._shells.restore(task)
        if forked is None:
            self._refuse(name, reason)
        elif not _same(forked, plain):
            self._refuse(name, "its help differs when it is forked")
        else:
            self._shells.drop(_SHIMS)  # the next one knows this server

    # Blocks

    def _direct(self, task: Task) -> Attempt:
        ended, reason = self._forked(task)
        if ended is None or ended.code != task.expect:
            return Attempt(None, reason or "the forked run did not pass")
        item = self._servers[task.argv[0]]
        item.passes += 1
        if item.passes % self._shells.settings.sample_every == 0:
            return self._sampled(task, ended)
        return Attempt(ended)

    def _sampled(self, task: Task, forked: Ended) -> Attempt:
        self._shells.restore(task)
        plain = self._shells.run(task, Kind(network=task.network))
        if _same(forked, plain):
            return Attempt(forked)
        self._refuse(task.argv[0], "a sampled command differs when it is forked")
        return Attempt(plain)

    def _forked(self, task: Task) -> tuple[Ended | None, str]:
        shells = self._shells
        server = self._servers[task.argv[0]].server
        try:
            job = ForkedJob(server, Request(task.argv, shells.environment(), task.expect))
        except OSError as error:
            return None, f"the fork server takes no commands: {error.strerror}"
        leftovers: list[int] = []

        def finish() -> None:
            job.kill()
            leftovers.append(shells.processes.end((), shells.spare()))

        watched = Job(job.out.read, job.err.read, job.status_fd, job.members, finish, job.kill)
        outcome = shells.watcher.watch(watched, min(task.wall, _WALL))
        job.close()
        server.news()
        return _judge(up, outcome, sum(leftovers))

    def _through_shims(self, task: Task) -> Attempt:
        ended = self._shells.run(task, _SHIMS)
        news = [item.server.news() or b"" for item in self._servers.values()]
        if ended.outcome.limits or ended.code != task.expect:
            return Attempt(None, "the run with a fork server did not pass")
        return Attempt(ended._replace(forked=any(b"+" in item for item in news)))


def _mentions(script: str, name: str) -> bool:
    return re.search(rf"(?<![\w./-]){re.escape(name)}(?![\w-])", script) is not None


def _judge(up: Supervisor, outcome: Outcome, leftovers: int) -> tuple[Ended | None, str]:
    kind, _, rest = outcome.status.decode("utf-8", "replace").strip().partition(" ")
    if kind == "exit" and not outcome.limits:
        return shells.ended(outcome, int(rest), leftovers), ""
    if kind == "refuse":
        return None, rest
    return None, "the forked run did not end by itself"


def _same(first: Ended, second: Ended) -> bool:
    def seen(ended: Ended) -> tuple[int, bytes, bytes]:
        return ended.code, ended.outcome.stdout.content, ended.outcome.stderr.content

    return seen(first) == seen(second)
