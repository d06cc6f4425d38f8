"""What the results are about: brokers, data sources, benchmark cases, sessions."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Struct

from doccheck.validation.document import Check, Result, Results, Status, number

PAPER = "paper"
YFINANCE = "yfinance"
REGRESSION_LIMIT = 1.20
FASTEST_LIMIT = 1.10
_GOOD = frozenset({Status.PASS, Status.WARN})
_DAY = 86_400.0
_LAST_YEAR = 9000  # a century later there is still a calendar
_CENTURY = 36_525 * _DAY


def good(result: Result) -> bool:
    """Tell whether a run counts as a validation: it passed, on the real thing."""
    return result.status in _GOOD and not result.simulated


def broker_of(result: Result) -> str:
    """Return the broker that a run of test-broker is about."""
    return _subject(result, "broker", "broker")


def source_of(result: Result) -> str:
    """Return the data source that a run of test-data is about."""
    return _subject(result, "source", "data")


def brokers(results: Results) -> tuple[Result, ...]:
    """Return the newest run for each broker; simulated runs stand for themselves."""
    return results.by("test-broker", lambda one: (broker_of(one), _network(one), one.simulated))


def sources(results: Results) -> tuple[Result, ...]:
    """Return the newest run for each data source and symbol."""

    def key(one: Result) -> Hashable:
        return source_of(one), str(one.parameters.get("symbol")), one.simulated

    return results.by("test-data", key)


class Case(Struct, frozen=True):
    """One benchmark case: wall times in seconds, memory in megabytes.

    `ratio` is the median against the baseline's, `fastest` the same of the fastest rounds; None
    where no comparison was made. `rounds` are the wall times of all rounds.
    """

    name: str
    suite: str
    run: Result
    check: Check | None
    median: float | None
    p95: float | None
    p99: float | None
    peak_mb: float | None
    ratio: float | None
    fastest: float | None
    rounds: tuple[float, ...]

    @property
    def regressed(self) -> bool:
        """Tell whether it is slower by the benchmark's own rule: median and fastest round."""
        slower = self.ratio is not None and self.ratio > REGRESSION_LIMIT
        return slower and (self.fastest is None or self.fastest > FASTEST_LIMIT)


def cases(results: Results) -> tuple[Case, ...]:
    """Return the newest measurement of each benchmark case, in the order of the suites."""
    found: dict[str, Case] = {}
    for run in reversed(results.history("benchmark")):
        for case in _cases(run):
            found.pop(case.name, None)
            found[case.name] = case
    return tuple(found.values())


class Incident(Struct, frozen=True):
    """An outage of a session; `counted` are its seconds within market hours."""

    start: datetime
    end: datetime
    seconds: float
    counted: float
    trouble: str
    severity: str
    cause: str
    ongoing: bool


class Trading(Struct, frozen=True):
    """A paper-trading session as analyze-uptime measured it.

    `day` of `days` says how far it is; `seconds` is what was looked at.
    """

    run: Result
    start: datetime
    end: datetime
    seconds: float
    uptime: float | None
    target: float
    met: bool
    interim: bool
    day: int | None
    days: int | None
    incidents: tuple[Incident, ...]
    errors: Mapping[str, int]

    @property
    def full_days(self) -> float:
        """The length of what was looked at, in days."""
        return self.seconds / _DAY


def trading(results: Results) -> Trading | None:
    """Return the newest session that was measured: a real one where there is one.

    paper-trade measures its own session when it ends; what analyze-uptime says of it goes before.
    """
    runs = (*results.history("analyze-uptime"), *results.history("paper-trade"))
    for run in (*(one for one in runs if not one.simulated), *runs):
        found = _trading(run)
        if found is not None:
            return found
    return None


def _trading(run: Result) -> Trading | None:
    start, end = _moment(run.parameters.get("start")), _moment(run.parameters.get("end"))
    seconds = run.number("total_seconds")
    if start is not None and end is None and seconds is not None and start.year < _LAST_YEAR:
        end = start + timedelta(seconds=max(0.0, min(seconds, _CENTURY)))
    if start is None or end is None or end < start:
        return None
    details = run.details
    uptime, target = run.number("uptime_percent"), run.number("target_percent")
    interim = details.get("interim") is True or run.status is Status.IN_PROGRESS
    rows = details.get("incidents")
    errors = details.get("errors_by_category")
    return Trading(
        run=run,
        start=start,
        end=end,
        seconds=(end - start).total_seconds() if seconds is None else seconds,
        uptime=uptime,
        target=99.9 if target is None else target,
        met=details.get("target_met") is True and uptime is not None,
        interim=interim,
        day=_integer(details.get("day")),
        days=_integer(details.get("days")),
        incidents=tuple(_incidents(rows if isinstance(rows, list) else [])),
        errors={
            str(name): int(count)
            for name, count in (errors if isinstance(errors, dict) else {}).items()
            if number(count) is not None
        },
    )


def _incidents(rows: list[Any]) -> Iterator[Incident]:
    for row in rows:
        if not isinstance(row, dict):
            continue
        start, end = _moment(row.get("start")), _moment(row.get("end"))
        if start is not None and end is not None and start <= end:
            seconds = number(row.get("duration_seconds")) or 0.0
            counted = number(row.get("counted_seconds"))
            yield Incident(
                start,
                end,
                seconds,
                seconds if counted is None else counted,
                str(row.get("trouble", "")),
                str(row.get("severity", "")),
                str(row.get("cause", "")),
                row.get("ongoing") is True,
            )


def _cases(run: Result) -> Iterator[Case]:
    suites, compared = run.details.get("suites"), run.details.get("comparison")
    for name, suite in (suites if isinstance(suites, dict) else {}).items():
        ratios = compared.get(name) if isinstance(compared, dict) else None
        pair = ratios if isinstance(ratios, list) and len(ratios) == 2 else [None, None]  # noqa: PLR2004 - median and fastest
        yield Case(
            name=name,
            suite=str(suite),
            run=run,
            check=run.check(name),
            median=run.number(f"{name}.median_seconds"),
            p95=run.number(f"{name}.p95_seconds"),
            p99=run.number(f"{name}.p99_seconds"),
            peak_mb=run.number(f"{name}.peak_mb"),
            ratio=number(pair[0]),
            fastest=number(pair[1]),
            rounds=tuple(_rounds(run, name)),
        )


def _rounds(run: Result, case: str) -> Iterator[float]:
    for sample in run.samples:
        seconds = number(sample.get("seconds"))
        if sample.get("case") == case and seconds is not None:
            yield seconds


def _subject(result: Result, parameter: str, kind: str) -> str:
    named = result.parameters.get(parameter)
    if isinstance(named, str) and named:
        return named
    return next((one.name for one in result.endpoints if one.kind == kind), "unnamed")


def _network(result: Result) -> str:
    return next((one.network for one in result.endpoints if one.kind == "broker"), "")


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value))
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _integer(value: object) -> int | None:
    found = number(value)
    return None if found is None else int(found)
