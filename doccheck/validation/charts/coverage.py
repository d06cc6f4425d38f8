"""How often the pages document each command, and how much of that holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from doccheck.model.report import Report, Verdict
from doccheck.validation.audit import coverage
from doccheck.validation.charts.bars import Bar, bar_chart
from doccheck.validation.charts.svg import BAD, FAINT, GOOD, Data
from doccheck.validation.text import counted

_MOST = 60
_COLOURS = ((Verdict.ACCEPTED, GOOD), (Verdict.REFUSED, BAD), (Verdict.SKIPPED, FAINT))


def coverage_chart(
    name: str, report: Report, commands: Sequence[tuple[str, ...]], executed: Mapping[str, str]
) -> str:
    """Return one bar a command; the commands that no page names come with an empty one.

    `executed` says how a command was executed, by its path.
    """
    counts = coverage(report)
    paths = sorted({*commands, *counts})
    bars, rows = [], []
    for path in paths:
        found = counts.get(path, Counter())
        tally = [found.get(verdict, 0) for verdict, _ in _COLOURS]
        full = " ".join(path)
        ran = executed.get(full, "not executed")
        said = "not documented" if not sum(tally) else _said(tally)
        bars.append(Bar(full, [(n, c) for n, (_, c) in zip(tally, _COLOURS, strict=True)], said))
        rows.append((full, *map(str, tally), ran))
    documented = sum(path in counts for path in paths)
    description = f"{documented} of {counted(len(paths), 'command')} are documented."
    return bar_chart(
        name,
        "References to each command",
        description,
        bars[:_MOST],
        Data(("command", "accepted", "stale", "skipped", "executed"), rows),
    )


def _said(tally: Sequence[int]) -> str:
    words = zip(tally, ("✔", "✘ stale", "skipped"), strict=True)
    return ", ".join(f"{count} {word}" for count, word in words if count)
