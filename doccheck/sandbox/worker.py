"""doccheck's side of a sandbox: starts it, hands blocks over, notices when it is lost."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self, cast

from doccheck.errors import SandboxLostError, SandboxPolicyError
from doccheck.model.execution import ExecutionResult, Isolation, Limit, RunMode
from doccheck.sandbox.checks import check
from doccheck.sandbox.inside import wire
from doccheck.sandbox.inside.settings import Settings, encode
from doccheck.sandbox.interface import Network, Policy, Task
from doccheck.sandbox.text import decoded, is_binary

_START = 30.0
_SPARE = 30.0  # beyond a block's own time: both the fast and the plain run, and their ends
_WARM = 300.0
_CLOSE = 5.0


@dataclass(frozen=True)
class Launch:
    """How to start a sandbox. `undo` removes what its start made, should it not do so itself."""

    argv: tuple[str, ...]
    settings: Settings
    descriptors: tuple[int, ...] = ()
    undo: Callable[[], None] = lambda: None


class SandboxWorker:
    """A sandbox with its supervisor; started anew when it is lost."""

    def __init__(
        self,
        policy: Policy,
        isolation: Isolation,
        launch: Callable[[int], Launch],
        *,
        loopback: bool,
    ) -> None:
        """Start the sandbox.

        Args:
            policy: What blocks are given.
            isolation: What the results say of their isolation.
            launch: Prepares a start, given the supervisor's end of the channel.
            loopback: Blocks may be granted a network of their own.

        Raises:
            SandboxLostError: It does not start.
        """
        self.isolation = isolation
        self._policy = policy
        self._prepare = launch
        self._loopback = loopback
        self._channel: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._undo: Callable[[], None] = lambda: None
        self._work = ""
        self._start()

    def run(self, task: Task) -> ExecutionResult:
        """Run a block."""
        if task.network is Network.LOOPBACK and not self._loopback:
            raise SandboxPolicyError(
                f"{self.isolation.backend} cannot keep a loopback network inside the sandbox",
                hint="install bubblewrap, or skip the block",
            )
        check(task, self._policy)
        wall = self._policy.limits.wall if task.wall is None else task.wall
        try:
            reply, payload = self._ask(_message(task, wall), 2 * wall + _SPARE)
        except SandboxLostError as error:
            return self._lost(error.message)
        if "error" in reply:
            return self._lost(str(reply["error"]))
        return self._result(reply, payload)

    def warm(self) -> Mapping[str, str]:
        """Start the fork servers and wait."""
        reply, _ = self._ask({"op": "warm"}, _WARM)
        return cast("dict[str, str]", reply.get("programs", {}))

    def end_session(self, name: str) -> None:
        """End a session."""
        with contextlib.suppress(SandboxLostError):  # then it has ended with everything
            self._ask({"op": "end", "session": name}, _SPARE)

    def interrupt(self) -> None:
        """End the sandbox from another thread: both sides see the channel end."""
        channel = self._channel
        if channel is not None:
            with contextlib.suppress(OSError):  # it has just been closed
                channel.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End everything."""
        if self._channel is not None:
            self._channel.close()  # the supervisor ends when it sees this
            self._channel = None
        process, self._process = self._process, None
        if process is not None:
            _end(process)
            self._undo()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        try:
            launch = self._prepare(theirs.fileno())
            self._undo, self._channel = launch.undo, ours
            self._work = f"{launch.settings.root}/work"
            self._process = _spawn(launch, theirs.fileno())
        finally:
            theirs.close()
        ours.settimeout(_START)
        with contextlib.suppress(OSError):  # it has ended: the missing reply tells
            wire.send(ours, encode(launch.settings))
        reply = self._reply()
        if "ready" not in reply[0]:
            self.close()
            raise SandboxLostError(f"the sandbox does not start: {reply[0].get('error', '')}")

    def _ask(self, message: wire.Message, patience: float) -> tuple[wire.Message, bytes]:
        if self._channel is None:
            self._start()
        channel = cast("socket.socket", self._channel)
        channel.settimeout(patience)
        try:
            wire.send(channel, message)
        except OSError:
            self.close()
            raise SandboxLostError("the sandbox ended unexpectedly") from None
        return self._reply()

    def _reply(self) -> tuple[wire.Message, bytes]:
        try:
            reply = wire.receive(cast("socket.socket", self._channel))
        except (OSError, wire.WireError):
            reply = None
        except BaseException:  # an interrupt in the middle: the channel is of no use any more
            self.close()
            raise
        if reply is None:
            said = self._last_words()
            self.close()
            raise SandboxLostError(f"the sandbox ended unexpectedly{said}")
        return reply

    def _last_words(self) -> str:
        process = self._process
        if process is None or process.stderr is None:
            return ""
        try:
            process.wait(1.0)
        except subprocess.TimeoutExpired:
            return ""
        text = process.stderr.read(2000).decode("utf-8", "replace").strip()
        return f": {text.splitlines()[-1]}" if text else ""

    def _lost(self, why: str) -> ExecutionResult:
        return ExecutionResult(
            exit_code=128 + signal.SIGKILL,
            stdout="",
            stderr="",
            duration=0.0,
            isolation=self.isolation,
            session_lost=True,
            workspace=self._work,
            notes=(why,),
        )

    def _result(self, reply: wire.Message, payload: bytes) -> ExecutionResult:
        split = cast("int", reply["stdout"])
        stdout, stderr = payload[:split], payload[split:]
        limits = tuple(Limit(name) for name in cast("list[str]", reply["limits"]))
        truncated = cast("list[bool]", reply["truncated"])
        return ExecutionResult(
            exit_code=cast("int", reply["code"]),
            stdout=decoded(stdout),
            stderr=decoded(stderr),
            duration=cast("float", reply["duration"]),
            isolation=self.isolation,
            signal=cast("int | None", reply["signal"]),
            timed_out=Limit.WALL in limits,
            limits_hit=limits,
            stdout_truncated=truncated[0],
            stderr_truncated=truncated[1],
            binary=is_binary(stdout) or is_binary(stderr),
            mode=RunMode.FORKED if reply["forked"] else RunMode.PLAIN,
            leftovers=cast("int", reply["leftovers"]),
            session_lost=bool(reply["lost"]),
            workspace=self._work,
            notes=tuple(cast("list[str]", reply["notes"])),
        )


def _spawn(launch: Launch, channel: int) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603  # the backend's own command line
            launch.argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={},
            cwd="/",
            pass_fds=(channel, *launch.descriptors),
            start_new_session=True,
        )
    except OSError as error:
        launch.undo()
        raise SandboxLostError(f"`{launch.argv[0]}` cannot be started: {error}") from None
    finally:
        for fd in launch.descriptors:
            os.close(fd)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Wait for the supervisor to end everything; insist where it does not."""
    for number in (0, signal.SIGTERM, signal.SIGKILL):
        if number:
            process.send_signal(number)
        try:
            process.wait(_CLOSE)
            break
        except subprocess.TimeoutExpired:
            continue
    if process.stderr is not None:
        process.stderr.close()


def _message(task: Task, wall: float) -> wire.Message:
    return {
        "op": "run",
        "script": task.script,
        "session": task.session,
        "network": task.network is Network.LOOPBACK,
        "wall": wall,
        "environment": dict(task.environment),
        "fixtures": [[str(item.source.resolve()), item.target] for item in task.fixtures],
        "argv": list(task.argv),
        "expect": task.expect,
        "plain": task.plain,
    }
