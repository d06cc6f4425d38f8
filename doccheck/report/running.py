"""The lines of a report on what was executed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from doccheck.model.display import headline, printable
from doccheck.model.executed import ExecutionRow, Outcome, RunInfo, RunSkip, Source
from doccheck.model.execution import Level
from doccheck.model.finding import Severity
from doccheck.model.run_record import execution_object, isolation_object
from doccheck.report.options import RenderOptions, Style

_EXAMPLES = 3
_SHOWN = 100


def run_object(info: RunInfo) -> dict[str, Any]:
    """Return what a run tells as JSON."""
    sums = info.sums
    return {
        "policy": info.policy,
        "started": info.started,
        "seconds": info.seconds,
        "unsafe": info.unsafe,
        "fail_under": info.fail_under,
        "interrupted": info.interrupted,
        "percent": round(sums.percent, 2),
        "metrics": metrics(info),
        "isolation": isolation_object(info.isolation),
        "executions": [execution_object(row) for row in info.rows],
    }


def metrics(info: RunInfo) -> dict[str, int]:
    """Return the sums of a run by name."""
    sums = info.sums
    return {
        "executable": sums.executable,
        "executed": sums.executed,
        "passed": sums.passed,
        "failed": sums.failed,
        "skipped": sums.skipped,
        "forked": sums.forked,
        "plain": sums.plain,
        "cached": sums.cached,
        "references": sums.references,
        "verified": sums.verified,
        "by_help": sums.by_help,
        "hidden": sums.hidden,
    }


def executed(info: RunInfo) -> str:
    """Return in one sentence how much was executed; nothing executed never reads as clean."""
    sums = info.sums
    if not sums.executable:
        return "0 of 0 executed: nothing on these pages is executable."
    how = ", ".join(
        f"{count} {what}"
        for count, what in (
            (sums.passed, "passed"),
            (sums.failed, "failed"),
            (sums.cached, "cached"),
            (sums.forked, "forked"),
        )
        if count
    )
    did = "Interrupted: executed" if info.interrupted else "Executed"
    return f"{did} {sums.executed} of {sums.executable} executable" + (f" ({how})." if how else ".")


def short_of(info: RunInfo) -> str:
    """Return how far the run is below its floor, empty where it is not."""
    if info.sums.percent >= info.fail_under and info.sums.executed:
        return ""
    if not info.fail_under:
        return ""
    return f"{info.sums.percent:.1f}% executed, at least {info.fail_under:g}% is demanded."


def run_lines(info: RunInfo, options: RenderOptions) -> Iterator[str]:
    """Yield the lines of the text output on what was executed."""
    style = Style(options.color)
    if info.unsafe:
        said = "RUN WITHOUT A SANDBOX: the commands could do whatever you can (--unsafe-no-sandbox)"
        yield style.severity(Severity.ERROR, said)
    if options.verbose:
        yield from (_row(row) for row in info.rows if row.executed)
    said = executed(info)
    whole = info.sums.executed and not info.interrupted
    yield said if whole else style.severity(Severity.WARNING, said)
    yield from _skips(info, verbose=options.verbose)
    sums = info.sums
    by_help = f" ({sums.by_help} by their help screen alone)" if sums.by_help else ""
    yield f"Verified {sums.verified} of {sums.references} command references{by_help}."
    if sums.hidden:
        yield f"Not verified, because a pipeline hides the exit status: {sums.hidden}"
    if not info.unsafe:
        yield _isolation(info)
    if short_of(info):
        yield style.severity(Severity.ERROR, short_of(info))


def _row(row: ExecutionRow) -> str:
    told = [row.mode, f"{row.seconds:.2f} s"]
    if row.cached:
        told.append(f"cached, executed {row.when}")
    said = "passed" if row.outcome is Outcome.PASSED else row.outcome.value
    shown = _headline(row.shown) + (f" ran as {_headline(row.ran)}" if row.ran else "")
    what = "help of" if row.source is Source.HELP else "block"
    return f"  {printable(row.file)}:{row.line} {said} ({', '.join(told)}) {what}: {shown}"


def _skips(info: RunInfo, *, verbose: bool) -> Iterator[str]:
    skipped = [row for row in info.rows if not row.executed]
    if not skipped:
        return
    yield f"Not executed: {len(skipped)}"
    for reason, count in Counter(row.skip for row in skipped).most_common():
        group = [row for row in skipped if row.skip is reason]
        name = reason.value if isinstance(reason, RunSkip) else ""
        if verbose:
            yield f"  {name}: {count}"
            for row in group:
                where = f"{printable(row.file)}:{row.line}"
                yield f"    {where} {_headline(row.shown)}: {printable(row.reason)}"
        else:
            places = ", ".join(f"{printable(row.file)}:{row.line}" for row in group[:_EXAMPLES])
            yield f"  {name}: {count} ({places}{', ...' if count > _EXAMPLES else ''})"


def _headline(script: str) -> str:
    return headline(printable(script, keep="\n"), _SHOWN)


def _isolation(info: RunInfo) -> str:
    weaker = [
        f"{aspect} {kept.level}"
        for aspect, kept in info.isolation.aspects.items()
        if kept.level is not Level.ENFORCED
    ]
    rest = f"; all enforced but {', '.join(weaker)}" if weaker else "; everything enforced"
    return f"Sandbox: {info.isolation.backend}{rest}."
