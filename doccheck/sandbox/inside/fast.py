"""The fast path: commands of a program that is imported once and forked for each.

It may only ever say "passed". Whatever else happens here (another exit code than expected, a
signal, a timeout, a refusal) is forgotten, and the block runs plainly.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from doccheck.sandbox.inside.servers import Servers
from doccheck.sandbox.inside.shells import Shells
from doccheck.sandbox.inside.task import Ended, Task

_LOOKS = re.compile(r"\b(?:which|whereis|type|command|hash|PATH)\b")
_NOT_PASSED = "the run with a fork server did not pass"


class Attempt(NamedTuple):
    """What the fast path has to say: a pass, or (when something was run at all) why not."""

    passed: Ended | None = None
    note: str = ""


class FastPath:
    """Decides which blocks may take the fast path, and runs them there."""

    def __init__(self, shells: Shells) -> None:
        """Start no server yet."""
        self._shells = shells
        self._servers = Servers(shells)

    def warm(self) -> dict[str, str]:
        """Start every server and wait for it; tell of each program `ready` or why not."""
        return self._servers.warm()

    def attempt(self, task: Task) -> Attempt:
        """Run a block on the fast path, if it qualifies.

        Raises:
            OSError: A fixture cannot be copied anew.
        """
        names = self._servers.names
        if not names or task.network or task.environment:
            return Attempt()
        if task.argv:
            return self._direct(task) if task.argv[0] in names else Attempt()
        if _LOOKS.search(task.script):  # a shim must not be seen
            return Attempt()
        return self._through_shims(task, [name for name in names if _mentions(task.script, name)])

    def _direct(self, task: Task) -> Attempt:
        name = task.argv[0]
        if not self._ready(task, [name]):
            return Attempt()
        ended, reason = self._servers.run(task)
        if ended is None or ended.code != task.expect:
            return Attempt(note=reason or _NOT_PASSED)
        if self._servers.passed(name) % self._shells.settings.sample_every == 0:
            return self._sampled(task, ended)
        return Attempt(ended)

    def _sampled(self, task: Task, forked: Ended) -> Attempt:
        self._shells.restore(task)
        plain = self._shells.run(task)
        if forked.same(plain):
            return Attempt(forked)
        self._servers.refuse(task.argv[0], "a sampled command differs when it is forked")
        return Attempt(plain)

    def _through_shims(self, task: Task, names: list[str]) -> Attempt:
        if not self._ready(task, names):
            return Attempt()
        self._servers.forked()
        ended = self._shells.run(task, shims=True)
        left = ended.leftovers + self._servers.settle()
        forked = self._servers.forked()
        if ended.outcome.limits or ended.code != task.expect:
            return Attempt(note=_NOT_PASSED)
        return Attempt(ended._replace(forked=forked, leftovers=left))

    def _ready(self, task: Task, names: list[str]) -> bool:
        """Tell whether a server is ready; a first test of it leaves the workspace as it was."""
        usable = [self._servers.usable(name) for name in names]  # each is started, not only one
        if self._servers.tested():
            self._shells.restore(task)
        return any(usable)


def _mentions(script: str, name: str) -> bool:
    return re.search(rf"(?<![\w./-]){re.escape(name)}(?![\w-])", script) is not None
