"""Runs blocks without a sandbox where there is no Linux: on explicit demand only.

Nothing here is specific to a system but bash and process groups; nothing is contained.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import selectors
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from doccheck.model.execution import (
    Aspect,
    Containment,
    ExecutionResult,
    Isolation,
    Level,
    Limit,
)
from doccheck.sandbox import profile
from doccheck.sandbox.checks import check
from doccheck.sandbox.inside.job import Stream
from doccheck.sandbox.interface import Policy, Strength, Task, Worker
from doccheck.sandbox.text import decoded, is_binary

_REQUEST, _STATUS = 60, 61
_LOOP = (
    "while IFS= read -r -d '' -u 60 BASH_EXECUTION_STRING; do "
    'eval "$BASH_EXECUTION_STRING" 60<&- 61>&-; builtin printf "%d\\n" $? >&61; done'
)
_GRACE, _STEP = 0.25, 0.01
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
        self._root = Path(tempfile.mkdtemp(prefix="doccheck-"))
        self._sessions: dict[str, _Shell] = {}
        self._shells: set[_Shell] = set()

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
        shutil.rmtree(self._root, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _start(self, session: str) -> _Shell:
        folder = self._root / (session.encode().hex()[:200] or "-")
        for name in _FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
        shell = _Shell(folder, session, self._policy)
        self._shells.add(shell)
        if session:
            self._sessions[session] = shell
        return shell

    def _drop(self, shell: _Shell, *, keep: bool) -> None:
        self._sessions.pop(shell.session, None)
        self._shells.discard(shell)
        shell.close()
        if not keep:
            shutil.rmtree(shell.folder, ignore_errors=True)


class _Shell:
    """One bash that reads blocks from a pipe."""

    def __init__(self, folder: Path, session: str, policy: Policy) -> None:
        self.folder, self.session = folder, session
        request, status = os.pipe(), os.pipe()
        theirs = [fcntl.fcntl(request[0], fcntl.F_DUPFD, 100)]
        theirs.append(fcntl.fcntl(status[1], fcntl.F_DUPFD, 100))
        loop = f"exec {_REQUEST}<&{theirs[0]} {_STATUS}>&{theirs[1]} {theirs[0]}<&- {theirs[1]}>&-"
        bounds = f"ulimit -c 0; ulimit -t {policy.limits.cpu}"
        own = {"HOME": f"{folder}/home", "TMPDIR": str(folder / "tmp"), "PWD": f"{folder}/work"}
        self._process = subprocess.Popen(  # noqa: S603  # a fixed command
            ["bash", "--norc", "--noprofile", "-c", f"{loop}; {bounds}; {_LOOP}"],  # noqa: S607  # as found
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**profile.environment(policy), **own},
            cwd=folder / "work",
            pass_fds=theirs,
            start_new_session=True,
        )
        for fd in (*theirs, request[0], status[1]):
            os.close(fd)
        self._request, self._status = request[1], status[0]

    def run(self, task: Task, wall: float, most: int, isolation: Isolation) -> ExecutionResult:
        """Run a block to its end or its time limit."""
        began = time.monotonic()
        self._send(task)
        said, streams, late = self._watch(began + wall, most)
        ended = not said.strip()
        code = self._code() if ended else int(said)
        out, err = (stream.content for stream in streams)
        return ExecutionResult(
            exit_code=code,
            stdout=decoded(out),
            stderr=decoded(err),
            duration=time.monotonic() - began,
            isolation=isolation,
            timed_out=late,
            limits_hit=(Limit.WALL,) if late else (),
            stdout_truncated=streams[0].truncated,
            stderr_truncated=streams[1].truncated,
            binary=is_binary(out) or is_binary(err),
            session_lost=bool(self.session) and (ended or late),
            workspace=str(self.folder / "work"),
        )

    def kill(self) -> None:
        """Kill the shell and its process group; whoever waits for it sees that it ended."""
        self._signal(signal.SIGKILL)

    def close(self) -> None:
        """End the shell and its process group."""
        self.kill()
        self._process.wait()
        os.close(self._request)
        os.close(self._status)
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    def _send(self, task: Task) -> None:
        pairs = task.environment.items()
        head = "".join(f"export {key}={shlex.quote(text)}; " for key, text in pairs)
        data = (head + task.script).replace("\0", "").encode("utf-8", "surrogateescape") + b"\0"
        with contextlib.suppress(BrokenPipeError):  # it has ended: its status tells
            while data:
                data = data[os.write(self._request, data) :]

    def _watch(self, deadline: float, most: int) -> tuple[bytes, tuple[Stream, Stream], bool]:
        out, err = (
            Stream(pipe.fileno(), most)
            for pipe in (self._process.stdout, self._process.stderr)
            if pipe is not None
        )
        said, late, closed = b"", False, False
        with selectors.DefaultSelector() as selector:
            for fd in (out.fd, err.fd, self._status):
                os.set_blocking(fd, False)
                selector.register(fd, selectors.EVENT_READ)
            while not said.endswith(b"\n"):
                left = max(0.0, deadline - time.monotonic())
                if closed and self._process.poll() is not None:
                    break
                # With its status closed, the shell is ending, or another program is in its place.
                events = selector.select(min(left, _STEP) if closed else left)
                if not events and (left <= _STEP or not closed):
                    if late:
                        break
                    late, deadline = True, time.monotonic() + _GRACE
                    self._signal(signal.SIGTERM)
                for key, _ in events:
                    if key.fd == self._status:
                        part = os.read(self._status, 64)
                        said += part
                        if not part:
                            closed = True
                            selector.unregister(key.fd)
                    elif not (out if key.fd == out.fd else err).read():
                        selector.unregister(key.fd)
        if late or not self.session:
            self._signal(signal.SIGKILL)
        out.drain()
        err.drain()
        return said, (out, err), late

    def _signal(self, number: int) -> None:
        with contextlib.suppress(OSError):
            os.killpg(self._process.pid, number)

    def _code(self) -> int:
        if self._process.poll() is None:
            self._signal(signal.SIGKILL)
        code = self._process.wait()
        return code if code >= 0 else 128 - code


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)
    else:
        shutil.copy(source, target)
