"""One bash outside of any sandbox, which runs blocks and tells their exit status."""

from __future__ import annotations

import contextlib
import fcntl
import os
import selectors
import shlex
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from doccheck.model.execution import ExecutionResult, Isolation, Limit
from doccheck.sandbox import profile
from doccheck.sandbox.inside.job import Stream
from doccheck.sandbox.interface import Policy, Task
from doccheck.sandbox.text import decoded, is_binary

_REQUEST, _STATUS = 60, 61
_LOOP = (
    "while IFS= read -r -d '' -u 60 BASH_EXECUTION_STRING; do "
    'eval "$BASH_EXECUTION_STRING" 60<&- 61>&-; builtin printf "%d\\n" $? >&61; done'
)
_GRACE, _STEP = 0.25, 0.01


class Shell:
    """One bash that reads blocks from a pipe; `folder` is its own."""

    def __init__(self, folder: Path, session: str, policy: Policy) -> None:
        """Start the shell."""
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
        streams = tuple(
            Stream(pipe.fileno(), most)
            for pipe in (self._process.stdout, self._process.stderr)
            if pipe is not None
        )
        out, err = streams
        late = False
        with selectors.DefaultSelector() as selector:
            for fd in (out.fd, err.fd, self._status):
                os.set_blocking(fd, False)
                selector.register(fd, selectors.EVENT_READ)
            said = self._listen(selector, streams, deadline)
            if said is None:
                late = True
                self._signal(signal.SIGTERM)
                said = self._listen(selector, streams, time.monotonic() + _GRACE) or b""
        if late or not self.session:
            self._signal(signal.SIGKILL)
        out.drain()
        err.drain()
        return said, (out, err), late

    def _listen(
        self, selector: selectors.BaseSelector, streams: Sequence[Stream], deadline: float
    ) -> bytes | None:
        """Return what the shell tells, nothing when it has ended, None when it is late."""
        by_fd = {stream.fd: stream for stream in streams}
        said = b""
        while not said.endswith(b"\n"):
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            if self._status not in selector.get_map():  # it ends, or a program took its place
                if self._process.poll() is not None:
                    return b""
                left = min(left, _STEP)
            for key, _ in selector.select(left):
                if key.fd != self._status:
                    more = bool(by_fd[key.fd].read())
                else:
                    more = bool(part := os.read(self._status, 64))
                    said += part
                if not more:
                    selector.unregister(key.fd)
        return said

    def _signal(self, number: int) -> None:
        with contextlib.suppress(OSError):
            os.killpg(self._process.pid, number)

    def _code(self) -> int:
        if self._process.poll() is None:
            self._signal(signal.SIGKILL)
        code = self._process.wait()
        return code if code >= 0 else 128 - code
