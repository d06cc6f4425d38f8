"""The fork servers of a sandbox: started when first wanted, tested before they are believed."""

from __future__ import annotations

import time

from doccheck.sandbox.inside.forks import ForkedJob, ForkServer, Request
from doccheck.sandbox.inside.shell import SERVER, Kind
from doccheck.sandbox.inside.shells import Shells
from doccheck.sandbox.inside.task import Ended, Task
from doccheck.sandbox.inside.watch import Job, Outcome

SHIMS = Kind(shims=True)
_WALL = 10.0
_POLL = 0.01


class _Server:
    """A fork server and what is known of it."""

    def __init__(self, server: ForkServer) -> None:
        self.server = server
        self.ready = False
        self.tested = False
        self.passes = 0


class Servers:
    """The fork server of each program, as long as it is trusted."""

    def __init__(self, shells: Shells) -> None:
        """Start nothing yet."""
        self._shells = shells
        self._programs = {item.name: item for item in shells.settings.programs}
        self._known: dict[str, _Server] = {}
        self._refused: dict[str, str] = {}
        self._used = False

    @property
    def names(self) -> tuple[str, ...]:
        """The programs that have, or may get, a server."""
        return tuple(name for name in self._programs if name not in self._refused)

    def warm(self) -> dict[str, str]:
        """Start every server and wait for it; tell of each program `ready` or why not."""
        for name in self.names:
            self._begin(name)
        for name in self.names:
            while name in self._known and not self._known[name].ready:
                time.sleep(_POLL)
                self._listen(name)
            self.usable(name)
        return {name: self._refused.get(name, "ready") for name in self._programs}

    def usable(self, name: str) -> bool:
        """Tell whether the server of a program takes commands; start it if there is none yet."""
        self._begin(name)
        if name in self._known and not self._known[name].ready:
            self._listen(name)
        item = self._known.get(name)
        if item is None or not item.ready:
            return False
        if not item.tested:
            item.tested = self._used = True
            self._test(name)
        return name in self._known

    def tested(self) -> bool:
        """Tell whether a test has used the workspace since this was last asked."""
        used, self._used = self._used, False
        return used

    def refuse(self, name: str, reason: str) -> None:
        """Give a server up for good."""
        self._refused[name] = reason
        item = self._known.pop(name)
        shells = self._shells
        shells.watcher.forget(item.server.listener)
        shells.reserved.discard(item.server.pid)
        self._publish()
        shells.processes.end((), shells.spare())
        item.server.close()

    def run(self, task: Task) -> tuple[Ended | None, str]:
        """Run a simple command in a fork; nothing and a reason when it did not end by itself."""
        shells = self._shells
        server = self._known[task.argv[0]].server
        try:
            job = ForkedJob(server, Request(task.argv, shells.environment(), task.expect))
        except OSError as error:
            return None, f"the fork server takes no commands: {error.strerror}"
        leftovers: list[int] = []

        def finish() -> None:
            job.kill()
            leftovers.append(shells.processes.end((server.pid,), shells.spare()))

        watched = Job(job.out.read, job.err.read, job.status_fd, job.members, finish, job.kill)
        outcome = shells.watcher.watch(watched, min(task.wall, _WALL))
        job.close()
        server.news()
        return _judge(outcome, sum(leftovers))

    def settle(self) -> int:
        """End what a block has left with the servers; return how many processes that were.

        A block that holds a channel may have asked for what nobody waits for any more.
        """
        shells = self._shells
        for name, item in list(self._known.items()):
            if item.tested and not item.server.settled():
                self.refuse(name, "the fork server does not answer any more")
        pids = [item.server.pid for item in self._known.values()]
        return shells.processes.end(pids, shells.spare())

    def passed(self, name: str) -> int:
        """Count a pass of a program; return how many there were."""
        self._known[name].passes += 1
        return self._known[name].passes

    def forked(self) -> bool:
        """Tell whether a server has forked anything since this was last asked."""
        return any([b"+" in (item.server.news() or b"") for item in self._known.values()])  # noqa: C419  # each is asked

    def _begin(self, name: str) -> None:
        if name in self._known or name in self._refused:
            return
        shells = self._shells
        script = shells.settings.forkserver
        program = self._programs[name]
        server = ForkServer(program, script, shells.environment(), shells.confinement)
        shells.processes.keep(server.pid)
        shells.reserved.add(server.pid)
        shells.listen(server.listener)
        self._known[name] = _Server(server)

    def _listen(self, name: str) -> None:
        item = self._known[name]
        news = item.server.news()
        if news is None:
            self.refuse(name, "importing it ahead ends the interpreter, or takes too long")
        elif news.startswith(b"failed "):
            self.refuse(name, news[7:].decode("utf-8", "replace").strip())
        elif news.startswith(b"ready"):
            item.ready = True

    def _test(self, name: str) -> None:
        task = Task(f"{name} --help", argv=(name, "--help"))
        shells = self._shells
        shells.restore(task)
        forked, reason = self.run(task)
        shells.restore(task)
        plain = shells.run(task)
        if forked is None:
            self.refuse(name, reason)
        elif not forked.same(plain):
            self.refuse(name, "its help differs when it is forked")
        else:
            self._publish()

    def _publish(self) -> None:
        """Have the next shell with shims know the servers there are now."""
        self._shells.drop(SHIMS)
        self._shells.channels = {
            SERVER + number: self._known[name].server.client.fileno()
            for number, name in enumerate(self._programs)
            if name in self._known and self._known[name].tested
        }


def _judge(outcome: Outcome, leftovers: int) -> tuple[Ended | None, str]:
    kind, _, rest = outcome.status.decode("utf-8", "replace").strip().partition(" ")
    if kind == "exit" and not outcome.limits:
        return Ended(outcome, int(rest), leftovers=leftovers, forked=True), ""
    if kind == "refuse":
        return None, rest
    return None, "the forked run did not end by itself"
