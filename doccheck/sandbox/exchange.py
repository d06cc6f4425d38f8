"""From tasks to messages for the supervisor, and from its replies to results."""

from __future__ import annotations

import json
import signal
from collections import deque
from collections.abc import Sequence
from typing import cast

from doccheck.model.execution import ExecutionResult, Isolation, Limit, RunMode
from doccheck.sandbox.inside import wire
from doccheck.sandbox.interface import Network, Task
from doccheck.sandbox.text import decoded, is_binary

_SPARE = 30.0  # beyond a block's own time: both the fast and the plain run, and their ends


class Course:
    """Tasks that are run one after another, and what has come back of them.

    `size` is about how many bytes they take on the way; `over` tells that nothing more comes.
    """

    def __init__(self, tasks: Sequence[Task], wall: float) -> None:
        """Make the message; `wall` is the limit of tasks that have none, in seconds."""
        walls = [wall if task.wall is None else task.wall for task in tasks]
        written = [_written(task, most) for task, most in zip(tasks, walls, strict=True)]
        self.message: wire.Message = {"op": "run", "tasks": written}
        self.sessions = frozenset(task.session for task in tasks if task.session)
        self.patience = 2 * max(walls) + _SPARE
        self.size = len(json.dumps(written))
        self.arrived: deque[ExecutionResult] = deque()
        self.sent = self.over = False


def _written(task: Task, wall: float) -> wire.Message:
    written: wire.Message = {
        "script": task.script,
        "session": task.session,
        "network": task.network is Network.LOOPBACK,
        "wall": wall,
        "expect": task.expect,
        "plain": task.plain,
    }
    if task.environment:
        written["environment"] = dict(task.environment)
    if task.fixtures:
        written["fixtures"] = [[str(item.source.resolve()), item.target] for item in task.fixtures]
    if task.argv:
        written["argv"] = list(task.argv)
    return written


def result_of(
    reply: wire.Message, payload: bytes, isolation: Isolation, work: str
) -> ExecutionResult:
    """Return what a reply tells; `work` is the workspace as blocks see it."""
    if "error" in reply:
        return lost(str(reply["error"]), isolation, work)
    split = cast("int", reply["stdout"])
    stdout, stderr = payload[:split], payload[split:]
    limits = tuple(Limit(name) for name in cast("list[str]", reply.get("limits", ())))
    truncated = cast("list[str]", reply.get("truncated", ()))
    return ExecutionResult(
        exit_code=cast("int", reply["code"]),
        stdout=decoded(stdout),
        stderr=decoded(stderr),
        duration=cast("float", reply["duration"]),
        isolation=isolation,
        signal=cast("int | None", reply.get("signal")),
        timed_out=Limit.WALL in limits,
        limits_hit=limits,
        stdout_truncated="stdout" in truncated,
        stderr_truncated="stderr" in truncated,
        binary=is_binary(stdout) or is_binary(stderr),
        mode=RunMode.FORKED if reply.get("forked") else RunMode.PLAIN,
        leftovers=cast("int", reply.get("leftovers", 0)),
        session_lost=bool(reply.get("lost")),
        workspace=work,
        notes=tuple(cast("list[str]", reply.get("notes", ()))),
    )


def lost(why: str, isolation: Isolation, work: str) -> ExecutionResult:
    """Return the result of a task whose sandbox has ended."""
    return ExecutionResult(
        exit_code=128 + signal.SIGKILL,
        stdout="",
        stderr="",
        duration=0.0,
        isolation=isolation,
        session_lost=True,
        workspace=work,
        notes=(why,),
    )
