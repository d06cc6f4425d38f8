"""One unit, executed step by step in a shell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from msgspec import Struct, field

from doccheck.config import Settings
from doccheck.engine.run.secrets import Mask
from doccheck.engine.run.task import Scripter
from doccheck.engine.run.unit import Step, Unit
from doccheck.engine.run.verdict import SHOWN, Trouble, trouble_of
from doccheck.expect import compare, shown_output
from doccheck.model.display import headline
from doccheck.model.executed import Outcome
from doccheck.model.execution import ExecutionResult, RunMode
from doccheck.model.source import MappedText, Span
from doccheck.sandbox.interface import Task, Worker


class Printed(Struct, frozen=True):
    """What a step printed where the page shows its output; `failure` is why it does not count.

    `trouble` is what is reported of the step.
    """

    step: Step
    actual: str
    failure: str = ""
    trouble: Trouble | None = None


class Attempt(Struct):
    """The course of one unit. `session` is the shell it shares with others, empty for its own.

    `results` are those of its steps, from `begin` on. `lost` is set when that shell ended.
    `forked` holds as long as every step was.
    """

    unit: Unit
    session: str
    worker: Worker
    scripter: Scripter
    settings: Settings
    mask: Mask
    results: Iterator[ExecutionResult] = field(default_factory=lambda: iter(()))
    troubles: list[Trouble] = field(default_factory=list)
    printed: list[Printed] = field(default_factory=list)
    exit_code: int | None = None
    seconds: float = 0.0
    forked: bool = True
    lost: bool = False

    def begin(self) -> None:
        """Hand the steps over; the sandbox may start on them before `run`.

        Raises:
            SandboxPolicyError: the unit asks for what cannot be granted.
        """
        tasks = [self._task(number, step) for number, step in enumerate(self.unit.steps)]
        self.results = self.worker.begin(tasks)

    def run(self) -> None:
        """Judge the steps, up to the first that fails.

        Raises:
            MatchLimitError: an output cannot be compared in reasonable time.
        """
        last = len(self.unit.steps) - 1
        for number, (step, result) in enumerate(zip(self.unit.steps, self.results, strict=False)):
            failed = self._step(step, result)
            if self.lost and number < last and not failed:
                told = "the shell ended here: the commands after it were not executed"
                self.troubles.append(Trouble(Outcome.COMMAND_FAILED, step.span, told))
            if failed or self.lost:
                return

    @property
    def _shared(self) -> bool:
        """Whether several steps share a shell, so that none can be repeated by itself."""
        return bool(self.session) or len(self.unit.steps) > 1

    @property
    def _apart(self) -> bool:
        return self.unit.request.match.stderr != "merged"

    def _task(self, number: int, step: Step, *, again: bool = False) -> Task:
        merged = (self._shared or again) and step.expected is not None and not self._apart
        return self.scripter.task(self.unit, number, self.session, merged=merged, plain=again)

    def _step(self, step: Step, given: ExecutionResult) -> bool:
        """Judge one step; tell whether it failed."""
        result, trouble = self._taken(step, given)
        shown, differs = result.stdout, None
        if trouble is None and step.expected is not None:
            merged = self._shared and not self._apart
            shown, differs = self._compared(step, step.expected, result, merged=merged)
            if differs is not None and not self._shared:
                # What a fast path printed is not reported: the plain one has the last word.
                again = next(self.worker.begin([self._task(0, step, again=True)]))
                result, trouble = self._taken(step, again)
                if trouble is None:
                    merged = not self._apart
                    shown, differs = self._compared(step, step.expected, result, merged=merged)
        told = trouble or differs
        self.troubles += [told] if told is not None else []
        if step.expected is not None:
            self.printed.append(Printed(step, shown, _failure(result, trouble), told))
        return trouble is not None

    def _taken(self, step: Step, given: ExecutionResult) -> tuple[ExecutionResult, Trouble | None]:
        """Take a result into account; tell what is wrong with it."""
        result, hide = given, self.mask.hide
        if self.mask.values:
            result = replace(given, stdout=hide(given.stdout), stderr=hide(given.stderr))
        self.exit_code = result.exit_code
        self.seconds += result.duration
        self.forked = self.forked and result.mode is RunMode.FORKED
        self.lost = result.session_lost
        if self.lost:
            self.scripter.forget(self.session)
        return result, trouble_of(self.unit, step, result, self.settings.run)

    def _compared(
        self, step: Step, expected: MappedText, result: ExecutionResult, *, merged: bool
    ) -> tuple[str, Trouble | None]:
        """Return what was printed, and how it differs from what the page shows."""
        match = self.unit.request.match
        ways = [shown_output(result.stdout, result.stderr, match)]
        if match.stderr == "merged" and not merged and result.stdout and result.stderr:
            ways.append(result.stderr + result.stdout)  # which came first is not known
        found = [compare(expected.text, way, match) for way in ways]
        first = found[0]
        if first is None or None in found:
            return ways[found.index(None)], None
        command = headline(step.script, SHOWN, quote="`")
        return ways[0], Trouble(
            Outcome.OUTPUT_DIFFERS,
            _line_of(expected, first.line),
            f"the output of {command} differs: {first.summary}",
            detail=first.diff,
        )


def _failure(result: ExecutionResult, trouble: Trouble | None) -> str:
    """Return why an output may not be taken over."""
    if trouble is not None:
        return trouble.message
    if result.stdout_truncated or result.stderr_truncated:
        return "the output is cut"
    return "the output is not text" if result.binary else ""


def _line_of(expected: MappedText, number: int) -> Span:
    """Return where a line of the expected output stands; past its end, where it ends."""
    lines = list(expected.lines())
    if number >= len(lines):
        return Span(expected.whole.end, expected.whole.end)
    line = lines[number]
    return line.span(0, len(line.text.rstrip("\r\n")))
