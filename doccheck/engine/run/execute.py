"""`doccheck run`: from settings and paths to a report of what was executed."""

from __future__ import annotations

import dataclasses
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from doccheck import __version__
from doccheck.cache import Store
from doccheck.cache.store import digest
from doccheck.config import Settings
from doccheck.engine.analyse import AnalyseOptions
from doccheck.engine.check import Examined, examine
from doccheck.engine.outcome import with_baseline
from doccheck.engine.policies import page_policies, policy_of
from doccheck.engine.run.ahead import strength
from doccheck.engine.run.choice import Choice, choose
from doccheck.engine.run.crew import Crew, Progress
from doccheck.engine.run.grounds import Grounds
from doccheck.engine.run.helps import help_units
from doccheck.engine.run.judged import with_digests
from doccheck.engine.run.keys import name_of
from doccheck.engine.run.memory import Memory
from doccheck.engine.run.opening import Opening
from doccheck.engine.run.perform import Bench, Result
from doccheck.engine.run.place import surroundings
from doccheck.engine.run.planning import plan_pages
from doccheck.engine.run.reporting import reported
from doccheck.engine.run.secrets import Mask
from doccheck.engine.run.sums import sums_of
from doccheck.engine.run.surfaces import Surface, surface_of
from doccheck.engine.run.unit import PagePlan
from doccheck.kernel.scratch import scratch
from doccheck.model.executed import Outcome, RunInfo
from doccheck.model.report import Report
from doccheck.rules.selection import Policy
from doccheck.sandbox.interface import Backend
from doccheck.sandbox.interface import Policy as SandboxPolicy
from doccheck.sandbox.select import begin, select
from doccheck.suppress.baseline import load as load_baseline

_AHEAD = 16
_ASK = frozenset({"run", "run-as", "output-of"})


class RunOptions(Struct, frozen=True):
    """What one run is asked for beyond the settings.

    `unsafe` runs without a sandbox; `jobs` 0 uses as many as pay off; `use_cache` takes over
    passes of earlier runs.
    """

    unsafe: bool = False
    jobs: int = 0
    fail_fast: bool = False
    last_failed: bool = False
    use_cache: bool = True


class Executed(Struct, frozen=True):
    """A run: the report, and the plans and results that it was made from."""

    report: Report
    plans: tuple[PagePlan, ...]
    results: tuple[Result, ...]
    options: AnalyseOptions


def run(
    settings: Settings,
    paths: Iterable[str | Path] = (),
    options: RunOptions | None = None,
    *,
    cwd: Path | None = None,
    store: Store | None = None,
    progress: Progress | None = None,
) -> Executed:
    """Check documents, then execute what their directives and the policy ask for.

    A keyboard interrupt while blocks are executed ends the run: the report tells of those until
    then, and its run is marked as `interrupted`.

    Raises:
        SandboxError: there is no sandbox as strong as demanded, or it cannot be started.
        DoccheckError: whatever stops `check`.
    """
    made = _Run(settings, options or RunOptions(), cwd or Path.cwd(), store or Store(None))
    return made.execute(tuple(paths), progress or (lambda _done, _total: None))


class _Run:
    def __init__(self, settings: Settings, options: RunOptions, cwd: Path, store: Store) -> None:
        self.settings, self.options, self.cwd, self.store = settings, options, cwd, store
        self._strength = strength(settings, unsafe=options.unsafe)
        begin(self._strength)

    @cached_property
    def backend(self) -> Backend:
        """The sandbox, measured while the documents were checked."""
        return select(self._strength)

    def execute(self, paths: tuple[str | Path, ...], progress: Progress) -> Executed:
        began, clock = datetime.now(UTC), time.monotonic()
        jobs = self.options.jobs
        seen = examine(self.settings, paths, cwd=self.cwd, store=self.store, jobs=jobs)
        seen = replace(seen, report=self._without_known(seen.report))
        with ExitStack() as stack:

            def scripts() -> Path:
                folder = stack.enter_context(scratch("run"))
                folder.chmod(0o755)  # blocks run as another user
                return folder

            targets = [program.target for program in seen.programs]
            place = surroundings(self.settings, targets, scripts)
            kept = self.store if self.options.use_cache else Store(None)
            surface = surface_of(self.settings, targets, kept.folder)
            memory = Memory(kept, takes_over=not surface.vast)
            opening = stack.enter_context(self._opening(place.policy))
            if self._is_to_execute(seen, memory):
                opening.begin()
            plans = self._plans(seen)
            crew = Crew(opening.take, self.options.fail_fast, progress)
            choice = choose(plans, memory, last_failed=self.options.last_failed)
            results = self._work(plans, self._bench(seen, surface, crew, memory, choice), crew)
            results = _with_help(plans, results, seen.options)
        rows = tuple(result.row for result in results)
        info = RunInfo(
            self.settings.run.policy,
            self.backend.isolation(),
            self.options.unsafe,
            sums_of(seen.report, results),
            rows,
            began.isoformat(timespec="seconds"),
            round(time.monotonic() - clock, 3),
            float(self.settings.run.fail_under),
            crew.interrupted,
        )
        policies = self._policies(seen)
        notes = (*place.notes, *surface.notes, *choice.notes)
        report = reported(seen.report, plans, results, info, policies, notes)
        return Executed(report, tuple(plans), tuple(results), seen.options)

    def _opening(self, policy: SandboxPolicy) -> Opening:
        return Opening(lambda: self.backend.open(policy))

    def _is_to_execute(self, seen: Examined, memory: Memory) -> bool:
        """Tell whether a sandbox will be needed, as far as can be said before all is planned."""
        fresh = memory.empty and not self.options.last_failed
        return fresh and self.settings.run.policy != "help" and seen.readings.show(_ASK)

    def _policies(self, seen: Examined) -> Mapping[str, Policy]:
        policy_for = page_policies(self.settings, policy_of(self.settings))
        return {found.shown: policy_for(found) for found in seen.files}

    def _without_known(self, report: Report) -> Report:
        if not self.settings.baseline:
            return report
        return with_baseline(report, load_baseline(self.settings.root / self.settings.baseline))

    def _plans(self, seen: Examined) -> list[PagePlan]:
        grounds = Grounds(self.settings, seen.options, seen.report)
        plans = plan_pages(self.settings, seen, grounds)
        documents = {file: plan.document for file, plan in plans.items()}
        for unit in help_units(seen.report, seen.programs, documents, grounds.base):
            plan = plans[unit.file]
            plans[unit.file] = replace(plan, units=(*plan.units, unit))
        return [with_digests(plan, self.settings) for plan in plans.values()]

    def _bench(
        self, seen: Examined, surface: Surface, crew: Crew, memory: Memory, choice: Choice
    ) -> Bench:
        return Bench(
            self.settings,
            memory,
            self._key(seen, surface),
            self.backend.name,
            _versions(seen),
            Mask.of(self.settings.run.pass_environment),
            choice.holds,
            lambda: crew.stopped,
            ahead=1 if self.options.fail_fast else _AHEAD,
        )

    def _work(self, plans: list[PagePlan], bench: Bench, crew: Crew) -> list[Result]:
        results = crew.run(plans, bench, self.options.jobs)
        ran = [result for result in results if result.row.executed]
        passed = {name_of(one.unit): one.row.outcome is Outcome.PASSED for one in ran}
        bench.memory.save(passed)
        return results

    def _key(self, seen: Examined, surface: Surface) -> str:
        programs = (f"{one.name}:{one.target.key}" for one in seen.programs)
        run = dataclasses.replace(self.settings.run, fail_under=0, policy="")
        passed = (f"{name}={os.environ.get(name, '')}" for name in run.pass_environment)
        parts = (__version__, self.backend.name, repr(run), surface.key)
        return digest(*parts, *passed, "", *programs)


def _versions(seen: Examined) -> Mapping[str, str]:
    trees = {program.name: program.tree for program in seen.programs}
    return {name: tree.version for name, tree in trees.items() if tree and tree.version}


def _with_help(
    plans: Sequence[PagePlan], results: list[Result], options: AnalyseOptions
) -> list[Result]:
    if not any(one.row.outcome is Outcome.OUTPUT_DIFFERS for one in results):
        return results
    from doccheck.engine.run.advice import advised  # noqa: PLC0415 - it loads what edits pages

    return advised(plans, results, options)
