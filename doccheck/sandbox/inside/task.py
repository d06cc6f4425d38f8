"""What the supervisor is asked to run, and what it answers."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from typing import NamedTuple, cast

from doccheck.sandbox.inside.watch import Outcome
from doccheck.sandbox.inside.wire import Message

_BY_STATUS = {128 + signal.SIGXCPU: "cpu", 128 + signal.SIGXFSZ: "file_size"}
_OWN_WALL = 60.0


class Task(NamedTuple):
    """One block to run."""

    script: str
    session: str = ""
    network: bool = False
    wall: float = _OWN_WALL
    environment: Mapping[str, str] = {}
    fixtures: tuple[tuple[str, str], ...] = ()
    argv: tuple[str, ...] = ()
    expect: int = 0
    plain: bool = False

    @property
    def code(self) -> str:
        """The block as a shell reads it, its own environment ahead."""
        if not self.environment:
            return self.script
        import shlex  # noqa: PLC0415  # seldom needed, and a sandbox starts sooner without

        pairs = self.environment.items()
        return "".join(f"export {key}={shlex.quote(text)}; " for key, text in pairs) + self.script


class Ended(NamedTuple):
    """What came of a task. `lost`: its session's shell has ended."""

    outcome: Outcome
    code: int
    signal: int | None = None
    lost: bool = False
    leftovers: int = 0
    forked: bool = False
    notes: tuple[str, ...] = ()

    def passed(self, task: Task) -> bool:
        """Tell whether the task ended as it was to end, and others may follow in its shell."""
        return self.code == task.expect and not self.outcome.limits and not self.lost

    def same(self, other: Ended) -> bool:
        """Tell whether both did the same, as far as a reader sees."""
        mine, its = self.outcome, other.outcome
        return (
            self.code == other.code
            and mine.stdout.content == its.stdout.content
            and mine.stderr.content == its.stderr.content
        )


def decode(message: Message) -> list[Task]:
    """Return the tasks that doccheck sent."""
    return [_task(one) for one in cast("list[Message]", message["tasks"])]


def _task(message: Message) -> Task:
    values = dict(message)
    for key in ("fixtures", "argv"):
        values[key] = tuple(cast("list[object]", values.get(key, ())))
    return Task(**values)  # type: ignore[arg-type]  # the worker wrote each field's type


def encode(ended: Ended, *, last: bool) -> tuple[Message, bytes]:
    """Return the message that tells doccheck what came of a task, and its output.

    `last` says that no further task of the same course follows.
    """
    outcome = ended.outcome
    stdout, stderr = outcome.stdout.content, outcome.stderr.content
    limits = list(outcome.limits)
    if not limits and ended.code in _BY_STATUS:
        limits.append(_BY_STATUS[ended.code])
    reply: Message = {
        "last": last,
        "code": ended.code,
        "duration": outcome.duration,
        "stdout": len(stdout),
    }
    seldom = {
        "signal": ended.signal,
        "limits": limits,
        "truncated": [name for name in ("stdout", "stderr") if getattr(outcome, name).truncated],
        "leftovers": ended.leftovers,
        "lost": ended.lost,
        "forked": ended.forked,
        "notes": ended.notes,
    }
    reply |= {key: value for key, value in seldom.items() if value}
    return reply, stdout + stderr
