"""Executes the units of a page in one sandbox, and judges them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from doccheck.config import Settings
from doccheck.engine.run.attempt import Attempt, Printed
from doccheck.engine.run.broken import Break, Broken, deserted
from doccheck.engine.run.memory import Memory, Pass
from doccheck.engine.run.portions import Portion
from doccheck.engine.run.secrets import Mask
from doccheck.engine.run.task import Scripter
from doccheck.engine.run.unit import Unit
from doccheck.engine.run.verdict import Trouble
from doccheck.errors import MatchLimitError, SandboxPolicyError
from doccheck.model.executed import ExecutionRow, Outcome, RunSkip, Source
from doccheck.model.execution import RunMode
from doccheck.sandbox.interface import Worker


class Bench(Struct, frozen=True):
    """What holds for all pages of a run.

    `key` covers everything that all results depend on. `stopped` tells whether the run is to end;
    `chosen` whether a unit is to be executed at all. `ahead` is how many units may be
    handed to the sandbox at a time; with 1, none before its turn.
    """

    settings: Settings
    memory: Memory
    key: str
    backend: str
    versions: Mapping[str, str]
    mask: Mask
    chosen: Callable[[Unit], bool]
    stopped: Callable[[], bool]
    ahead: int = 1


class Result(Struct, frozen=True):
    """A unit with what came of it."""

    unit: Unit
    row: ExecutionRow
    troubles: tuple[Trouble, ...] = ()
    printed: tuple[Printed, ...] = ()


class PortionRun:
    """Units of one page in one worker; where nothing is executed none is needed."""

    def __init__(self, portion: Portion, worker: Worker | None, bench: Bench) -> None:
        self.document = portion.page.plan.document
        self.units, self.keys = portion.units, portion.keys
        self._worker, self.bench = worker, bench
        self.scripter = Scripter(bench.settings)
        self.broken = Broken()
        self.opened: set[str] = set()
        self._begun: dict[int, Attempt] = {}
        self._seen = 0

    @property
    def worker(self) -> Worker:
        """The worker."""
        if self._worker is None:  # pragma: no cover - asked only for what is executed
            raise AssertionError
        return self._worker

    def results(self) -> Iterator[Result]:
        """Execute the units in their order."""
        kept = self._kept()
        try:
            for number, (unit, key) in enumerate(zip(self.units, self.keys, strict=True)):
                self._look_ahead(number, kept)
                yield self._result(unit, key, kept)
        except KeyboardInterrupt:  # the sandbox ends with all its sessions
            self.opened.clear()
            raise
        finally:
            if not self.bench.stopped():  # else the sandbox ends with all its sessions
                for name in self.opened:
                    self.worker.end_session(name)

    def _look_ahead(self, number: int, kept: Mapping[str, Pass]) -> None:
        """Hand over the blocks of the next units, in their order.

        Nothing of a session is handed over beyond a block that is not to be executed. Beyond one
        that fails, what was handed over is run but never looked at.
        """
        until = min(number + self.bench.ahead, len(self.keys))
        for later in range(max(number, self._seen), until):
            unit, fresh = self.units[later], self.keys[later] not in kept
            begun = fresh and not self._left_out(unit).skip and self._begin(unit)
            if not begun and unit.request.session:
                self._seen = max(self._seen, number + 1)
                return
            self._seen = later + 1

    def _begin(self, unit: Unit) -> bool:
        attempt = self._attempt(unit)
        try:
            attempt.begin()
        except SandboxPolicyError:  # its turn tells
            return False
        self._begun[id(unit)] = attempt
        return True

    def _attempt(self, unit: Unit) -> Attempt:
        bench, session = self.bench, self._session(unit)
        return Attempt(unit, session, self.worker, self.scripter, bench.settings, bench.mask)

    def _kept(self) -> Mapping[str, Pass]:
        """Return the passes that can be taken over: of a session all or none."""
        found: dict[str, Pass] = {}
        incomplete: set[str] = set()
        for unit, key in zip(self.units, self.keys, strict=True):
            passed = self.bench.memory.get(key) if unit.skip is None else None
            if passed is not None:
                found[key] = passed
            elif unit.skip is None and unit.request.session:
                incomplete.add(unit.request.session)
        pairs = zip(self.units, self.keys, strict=True)
        apart = {key for unit, key in pairs if unit.request.session in incomplete}
        return {key: passed for key, passed in found.items() if key not in apart}

    def _result(self, unit: Unit, key: str, kept: Mapping[str, Pass]) -> Result:
        unit = self._left_out(unit)
        if unit.skip is not None:
            result = Result(unit, self._row(unit))
        elif key in kept:
            return Result(unit, self._cached(unit, kept[key]))
        else:
            result = self._execute(unit)
        row = result.row
        if row.outcome is Outcome.PASSED:
            self.bench.memory.put(key, Pass(row.when, row.seconds, row.mode))
        elif row.skip is not None:
            self.broken.note(unit, Break.LEFT_OUT, row.skip)
        elif row.outcome is not Outcome.OUTPUT_DIFFERS:  # else it was done all the same
            self.broken.note(unit, Break.FAILED)
        return result

    def _left_out(self, unit: Unit) -> Unit:
        """Return the unit with the reason why it is not executed, if there is one."""
        if unit.skip is not None:
            return unit
        if self.bench.stopped() or not self._chosen(unit):
            return replace(unit, skip=RunSkip.STOPPED, reason="left out of this run")
        return self.broken.judged(unit)

    def _chosen(self, unit: Unit) -> bool:
        """Tell whether a unit is to be executed; with one of a session go all."""
        name, chosen = unit.request.session, self.bench.chosen
        together = (one for one in self.units if name and one.request.session == name)
        return chosen(unit) or any(chosen(one) for one in together)

    def _row(self, unit: Unit, outcome: Outcome = Outcome.SKIPPED) -> ExecutionRow:
        place = self.document.range(self.document.trimmed(unit.span))
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
            digest=unit.digest,
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
        attempt = self._begun.pop(id(unit), None)
        try:
            if attempt is None:
                attempt = self._attempt(unit)
                attempt.begin()
            attempt.run()
        except (SandboxPolicyError, MatchLimitError) as error:
            granted = isinstance(error, MatchLimitError)
            skip = RunSkip.UNDECIDED if granted else RunSkip.NOT_GRANTED
            told = f"{error.message}; {error.hint}" if error.hint else error.message
            unit = replace(unit, skip=skip, reason=told)
            return Result(unit, self._row(unit))
        troubles = tuple(attempt.troubles)
        if attempt.lost and unit.request.session:
            self.broken.note(unit, Break.FAILED if troubles else Break.ENDED)
            troubles = troubles or deserted(attempt, self.units)
        row = replace(
            self._row(unit, troubles[0].outcome if troubles else Outcome.PASSED),
            reason=troubles[0].message if troubles else "",
            exit_code=attempt.exit_code,
            seconds=round(attempt.seconds, 3),
            mode=RunMode.FORKED.value if attempt.forked else RunMode.PLAIN.value,
            backend=self.bench.backend,
            when=when,
        )
        return Result(unit, row, troubles, tuple(attempt.printed))

    def _session(self, unit: Unit) -> str:
        """Return the shell that a unit shares, empty for one of its own."""
        if not unit.request.session:
            return ""
        name = f"named-{unit.request.session}"
        self.opened.add(name)
        return name
