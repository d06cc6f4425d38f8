"""Runs blocks without a sandbox where there is no Linux: on explicit demand only.

Nothing here is specific to a system but bash and process groups; nothing is contained.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from doccheck.kernel.claims import Claim
from doccheck.model.execution import (
    Aspect,
    Containment,
    ExecutionResult,
    Isolation,
    Level,
)
from doccheck.sandbox.checks import check
from doccheck.sandbox.interface import Policy, Strength, Task, Worker

if TYPE_CHECKING:
    from doccheck.sandbox.portable_shell import Shell

_FOLDERS = ("work", "home", "tmp")
_COURSE = "\0course"  # no name that a page could give
_REASON = "run without a sandbox on demand"


class PortableBackend:
    """No containment; blocks get folders and an environment of their own."""

    name = "none"
    strength = Strength.UNSAFE

    def missing(self) -> str:
        """Return what this machine lacks: bash, if anything."""
        return "" if shutil.which("bash") else "bash is not installed"

    def isolation(self) -> Isolation:
        """Return that nothing is kept but the environment, and process groups are ended."""
        kept = dict.fromkeys(Aspect, Containment(Level.NONE, _REASON))
        kept[Aspect.ENV] = Containment(Level.ENFORCED, "started with an environment of its own")
        kept[Aspect.LEFTOVERS] = Containment(Level.PARTIAL, "the process group is ended")
        return Isolation(self.name, kept)

    def open(self, policy: Policy) -> Worker:
        """Make the folders that blocks run in."""
        return PortableWorker(policy, self.isolation())


class PortableWorker:
    """Runs each block in a bash of its own, or in that of its session."""

    def __init__(self, policy: Policy, isolation: Isolation) -> None:
        """Make the folders that blocks run in."""
        self.isolation = isolation
        self._policy = policy
        self._claim = Claim("box")
        self._root = Path(self._claim.path)
        self._sessions: dict[str, Shell] = {}
        self._shells: set[Shell] = set()

    def run(self, task: Task) -> ExecutionResult:
        """Run a block."""
        check(task, self._policy)
        shell = self._sessions.get(task.session) or self._start(task.session)
        for fixture in task.fixtures:
            _copy(fixture.source, shell.folder / "work" / fixture.target)
        limits = self._policy.limits
        wall = limits.wall if task.wall is None else task.wall
        result = shell.run(task, wall, limits.output, self.isolation)
        if result.session_lost or not task.session:
            self._drop(shell, keep=bool(task.session))
        return result

    def begin(self, tasks: Sequence[Task]) -> Iterator[ExecutionResult]:
        """Run a course as its results are asked for."""
        for task in tasks:
            check(task, self._policy)
        return self._course(tasks)

    def _course(self, tasks: Sequence[Task]) -> Iterator[ExecutionResult]:
        own = len(tasks) > 1 and not tasks[0].session
        try:
            for task in tasks:
                result = self.run(replace(task, session=_COURSE) if own else task)
                yield result
                lost = result.limits_hit or result.session_lost
                if lost or result.exit_code != task.expect:
                    return
        finally:
            if own:
                self.end_session(_COURSE)

    def warm(self) -> Mapping[str, str]:
        """Tell that no program is forked: that is not safe on every system."""
        return {item.name: "not forked without a sandbox" for item in self._policy.programs}

    def end_session(self, name: str) -> None:
        """End a session."""
        if name in self._sessions:
            self._drop(self._sessions[name], keep=False)

    def interrupt(self) -> None:
        """End every shell from another thread."""
        for shell in tuple(self._shells):
            shell.kill()

    def close(self) -> None:
        """End everything."""
        for shell in list(self._sessions.values()):
            self._drop(shell, keep=False)
        self._claim.remove()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _start(self, session: str) -> Shell:
        from doccheck.sandbox.portable_shell import Shell  # noqa: PLC0415 - not there on Windows

        folder = self._root / (session.encode().hex()[:200] or "-")
        for name in _FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
        shell = Shell(folder, session, self._policy)
        self._shells.add(shell)
        if session:
            self._sessions[session] = shell
        return shell

    def _drop(self, shell: Shell, *, keep: bool) -> None:
        self._sessions.pop(shell.session, None)
        self._shells.discard(shell)
        shell.close()
        if not keep:
            shutil.rmtree(shell.folder, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)
    else:
        shutil.copy(source, target)
