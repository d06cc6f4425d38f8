"""`benchmark`: known work, measured in fresh processes, held against limits and a baseline."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rustybt_ops.cli.options import Common, common_options, result_options

if TYPE_CHECKING:
    from rustybt_ops.bench.compare import Run
    from rustybt_ops.bench.summary import Figures
    from rustybt_ops.cli.session import Session
    from rustybt_ops.results.model import Check

_SUITES = ("backtest", "data", "memory", "all")


@click.command("benchmark", short_help="Measure backtests, data loading and memory.")
@click.option(
    "--suite", type=click.Choice(_SUITES), default="all", show_default=True, help="What to measure."
)
@click.option(
    "--rounds",
    type=click.IntRange(1, 1000),
    default=10,
    show_default=True,
    help="Rounds of each case, every one in a fresh process.",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Result document of an earlier run on this machine.",
)
@result_options
@common_options
def benchmark(
    *,
    suite: str,
    rounds: int,
    baseline: Path | None,
    results_dir: Path | None,
    output: Path | None,
    **common: object,
) -> None:
    """Measure backtests, data loading and memory.

    Known strategies run over prices that a program makes up. Each median is held against the
    limits in the settings. With --baseline, a case fails if its median is more than 20% and its
    fastest round more than 10% above the baseline; a baseline of another machine is not
    comparable, and the exit code is 3.
    """
    from rustybt_ops.bench.compare import NOT_COMPARABLE
    from rustybt_ops.cli.launch import run

    job = _Job(suite, rounds, baseline)
    try:
        run(
            "benchmark",
            Common.of(common),
            job.do,
            options={"results_dir": results_dir},
            output=output,
        )
    except click.exceptions.Exit as end:
        if end.exit_code == 0 and not job.comparable:
            raise click.exceptions.Exit(NOT_COMPARABLE) from None
        raise


class _Job:
    """One run of the benchmark."""

    def __init__(self, suite: str, rounds: int, baseline: Path | None) -> None:
        self.comparable = True
        self._suite = suite
        self._rounds = rounds
        self._baseline = baseline

    def do(self, session: Session) -> None:
        """Measure, judge and compare."""
        from rustybt_ops.bench.compare import read_run
        from rustybt_ops.files import expand
        from rustybt_ops.results.model import Endpoint, Network

        baseline = read_run(expand(self._baseline)) if self._baseline else None
        session.result.parameters.update(
            suite=self._suite,
            rounds=self._rounds,
            baseline=str(self._baseline) if self._baseline else None,
        )
        note = "prices made up by a program; each round in a fresh process"
        session.begin("benchmark", Endpoint("strategy", "known work", Network.LOCAL, note=note))
        cases = self._cases(session)
        self._measure(session, cases)
        for case in cases:
            session.report(self._judged(session, case))
        session.report(_same_results(session, cases))
        if baseline:
            self._compare(session, baseline)

    def _cases(self, session: Session) -> list[str]:
        from importlib.util import find_spec

        from rustybt_ops.bench.workloads import CASES
        from rustybt_ops.results.checks import skipped

        chosen = [name for name, case in CASES.items() if self._suite in ("all", case.suite)]
        if "bundle" in chosen and find_spec("pyarrow") is None:
            chosen.remove("bundle")
            told = "not measured: pyarrow is not installed (pip install 'rustybt-ops[parquet]')"
            session.report(skipped("bundle", told))
        return chosen

    def _measure(self, session: Session, cases: Sequence[str]) -> None:
        import tempfile

        from rustybt_ops.bench.machine import commit, fingerprint
        from rustybt_ops.bench.runner import run_rounds
        from rustybt_ops.bench.workloads import CASES, WORKLOAD, write_files

        with tempfile.TemporaryDirectory(prefix="rustybt-benchmark-") as name:
            folder = Path(name)
            if any(CASES[case].suite != "backtest" for case in cases):
                session.console.progress("writing the files that are to be read")
                write_files(folder, bundle="bundle" in cases)
            samples = run_rounds(cases, self._rounds, folder, session.console.progress)
        session.result.samples.extend(samples)
        session.result.details.update(
            machine=fingerprint(),
            commit=commit(),
            workload=WORKLOAD,
            suites={case: str(CASES[case].suite) for case in cases},
        )

    def _judged(self, session: Session, case: str) -> Check:
        from rustybt_ops.bench.summary import figures
        from rustybt_ops.bench.workloads import CASES, Suite
        from rustybt_ops.results.model import Check, Status

        found = figures(session.result.samples, case)
        named = {f"{case}.{name}": value for name, value in found.metrics().items()}
        session.result.metrics.update(named)
        limits = session.settings.benchmark
        value, unit, limit = {
            Suite.BACKTEST: (found.median, "s", limits.backtest_seconds),
            Suite.DATA: (found.median, "s", limits.data_seconds),
            Suite.MEMORY: (found.peak_mb, "MB", limits.memory_mb),
        }[CASES[case].suite]
        kept = value <= limit
        return Check(
            case,
            Status.PASS if kept else Status.FAIL,
            _told(CASES[case].what, found)
            + ("" if kept else f": over the limit of {limit:g} {unit}"),
            value=round(value, 6),
            unit=unit,
            threshold=limit,
            advice=None
            if kept
            else "Find out what became slower, or raise the limit in the settings (benchmark).",
        )

    def _compare(self, session: Session, baseline: Run) -> None:
        from rustybt_ops.bench.compare import (
            NotComparableError,
            compare,
            run_of,
        )
        from rustybt_ops.results.checks import passed, warned
        from rustybt_ops.results.model import Check, Status

        result = session.result
        document = {"command": "benchmark", "details": result.details, "samples": result.samples}
        current: Run = run_of(document)
        try:
            made = compare(baseline, current)
        except NotComparableError as error:
            self.comparable = False
            told = f"not comparable: {error.message}"
            session.report(warned("baseline", told, advice=error.advice))
            return
        worse = [str(each) for each in made if each.regressed]
        result.details["comparison"] = {
            each.case: [round(each.median_ratio, 4), round(each.fastest_ratio, 4)] for each in made
        }
        if not worse:
            session.report(passed("baseline", f"none of {len(made)} cases has regressed"))
            return
        session.report(
            Check(
                "baseline",
                Status.FAIL,
                f"{len(worse)} of {len(made)} cases have regressed by more than 20%",
                advice="Find the change that made it slower: compare the commits of both runs.",
                items=tuple(worse),
            )
        )


def _told(what: str, found: Figures) -> str:
    return (
        f"{what}: median {found.median:.3f} s, p95 {found.p95:.3f} s, "
        f"{found.p99_label} {found.p99:.3f} s, "
        f"{found.bars_per_cpu_second:,.0f} bars per CPU second, peak {found.peak_mb:.0f} MB"
    )


def _same_results(session: Session, cases: Sequence[str]) -> Check:
    """Every round of a case must come to the same result: otherwise the times mean nothing."""
    from rustybt_ops.results.checks import passed
    from rustybt_ops.results.model import Check, Status

    samples = session.result.samples
    results = {case: {each["result"] for each in samples if each["case"] == case} for case in cases}
    differing = [case for case, found in results.items() if len(found) > 1]
    if not differing:
        return passed("same-results", "every round of a case came to the same result")
    return Check(
        "same-results",
        Status.FAIL,
        f"the rounds of {', '.join(differing)} came to different results",
        advice="The engine is not deterministic: this is a defect to report.",
    )
