"""One unit, executed step by step in a shell."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from doccheck.config import Settings
from doccheck.engine.run.secrets import Mask
from doccheck.engine.run.task import Scripter
from doccheck.engine.run.unit import Step, Unit
from doccheck.engine.run.verdict import Trouble, trouble_of
from doccheck.expect import compare, shown_output
from doccheck.model.executed import Outcome
from doccheck.model.execution import ExecutionResult, RunMode
from doccheck.model.source import MappedText, Span
from doccheck.sandbox.interface import Worker


@dataclass(frozen=True, slots=True)
class Printed:
    """What a step printed where the page shows its output; `failure` is why it does not count."""

    step: Step
    actual: str
    failure: str = ""


@dataclass(slots=True)
class Attempt:
    """The course of one unit. `session` is the shell its steps share, empty for a single step.

    `lost` is set when that shell ended. `forked` holds as long as every step was.
    """

    unit: Unit
    session: str
    worker: Worker
    scripter: Scripter
    settings: Settings
    mask: Mask
    troubles: list[Trouble] = field(default_factory=list)
    printed: list[Printed] = field(default_factory=list)
    exit_code: int | None = None
    seconds: float = 0.0
    forked: bool = True
    lost: bool = False

    def run(self) -> None:
        """Execute the steps, up to the first that fails.

        Raises:
            SandboxPolicyError: the unit asks for what cannot be granted.
            MatchLimitError: an output cannot be compared in reasonable time.
        """
        last = len(self.unit.steps) - 1
        for number, step in enumerate(self.unit.steps):
            failed = self._step(number, step)
            if self.lost and number < last and not failed:
                told = "the shell ended here: the commands after it were not executed"
                self.troubles.append(Trouble(Outcome.COMMAND_FAILED, step.span, told))
            if failed or self.lost:
                return

    def _step(self, number: int, step: Step) -> bool:
        """Execute one step; tell whether it failed."""
        apart = self.unit.request.match.stderr != "merged"
        merged = bool(self.session) and step.expected is not None and not apart
        result, trouble = self._run(number, step, merged=merged)
        shown, differs = result.stdout, None
        if trouble is None and step.expected is not None:
            shown, differs = self._compared(step, step.expected, result, merged=merged)
            if differs is not None and not self.session:
                # What a fast path printed is not reported: the plain one has the last word.
                result, trouble = self._run(number, step, merged=not apart, plain=True)
                if trouble is None:
                    shown, differs = self._compared(step, step.expected, result, merged=not apart)
        self.troubles += [one for one in (trouble or differs,) if one is not None]
        if step.expected is not None:
            self.printed.append(Printed(step, shown, _failure(result, trouble)))
        return trouble is not None

    def _run(
        self, number: int, step: Step, *, merged: bool, plain: bool = False
    ) -> tuple[ExecutionResult, Trouble | None]:
        task = self.scripter.task(self.unit, number, self.session, merged=merged, plain=plain)
        result = self.worker.run(task)
        hide = self.mask.hide
        result = replace(result, stdout=hide(result.stdout), stderr=hide(result.stderr))
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
        command = " ".join(step.script.split())
        return ways[0], Trouble(
            Outcome.OUTPUT_DIFFERS,
            _line_of(expected, first.line),
            f"the output of `{command}` differs: {first.summary}",
            "`doccheck run --update` rewrites it",
            first.diff,
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
