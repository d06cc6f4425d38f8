"""`data-provider-validation-report.md`: one section a data source."""

from __future__ import annotations

from doccheck.validation.document import Result, Status
from doccheck.validation.pages.context import Context, checks_table, facts, history, page, run_facts
from doccheck.validation.subjects import source_of, sources
from doccheck.validation.text import (
    NOT_RUN,
    counted,
    paragraphs,
    plain,
    shown,
    table,
    verdict,
)

NAME = "data-provider-validation-report.md"
_COLUMNS = ("time", "open", "high", "low", "close", "volume")
_ROWS = 12
_FETCH = ("fetch", "records")


def render(context: Context) -> str:
    """Return the page."""
    runs = sources(context.results)
    if not runs:
        return page("Data provider validation", context, f"No source was validated: {NOT_RUN}.")
    return page(
        "Data provider validation",
        context,
        source_table(runs),
        *map(_section, runs),
        history("All runs", context.results.history("test-data")),
    )


def source_table(runs: tuple[Result, ...]) -> str:
    """Return the sources at a glance."""
    rows = [
        (
            plain(source_of(run)),
            verdict(run),
            _parameter(run, "symbol"),
            date_range(run),
            shown(run.metrics.get("records")),
            _quality(run),
        )
        for run in runs
    ]
    head = ("Source", "Status", "Symbol", "Range", "Records", "Quality")
    return table(head, rows, (4,))


def date_range(run: Result) -> str:
    """Return what was asked for; the start is included, the end is not."""
    start, end = _parameter(run, "start"), _parameter(run, "end")
    if start == end == "-":
        first, last = run.metrics.get("first"), run.metrics.get("last")
        return f"{shown(first)} to {shown(last)}, both included" if first else "-"
    return f"{start} (included) to {end} (not included)"


def _section(run: Result) -> str:
    suffix = " (simulated)" if run.simulated else ""
    return paragraphs(
        f"## {plain(source_of(run))}: {_parameter(run, 'symbol')}{suffix}",
        facts(
            (
                *run_facts(run),
                ("Range", date_range(run)),
                ("Calendar", _parameter(run, "calendar")),
                ("Records retrieved", _records(run)),
            )
        ),
        checks_table(run),
        _sample(run),
    )


def _sample(run: Result) -> str:
    rows = [[shown(row.get(name)) for name in _COLUMNS] for row in run.samples[:_ROWS]]
    if not rows:
        return ""
    return paragraphs("Sample:", table(_COLUMNS, rows, range(1, len(_COLUMNS))))


def _records(run: Result) -> str:
    records, expected = run.metrics.get("records"), run.metrics.get("expected_records")
    of = f" of {shown(expected)} expected" if expected is not None else ""
    return f"{shown(records)}{of}"


def _quality(run: Result) -> str:
    looked = [one for one in run.checks if one.name not in _FETCH]
    wrong = [plain(one.name) for one in looked if one.status in (Status.FAIL, Status.WARN)]
    if not looked:
        return NOT_RUN
    return f"⚠ {', '.join(wrong)}" if wrong else f"✔ {counted(len(looked), 'check')}"


def _parameter(run: Result, name: str) -> str:
    value = run.parameters.get(name)
    return plain(value) if isinstance(value, str) and value else "-"
