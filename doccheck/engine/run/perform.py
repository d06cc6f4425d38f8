"""Executes the units of a page in one sandbox, and judges them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from doccheck.cache.store import digest
from doccheck.config import Settings
from doccheck.engine.run.memory import Memory, Pass, content_of
from doccheck.engine.run.secrets import Mask
from doccheck.engine.run.task import Scripter, fixture_paths
from doccheck.engine.run.unit import PagePlan, Step, Unit
from doccheck.engine.run.verdict import Trouble, trouble_of
from doccheck.errors import MatchLimitError, SandboxPolicyError
from doccheck.expect import compare, shown_output
from doccheck.model.executed import ExecutionRow, Outcome, RunSkip, Source
from doccheck.model.execution import ExecutionResult, RunMode
from doccheck.model.source import Document, Span
from doccheck.sandbox.interface import Task, Worker


@dataclass(frozen=True, slots=True)
class Bench:
    """What holds for all pages of a run.

    `key` covers everything that all results depend on. `stopped` tells whether the run is to end;
    `chosen` whether a unit is to be executed at all.
    """

    settings: Settings
    memory: Memory
    key: str
    backend: str
    versions: Mapping[str, str]
    mask: Mask
    chosen: Callable[[Unit], bool]
    stopped: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Printed:
    """What a step printed where the page shows its output; `failure` is why it does not count."""

    step: Step
    actual: str
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """A unit with what came of it."""

    unit: Unit
    row: ExecutionRow
    troubles: tuple[Trouble, ...] = ()
    printed: tuple[Printed, ...] = ()


class PageRun:
    """One page in one worker; a page of which nothing is executed needs none."""

    def __init__(self, plan: PagePlan, worker: Worker | None, bench: Bench) -> None:
        self.plan, self._worker, self.bench = plan, worker, bench
        self.scripter = Scripter(bench.settings)
        self.broken: set[str] = set()
        self.opened: set[str] = set()

    @property
    def worker(self) -> Worker:
        """The worker."""
        if self._worker is None:  # pragma: no cover - asked only for what is executed
            raise AssertionError
        return self._worker

    def results(self) -> Iterator[Result]:
        """Execute the units in the order of the page."""
        keys = keys_of(self.plan, self.bench)
        kept = self._kept(keys)
        try:
            for unit, key in zip(self.plan.units, keys, strict=True):
                yield self._result(unit, key, kept)
        finally:
            if not self.bench.stopped():  # else the sandbox ends with all its sessions
                for name in self.opened:
                    self.worker.end_session(name)

    def _kept(self, keys: list[str]) -> Mapping[str, Pass]:
        """Return the passes that can be taken over: of a session all or none."""
        found: dict[str, Pass] = {}
        incomplete: set[str] = set()
        for unit, key in zip(self.plan.units, keys, strict=True):
            passed = self.bench.memory.get(key) if unit.skip is None else None
            if passed is not None:
                found[key] = passed
            elif unit.skip is None and unit.request.session:
                incomplete.add(unit.request.session)
        pairs = zip(self.plan.units, keys, strict=True)
        apart = {key for unit, key in pairs if unit.request.session in incomplete}
        return {key: passed for key, passed in found.items() if key not in apart}

    def _result(self, unit: Unit, key: str, kept: Mapping[str, Pass]) -> Result:
        if unit.skip is None and (self.bench.stopped() or not self.bench.chosen(unit)):
            unit = replace(unit, skip=RunSkip.STOPPED, reason="left out of this run")
        if unit.skip is None and unit.request.session in self.broken:
            told = f"an earlier block of the session `{unit.request.session}` did not pass"
            unit = replace(unit, skip=RunSkip.SESSION, reason=told)
        if unit.skip is not None:
            return Result(unit, self._row(unit))
        if key in kept:
            return Result(unit, self._cached(unit, kept[key]))
        result = self._execute(unit)
        if result.row.outcome is Outcome.PASSED:
            row = result.row
            self.bench.memory.put(key, Pass(row.when, row.seconds, row.mode))
        elif unit.request.session:
            self.broken.add(unit.request.session)
        return result

    def _row(self, unit: Unit, outcome: Outcome = Outcome.SKIPPED) -> ExecutionRow:
        place = self.plan.document.range(_within(unit.span, self.plan.document))
        known = self.bench.versions
        return ExecutionRow(
            unit.file,
            place.line,
            place.end_line,
            unit.source,
            unit.shown,
            outcome,
            ran=unit.request.ran if unit.source is not Source.HELP else None,
            programs=unit.programs,
            commands=unit.commands,
            reason=unit.reason,
            skip=unit.skip,
            expected_exit=unit.request.exit_code if unit.source is not Source.HELP else 0,
            session=unit.request.session,
            versions={name: known[name] for name in unit.programs if name in known},
        )

    def _cached(self, unit: Unit, passed: Pass) -> ExecutionRow:
        row = self._row(unit, Outcome.PASSED)
        return replace(
            row,
            exit_code=row.expected_exit,
            seconds=passed.seconds,
            mode=passed.mode,
            backend=self.bench.backend,
            cached=True,
            when=passed.when,
        )

    def _execute(self, unit: Unit) -> Result:
        when = datetime.now(UTC).isoformat(timespec="seconds")
        session = self._session(unit)
        course = _Course()
        try:
            for number in range(len(unit.steps)):
                if not self._step(unit, number, session, course):
                    break
        except SandboxPolicyError as error:
            told = f"{error.message}; {error.hint}" if error.hint else error.message
            unit = replace(unit, skip=RunSkip.NOT_GRANTED, reason=told)
            return Result(unit, self._row(unit))
        finally:
            if session and not unit.request.session:
                self.worker.end_session(session)
        outcome = next((one.outcome for one in course.troubles), Outcome.PASSED)
        row = replace(
            self._row(unit, outcome),
            reason=course.troubles[0].message if course.troubles else "",
            exit_code=course.exit_code,
            seconds=round(course.seconds, 3),
            mode=RunMode.FORKED.value if course.forked else RunMode.PLAIN.value,
            backend=self.bench.backend,
            when=when,
        )
        return Result(unit, row, tuple(course.troubles), tuple(course.printed))

    def _session(self, unit: Unit) -> str:
        """Return the shell that a unit runs in, empty for one of its own that is not kept."""
        if unit.request.session:
            name = f"named-{unit.request.session}"
            self.opened.add(name)
            return name
        return f"block-{unit.span.start}" if len(unit.steps) > 1 else ""

    def _step(self, unit: Unit, number: int, session: str, course: _Course) -> bool:
        """Execute one step; tell whether the next one may follow."""
        step = unit.steps[number]
        apart = unit.request.match.stderr != "merged"
        merged = bool(session) and step.expected is not None and not apart
        result = self._run(unit, number, session, course, merged=merged)
        trouble = trouble_of(unit, step, result, self.bench.settings.run)
        printed = result.stdout
        differs = None
        if trouble is None and step.expected is not None:
            printed, differs = self._compared(unit, step, result, merged=merged)
            if differs is not None and not session:
                # What a fast path printed is not reported: the plain one has the last word.
                result = self._run(unit, number, session, course, merged=not apart, plain=True)
                trouble = trouble_of(unit, step, result, self.bench.settings.run)
                if trouble is None:
                    printed, differs = self._compared(unit, step, result, merged=not apart)
        course.exit_code = result.exit_code
        if trouble is not None:
            course.troubles.append(trouble)
        elif differs is not None:
            course.troubles.append(differs)
        if step.expected is not None:
            cut = "the output is cut" if result.stdout_truncated or result.stderr_truncated else ""
            raw = "the output is not text" if result.binary else ""
            failure = trouble.message if trouble else cut or raw
            course.printed.append(Printed(step, printed, failure))
        if result.session_lost:
            self.scripter.forget(session)
        return trouble is None and not result.session_lost

    def _run(
        self,
        unit: Unit,
        number: int,
        session: str,
        course: _Course,
        *,
        merged: bool,
        plain: bool = False,
    ) -> ExecutionResult:
        task: Task = self.scripter.task(unit, number, session, merged=merged, plain=plain)
        result = self.worker.run(task)
        course.seconds += result.duration
        course.forked = course.forked and result.mode is RunMode.FORKED
        hide = self.bench.mask.hide
        return replace(result, stdout=hide(result.stdout), stderr=hide(result.stderr))

    def _compared(
        self, unit: Unit, step: Step, result: ExecutionResult, *, merged: bool
    ) -> tuple[str, Trouble | None]:
        """Return what was printed, and how it differs from what the page shows."""
        match = unit.request.match
        ways = [shown_output(result.stdout, result.stderr, match)]
        if match.stderr == "merged" and not merged and result.stdout and result.stderr:
            ways.append(result.stderr + result.stdout)  # which came first is not known
        expected = step.expected
        if expected is None:  # pragma: no cover - asked only of steps with an output
            raise AssertionError
        try:
            found = [compare(expected.text, way, match) for way in ways]
        except MatchLimitError as error:
            told = Trouble(Outcome.OUTPUT_DIFFERS, expected.whole, error.message, error.hint)
            return ways[0], told
        first = found[0]
        if first is None or None in found:
            return ways[found.index(None)], None
        command = " ".join(step.script.split())
        return ways[0], Trouble(
            Outcome.OUTPUT_DIFFERS,
            _line_of(expected.text, expected.whole, first.line),
            f"the output of `{command}` differs: {first.summary}",
            "`doccheck run --update` rewrites it",
            first.diff,
        )


@dataclass(slots=True)
class _Course:
    """How a unit goes, step by step."""

    troubles: list[Trouble]
    printed: list[Printed]
    exit_code: int | None = None
    seconds: float = 0.0
    forked: bool = True

    def __init__(self) -> None:
        self.troubles, self.printed = [], []
        self.exit_code, self.seconds, self.forked = None, 0.0, True


def keys_of(plan: PagePlan, bench: Bench) -> list[str]:
    """Return the key of each unit: a session's units depend on those before them."""
    keys: list[str] = []
    before: dict[str, str] = {}
    for unit in plan.units:
        contents = (
            content_of(path) for _, path in fixture_paths(unit, bench.settings) if path.exists()
        )
        steps = (
            repr((step.script, step.exit_code, step.expected and step.expected.text))
            for step in unit.steps
        )
        name = unit.request.session
        asked = repr((unit.request, unit.environment, unit.skip))
        key = digest(bench.key, before.get(name, ""), asked, *steps, "", *contents)
        if name:
            before[name] = key
        keys.append(key)
    return keys


def _within(span: Span, document: Document) -> Span:
    """Return a span without the line end that it may end with."""
    text = document.slice(span).rstrip()
    return Span(span.start, span.start + len(text))


def _line_of(text: str, whole: Span, number: int) -> Span:
    lines = text.splitlines()
    if number >= len(lines):
        return Span(whole.end, whole.end)
    return whole
