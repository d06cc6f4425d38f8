"""The last lines of the text output: what was checked, what was not, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from doccheck.model.display import printable
from doccheck.model.finding import Severity, Skipped
from doccheck.model.report import UNLOADABLE, ProgramInfo, Report, Summary, Verdict
from doccheck.report.nothing import is_cut_short, nothing_checked
from doccheck.report.options import RenderOptions, Style
from doccheck.report.running import run_lines
from doccheck.report.statistics import fixable

_EXAMPLES = 3
_ORIGINS = {"manifest": " (manifest)", UNLOADABLE: " (not loaded)"}


def summary(report: Report, options: RenderOptions) -> Iterator[str]:
    """Yield the summary. A run that checked nothing never reads as clean."""
    style = Style(options.color)
    yield from _verdict(report, style)
    yield from _checked(report.summary, report.programs)
    yield from _configurations(report)
    yield from _grouped("Skipped", report.skipped, verbose=options.verbose)
    yield from _grouped("Not read", report.not_read, verbose=options.verbose)
    for one in report.left_out:
        yield f"Left out by {printable(one.setting)}: {_count(one.files, 'file')}."
    yield from _hidden(report)
    yield from _since(report)
    yield from _fixes(report)
    if report.run is not None:
        yield from run_lines(report.run, options)
    yield from (printable(note) for note in report.notes)
    if report.disagreements:
        yield (
            f"Disagreements between the program's parser and its tree: {report.disagreements}"
            " (the program was trusted; please report them)."
        )


def _verdict(report: Report, style: Style) -> Iterator[str]:
    sums = report.summary
    weights = (
        (Severity.ERROR, sums.errors, "error"),
        (Severity.WARNING, sums.warnings, "warning"),
        (Severity.INFO, sums.infos, "note"),
    )
    parts = [style.severity(kind, _count(count, noun)) for kind, count, noun in weights if count]
    if parts:
        yield f"Found {', '.join(parts)}."
    nothing = nothing_checked(report)
    if nothing:
        yield style.severity(Severity.WARNING, nothing)
    elif not parts and not is_cut_short(report):
        yield style.good("No problems found.")


def _checked(sums: Summary, programs: Iterable[ProgramInfo]) -> Iterator[str]:
    against = ", ".join(map(_program, programs))
    against = f" against {against}" if against else ""
    yield (
        f"Checked {sums.checked} of {_count(sums.references, 'command reference')}"
        f" in {_count(sums.files, 'file')}{against}."
    )


def _configurations(report: Report) -> Iterator[str]:
    sums = report.summary
    if not sums.configurations:
        return
    skips = Counter(row.detail for row in report.configs if row.verdict is Verdict.SKIPPED)
    why = ", ".join(f"{count} {printable(detail)}" for detail, count in skips.most_common())
    yield (
        f"Read {sums.configurations_checked} of"
        f" {_count(sums.configurations, 'configuration example')}"
        + (f" (not read: {why})." if why else ".")
    )


def _program(program: ProgramInfo) -> str:
    version = f" {printable(program.version)}" if program.version else ""
    origin = _ORIGINS.get(program.origin, "")
    return f"{printable(program.name)}{version}{origin}"


def _grouped(title: str, skips: tuple[Skipped, ...], *, verbose: bool) -> Iterator[str]:
    """Yield the skips by reason: a count with examples, or all of them."""
    if not skips:
        return
    yield f"{title}: {len(skips)}"
    for reason, count in Counter(skip.reason for skip in skips).most_common():
        group = [skip for skip in skips if skip.reason is reason]
        if verbose:
            yield f"  {reason}: {count}"
            yield from (f"    {_said(skip)}" for skip in group)
        else:
            places = ", ".join(map(_place, group[:_EXAMPLES]))
            yield f"  {reason}: {count} ({places}{', ...' if count > _EXAMPLES else ''})"


def _place(skip: Skipped) -> str:
    return f"{printable(skip.file)}:{skip.line}"


def _said(skip: Skipped) -> str:
    said = ": ".join(printable(part) for part in (skip.source, skip.detail) if part)
    return f"{_place(skip)} {said}".rstrip()


def _hidden(report: Report) -> Iterator[str]:
    sums = report.summary
    if sums.suppressed:
        yield f"Suppressed by directives: {_count(sums.suppressed, 'finding')}."
    if sums.baselined:
        yield f"Known from the baseline: {_count(sums.baselined, 'finding')}."
    if report.stale_baseline:
        yield f"Stale baseline entries: {report.stale_baseline} (--update-baseline drops them)."


def _since(report: Report) -> Iterator[str]:
    if report.since is None:
        return
    since = report.since
    yield (
        f"Against the earlier state: {len(since.new)} new, {len(since.fixed)} fixed,"
        f" {len(since.remaining)} remaining."
    )
    for one in since.new:
        yield f"  new: {printable(one.file)}:{one.range.line} {one.code} {printable(one.message)}"
    for gone in since.fixed:
        yield f"  fixed: {printable(gone.file)} {gone.code} {printable(gone.command)}"


def _fixes(report: Report) -> Iterator[str]:
    if report.summary.fixed:
        yield f"Fixed {_count(report.summary.fixed, 'finding')}."
    safe = sum(map(fixable, report.findings))
    unsafe = sum(bool(finding.fixes) for finding in report.findings) - safe
    fix = "--fix" if report.run is None else "`doccheck check --fix`"
    if safe:
        yield f"{safe} fixable with {fix}."
    if unsafe:
        more = " more" if safe else ""
        both = "--fix --unsafe-fixes" if report.run is None else fix[:-1] + " --unsafe-fixes`"
        yield f"{unsafe}{more} fixable with {both}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
