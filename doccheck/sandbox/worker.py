"""doccheck's side of a sandbox: starts it, hands blocks over, notices when it is lost."""

from __future__ import annotations

import contextlib
import socket
import subprocess
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Self, cast

from doccheck.errors import SandboxLostError, SandboxPolicyError
from doccheck.model.execution import ExecutionResult, Isolation
from doccheck.sandbox.checks import check
from doccheck.sandbox.exchange import Course, lost, result_of
from doccheck.sandbox.inside import wire
from doccheck.sandbox.inside.settings import encode
from doccheck.sandbox.interface import Network, Policy, Task
from doccheck.sandbox.supervisor import Launch, end, last_words, spawn

_START = 30.0
_SPARE = 30.0
_WARM = 300.0
_AHEAD, _IN_CHANNEL = 16, 64 << 10  # courses, bytes


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
        """Begin to start the sandbox; entering it as a context, or using it, waits for that.

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
        self._starting = False
        self._courses: deque[Course] = deque()
        self._sessions: set[str] = set()
        self._forgotten: set[str] = set()
        self._start()

    def run(self, task: Task) -> ExecutionResult:
        """Run a block."""
        return next(self.begin((task,)))

    def begin(self, tasks: Sequence[Task]) -> Iterator[ExecutionResult]:
        """Hand a course over, and give its results as they come."""
        for task in tasks:
            if task.network is Network.LOOPBACK and not self._loopback:
                raise SandboxPolicyError(
                    f"{self.isolation.backend} cannot keep a loopback network inside the sandbox",
                    hint="install bubblewrap, or skip the block",
                )
            check(task, self._policy)
        course = Course(tasks, self._policy.limits.wall)
        self._courses.append(course)
        self._send_ahead()
        return self._results(course)

    def warm(self) -> Mapping[str, str]:
        """Start the fork servers and wait."""
        reply = self._ask({"op": "warm"}, _WARM)
        return cast("dict[str, str]", reply.get("programs", {}))

    def end_session(self, name: str) -> None:
        """End a session."""
        self._sessions.discard(name)
        self._forgotten.discard(name)
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
        for course in self._courses:
            course.sent = False
        self._starting = False
        if self._channel is not None:
            self._channel.close()  # the supervisor ends when it sees this
            self._channel = None
        process, self._process = self._process, None
        if process is not None:
            end(process)
            self._undo()

    def __enter__(self) -> Self:
        """Wait until it has started.

        Raises:
            SandboxLostError: It does not start.
        """
        self._await()
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        try:
            launch = self._prepare(theirs.fileno())
            self._undo, self._channel = launch.undo, ours
            self._work = f"{launch.settings.root}/work"
            self._process = spawn(launch, theirs.fileno())
        finally:
            theirs.close()
        ours.settimeout(_START)
        with contextlib.suppress(OSError):  # it has ended: the missing reply tells
            wire.send(ours, encode(launch.settings))
        self._starting = True

    def _await(self) -> None:
        """Wait until a sandbox that was begun says that it has started."""
        if not self._starting:
            return
        self._starting = False
        cast("socket.socket", self._channel).settimeout(_START)
        reply = self._reply()
        if "ready" not in reply[0]:
            self.close()
            raise SandboxLostError(f"the sandbox does not start: {reply[0].get('error', '')}")

    def _results(self, course: Course) -> Iterator[ExecutionResult]:
        while True:
            while course.arrived:
                yield course.arrived.popleft()
            if course.over:
                return
            self._advance()

    def _advance(self) -> None:
        """Wait for the next reply, which belongs to the first course that is not over."""
        course = self._courses[0]
        try:
            if not course.sent:
                self._send(course)
            cast("socket.socket", self._channel).settimeout(course.patience)
            reply, payload = self._reply()
            course.over = bool(reply["last"])
            course.arrived.append(result_of(reply, payload, self.isolation, self._work))
        except SandboxLostError as error:
            course.over = True
            self._forgotten -= course.sessions
            course.arrived.append(lost(error.message, self.isolation, self._work))
        if course.over:
            self._courses.popleft()
            self._send_ahead()

    def _send_ahead(self) -> None:
        """Hand over what surely fits into the channel, so that sending never waits."""
        size = sum(course.size for course in self._courses if course.sent)
        for number, course in enumerate(self._courses):
            if course.sent:
                continue
            size += course.size
            if self._channel is None or (number and (number >= _AHEAD or size > _IN_CHANNEL)):
                return
            try:
                self._send(course)
            except SandboxLostError:  # the first that is waited for tells
                return

    def _send(self, course: Course) -> None:
        if course.sessions & self._forgotten:
            raise SandboxLostError("the sandbox of this session ended unexpectedly")
        self._put(course.message, course.patience)
        course.sent = True
        self._sessions |= course.sessions

    def _put(self, message: wire.Message, patience: float) -> None:
        if self._channel is None:
            self._start()
        self._await()
        channel = cast("socket.socket", self._channel)
        channel.settimeout(patience)
        try:
            wire.send(channel, message)
        except OSError:
            self._forget()
            raise SandboxLostError("the sandbox ended unexpectedly") from None

    def _ask(self, message: wire.Message, patience: float) -> wire.Message:
        while self._courses:
            self._advance()
        self._put(message, patience)
        return self._reply()[0]

    def _reply(self) -> tuple[wire.Message, bytes]:
        try:
            reply = wire.receive(cast("socket.socket", self._channel))
        except (OSError, wire.WireError):
            reply = None
        except BaseException:  # an interrupt in the middle: the channel is of no use any more
            self.close()
            raise
        if reply is None:
            said = "" if self._process is None else last_words(self._process)
            self._forget()
            raise SandboxLostError(f"the sandbox ended unexpectedly{said}")
        return reply

    def _forget(self) -> None:
        """Take the end of a sandbox: what its sessions held is gone, which each is told once."""
        self.close()
        self._forgotten |= self._sessions
        self._sessions.clear()
