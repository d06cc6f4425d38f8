"""`write-bundle`: bars, checked and written once, under a name that `--source` accepts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rustybt_ops.cli.options import Common, common_options, result_options
from rustybt_ops.commands.shared_data import (
    Asked,
    data_options,
    data_settings,
    fetch,
    make_query,
    subject_of,
)
from rustybt_ops.errors import ADVICE, ConfigurationError, FailureKind, ServiceError
from rustybt_ops.words import counted

if TYPE_CHECKING:
    from rustybt_ops.cli.session import Session
    from rustybt_ops.feeds.bars import Bars
    from rustybt_ops.feeds.source import Source
    from rustybt_ops.quality.subject import Subject
    from rustybt_ops.results.model import Check

_SUM = "quality"
_ACCEPTED = "accepted: "


@click.command("write-bundle", short_help="Write bars into a bundle and register its name.")
@click.argument("name")
@click.option("--symbol", "symbols", multiple=True, help="Symbol to write; may be repeated.")
@data_options
@click.option("--overwrite", is_flag=True, help="Replace a bundle of this name.")
@click.option("--accept-faults", is_flag=True, help="Write even if a check fails.")
@result_options
@common_options
def write_bundle(
    *,
    name: str,
    symbols: tuple[str, ...],
    overwrite: bool,
    accept_faults: bool,
    output: Path | None,
    config: Path | None,
    env_file: Path | None,
    log_level: str | None,
    verbose: bool,
    **data: Any,  # noqa: ANN401 - the options on data, as click passes them
) -> None:
    """Write bars into the bundle NAME and register it.

    The bars of each symbol are fetched from another source, checked as test-data checks them, and
    written as Parquet files with a manifest. Afterwards `test-data --source NAME` reads them.
    """
    from rustybt_ops.cli.launch import run

    asked = Asked(data["start"], data["end"], data["interval"], data["path"])
    job = _Job(name, symbols, asked, overwrite=overwrite, accept_faults=accept_faults)
    run(
        "write-bundle",
        Common(config, env_file, log_level, verbose),
        job.do,
        options=data_settings(data),
        output=output,
    )


class _Job:
    """One bundle to be written."""

    def __init__(
        self,
        name: str,
        symbols: tuple[str, ...],
        asked: Asked,
        *,
        overwrite: bool,
        accept_faults: bool,
    ) -> None:
        self._name = name
        self._symbols = symbols
        self._asked = asked
        self._overwrite = overwrite
        self._accept_faults = accept_faults

    def do(self, session: Session) -> None:
        """Fetch, check and write."""
        from rustybt_ops.feeds.manifest import require_name
        from rustybt_ops.feeds.opening import open_source, symbol_of
        from rustybt_ops.optional import require

        require_name(self._name)
        require("pyarrow", "parquet")
        settings = session.settings.data
        folder = settings.bundle_dir / self._name
        if folder.exists() and not self._overwrite:
            raise ConfigurationError(
                f"there is a bundle '{self._name}' already", advice="Add --overwrite to replace it."
            )
        choice = self._asked.choice()
        source = open_source(settings, choice)
        symbols = tuple(dict.fromkeys(self._symbols)) or (symbol_of(settings),)
        session.result.versions.update(source.versions)
        session.result.parameters.update(
            bundle=self._name, source=settings.source, symbols=", ".join(symbols)
        )
        session.begin("write-bundle", source.endpoint)
        series, calendars = [], set()
        for symbol in symbols:
            query = make_query(source, symbol, choice)
            bars = fetch(session, source, query)
            if bars is not None:
                subject = subject_of(session, source, bars, query)
                calendars.add(subject.calendar.name)
                self._examine(session, subject)
                if len(subject.bars):
                    series.append(subject.bars)
        if len(calendars) > 1:
            raise ConfigurationError(
                f"the symbols follow different calendars: {', '.join(sorted(calendars))}",
                advice="Write one bundle for each calendar.",
            )
        session.check("write", lambda: self._write(session, source, series, calendars))

    def _examine(self, session: Session, subject: Subject) -> None:
        """Report what is not right, after one line that sums all checks up."""
        from rustybt_ops.quality.examine import examine
        from rustybt_ops.results.model import Status

        checks = [self._tolerated(each) for each in examine(subject)]
        session.report(_summed_up(subject.query.symbol, checks))
        for check in checks:
            if check.status not in (Status.PASS, Status.SKIPPED):
                session.report(check)

    def _tolerated(self, check: Check) -> Check:
        """A failure as a warning, where faults are accepted."""
        from rustybt_ops.results.model import Check, Status

        if check.status is not Status.FAIL or not self._accept_faults:
            return check
        return Check(
            check.name,
            Status.WARN,
            f"{_ACCEPTED}{check.detail}",
            advice=check.advice,
            items=check.items,
        )

    def _write(
        self, session: Session, source: Source, series: Sequence[Bars], calendars: set[str]
    ) -> Check:
        from rustybt_ops.feeds.bundle_writer import write
        from rustybt_ops.feeds.manifest import Origin
        from rustybt_ops.results.checks import passed, skipped
        from rustybt_ops.results.model import Status

        failures = [each for each in session.result.checks if each.status is Status.FAIL]
        if failures:
            return skipped("write", "not written: a check failed (--accept-faults writes anyway)")
        endpoint = source.endpoint
        origin = Origin(
            endpoint.name, endpoint.network, endpoint.url, endpoint.simulated, endpoint.note
        )
        faults = [
            f"{each.name}: {each.detail}"
            for each in session.result.checks
            if each.status is Status.WARN and each.name != _SUM
        ]
        folder = session.settings.data.bundle_dir / self._name
        try:
            write(folder, series, origin, calendars.pop(), faults)
        except OSError as error:
            message = f"{folder} cannot be written: {error.strerror}"
            raise ServiceError(FailureKind.STORAGE, message) from error
        session.result.artifacts.append({"path": str(folder)})
        count = sum(len(each) for each in series)
        session.result.metrics["records"] = count
        detail = f"{count} bars of {counted(len(series), 'symbol')} in {folder}"
        detail += f"; use --source {self._name}"
        return passed("write", detail, value=count, unit="records")


def _summed_up(symbol: str, checks: Sequence[Check]) -> Check:
    """One line for all the quality checks of a symbol, with the verdict of the worst."""
    from rustybt_ops.results.model import Check, Status, worst

    def number(status: Status) -> int:
        return sum(each.status is status for each in checks)

    verdict = worst(each.status for each in checks)
    accepted = sum(each.detail.startswith(_ACCEPTED) for each in checks)
    parts = [f"{number(Status.PASS)} of {len(checks)} quality checks passed"]
    parts += [
        f"{count} {words}"
        for count, words in (
            (number(Status.FAIL), "failed"),
            (accepted, "failed and accepted"),
            (number(Status.WARN) - accepted, "with a warning"),
            (number(Status.SKIPPED), "skipped"),
        )
        if count
    ]
    failed = verdict is Status.FAIL
    return Check(
        _SUM,
        verdict,
        f"{symbol}: {', '.join(parts)}",
        value=number(Status.PASS),
        unit="checks",
        failure=FailureKind.BAD_DATA if failed else None,
        advice=ADVICE[FailureKind.BAD_DATA] if failed else None,
    )
