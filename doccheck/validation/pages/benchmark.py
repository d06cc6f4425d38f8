"""`benchmark-validation-report.md`: times, memory, and the comparison with the baseline."""

from __future__ import annotations

from collections.abc import Sequence

from doccheck.validation.charts.bars import Bar, Mark, bar_chart
from doccheck.validation.charts.latency import distribution
from doccheck.validation.charts.svg import BAD, GOOD, Data
from doccheck.validation.pages.context import Context, checks_table, facts, history, page, run_facts
from doccheck.validation.subjects import REGRESSION_LIMIT, Case, cases
from doccheck.validation.text import (
    NOT_RUN,
    SIMULATED,
    counted,
    paragraphs,
    plain,
    said,
    status,
    table,
)

NAME = "benchmark-validation-report.md"


def render(context: Context) -> str:
    """Return the page."""
    measured = cases(context.results)
    runs = context.results.history("benchmark")
    if not runs:
        return page("Benchmark validation", context, f"Nothing was measured: {NOT_RUN}.")
    return page(
        "Benchmark validation",
        context,
        "Wall time of each round in a fresh process; p99 of fewer than 100 rounds is the slowest.",
        case_table(measured),
        _times(measured),
        "## Against the baseline",
        against_baseline(measured, "benchmark-baseline"),
        *(
            paragraphs(f"## Run of {said(run.file)}", facts(run_facts(run)), checks_table(run))
            for run in runs
            if any(case.run is run for case in measured) or run is runs[0]
        ),
        history("All runs", runs),
    )


def case_table(measured: Sequence[Case]) -> str:
    """Return every case with its figures."""
    if not measured:
        return "No case was measured."
    rows = [
        (
            f"{plain(one.name)} ({plain(one.suite)})",
            status(one.check.status if one.check else None, simulated=one.run.simulated),
            _seconds(one.median),
            f"{_seconds(one.p95)}<br>{_seconds(one.p99)}",
            _megabytes(one.peak_mb),
            "not compared" if one.ratio is None else f"{one.ratio:.2f} times",
        )
        for one in measured
    ]
    head = ("Case", "Limit", "Median", "p95, p99", "Peak memory", "Against baseline")
    return table(head, rows, range(2, 6))


def against_baseline(measured: Sequence[Case], name: str) -> str:
    """Return the chart of ratios; in words where nothing was compared."""
    compared = [one for one in measured if one.ratio is not None]
    if not compared:
        reasons = {
            plain(check.detail)
            for one in measured
            if (check := one.run.check("baseline")) is not None
        }
        return f"Comparison with a baseline: {NOT_RUN}. {'; '.join(sorted(reasons))}".rstrip()
    worse = sum(one.regressed for one in compared)
    bars = [
        Bar(one.name, [(one.ratio or 0.0, BAD if one.regressed else GOOD)], _ratio(one))
        for one in compared
    ]
    data = Data(
        ("case", "median against baseline", "fastest round", "verdict"),
        [(one.name, f"{one.ratio:.2f}", _plain_ratio(one.fastest), _word(one)) for one in compared],
    )
    simulated = f" {SIMULATED}." if any(one.run.simulated for one in compared) else ""
    return paragraphs(
        f"{worse} of {counted(len(compared), 'case')} slower than the rule allows (median over"
        f" 20% and fastest round over 10% above the baseline).{simulated}",
        bar_chart(
            name,
            "Benchmark against the baseline",
            f"{worse} of {counted(len(compared), 'case')} regressed; 1 is the baseline.",
            bars,
            data,
            (Mark(1.0, "baseline"), Mark(REGRESSION_LIMIT, "limit 1.2", dashed=True)),
        ),
    )


def _times(measured: Sequence[Case]) -> str:
    shown_cases = [one for one in measured if one.rounds]
    if not shown_cases:
        return ""
    chart = distribution("benchmark-times", "Times of the rounds", shown_cases)
    return paragraphs("## Distribution", chart)


def _ratio(one: Case) -> str:
    return f"{_plain_ratio(one.ratio)} times, {_word(one)}"


def _plain_ratio(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _word(one: Case) -> str:
    return "✘ regressed" if one.regressed else "✔ ok"


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f} s"


def _megabytes(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f} MB"
