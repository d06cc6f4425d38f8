"""The course of `doccheck check`: replay, or check and then report, mend or remember."""

from __future__ import annotations

from pathlib import Path

import click
from msgspec import Struct

from doccheck import api
from doccheck.cli.options import write_output
from doccheck.cli.progress import progress_bar
from doccheck.cli.terminal import wants_color
from doccheck.errors import ConfigError


class CheckOptions(Struct, frozen=True):
    """The options of `doccheck check`, as given."""

    paths: tuple[str, ...]
    output: Path | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    output_format: str | None
    fix: bool
    unsafe_fixes: bool
    diff: bool
    add_ignore: str | None
    record: Path | None
    baseline: str | None
    since: Path | None
    update_baseline: bool
    fail_on: str | None
    exit_zero: bool
    statistics: bool
    color: str
    stdin_filename: str
    jobs: int
    quiet: bool
    verbose: bool

    @property
    def changes_something(self) -> bool:
        """Tell whether the run does more than report what it finds."""
        asked = (self.fix, self.diff, self.update_baseline, self.record, self.since)
        return any(asked) or self.add_ignore is not None

    @property
    def reads_stdin(self) -> bool:
        """Tell whether the document comes from the standard input."""
        return self.paths == ("-",)


class Audit:
    """One run of `doccheck check`."""

    def __init__(self, given: CheckOptions, settings: api.Settings, store: api.Store) -> None:
        self.given = given
        self.settings = settings
        self.store = store
        self.color = wants_color(given.color, given.output)
        self.stdin: api.Document | None = None

    def run(self) -> int:
        """Do what the options ask for and return the exit code."""
        given = self.given
        if self.store.folder and not (given.changes_something or given.reads_stdin):
            return self._replayed()
        if given.reads_stdin:
            from doccheck.cli.stdin import stdin_document  # noqa: PLC0415 - rarely asked for

            self.stdin = stdin_document(given.stdin_filename)
        report = self._checked()
        if given.update_baseline:
            return self._update_baseline(report)
        report = self._compared(report)
        if given.diff:
            return self._show_diff(report)
        if given.add_ignore is not None:
            changes = api.planned_ignores(report, self.settings, Path.cwd(), given.add_ignore)
            covered = sum(len(change.fixed) for change in changes)
            total = report.summary.findings
            click.echo(f"wrote directives for {covered} of {total} findings", err=True)
            return self._rewrite(changes, report)
        if given.fix:
            return self._fix(report)
        return self._said(self._finish(report))

    def _replayed(self) -> int:
        """Say what the last run said if nothing changed, else check."""
        given = self.given
        shown = repr((given.statistics, given.quiet, given.verbose, given.exit_zero, self.color))
        replay = api.Replay(self.settings, given.paths, Path.cwd(), self.store, shown)
        output = replay.get()
        if output is None:
            output = self._finish(self._compared(self._checked()))
            if output.code < _NOT_CHECKED:
                replay.put(output)
        return self._said(output)

    def _checked(self) -> api.Report:
        given = self.given
        with progress_bar(quiet=given.quiet) as progress:
            return api.check(
                self.settings,
                () if given.reads_stdin else given.paths,
                store=self.store,
                jobs=given.jobs,
                stdin=self.stdin,
                progress=progress,
            )

    def _compared(self, report: api.Report) -> api.Report:
        """Return the report against what was known, and against an earlier state."""
        if self.settings.baseline:
            baseline = api.load_baseline(self.settings.root / self.settings.baseline)
            report = api.with_baseline(report, baseline)
        if self.given.since is not None:
            report = api.with_since(report, api.load_baseline(self.given.since))
        return report

    def _update_baseline(self, report: api.Report) -> int:
        if not self.settings.baseline:
            raise ConfigError(
                "--update-baseline needs --baseline FILE, or `baseline` in the settings"
            )
        if api.unloadable(report):
            raise ConfigError(
                "the baseline was not written: a program could not be loaded",
                hint="`doccheck check` says which and why",
            )
        path = self.settings.root / self.settings.baseline
        count = api.write_baseline(report, path)
        click.echo(f"{path}: {count} known finding{'' if count == 1 else 's'}")
        return 0

    def _show_diff(self, report: api.Report) -> int:
        changes = self._planned(report)
        write_output("".join(change.diff for change in changes), self.given.output)
        fixed = sum(len(change.fixed) for change in changes)
        click.echo(f"would fix {fixed} of {report.summary.findings} findings", err=True)
        return 0 if self.given.exit_zero or not changes else 1

    def _planned(self, report: api.Report) -> list[api.Change]:
        unsafe = self.given.unsafe_fixes
        return api.planned_fixes(report, Path.cwd(), unsafe=unsafe, stdin=self.stdin)

    def _fix(self, report: api.Report) -> int:
        changes = self._planned(report)
        if self.stdin is not None:
            click.echo(changes[0].text if changes else self.stdin.text, nl=False)
            return 0
        return self._rewrite(changes, report)

    def _rewrite(self, changes: list[api.Change], report: api.Report) -> int:
        """Write the changes and report what is left."""
        if not changes:
            return self._said(self._finish(report))
        api.write_changes(changes, self.settings.root)
        left = self._compared(self._checked())
        if self.given.fix:
            left = api.with_fixed(left, [one for change in changes for one in change.fixed])
        return self._said(self._finish(left))

    def _finish(self, report: api.Report) -> api.Output:
        from doccheck.report.formats import render  # noqa: PLC0415 - not needed in a replay
        from doccheck.report.options import RenderOptions  # noqa: PLC0415 - the same

        given = self.given
        if given.record is not None:
            api.write_record(report, given.record)
        options = RenderOptions(
            color=self.color,
            statistics=given.statistics,
            quiet=given.quiet,
            verbose=given.verbose,
        )
        text = render(report, self.settings.output_format, options)
        return api.Output(text, self._code(report), report.sought)

    def _code(self, report: api.Report) -> int:
        if self.given.exit_zero:
            return 0
        if api.unloadable(report):
            return _NOT_CHECKED
        threshold = api.Severity(self.settings.fail_on).rank
        return int(any(one.severity.rank >= threshold for one in report.findings))

    def _said(self, output: api.Output) -> int:
        write_output(output.text, self.given.output)
        return output.code


_NOT_CHECKED = 2
