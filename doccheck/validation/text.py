"""Markdown from untrusted text: whatever a document says, it adds no markup of its own.

Entities are used, not backslashes: Markdown dialects differ on a backslash before a bar within
code, and macro plugins read `{{` wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from doccheck.model.display import printable, shorten
from doccheck.validation.document import Result, Scalar, Status

_SHORT = 24  # characters that stay on one line
LIMIT = 400
"""Characters shown of any one text."""

_ACTIVE = re.compile(
    r"[&<>\"`|*{}\[\]#!\\~^=$@+]|(?<![^\W_])_|_(?![^\W_])|(?<!\w):(?=\w)|//|--|^[->]|(?<=\d)[.)](?=\s)"
)
_MARKS = {
    Status.PASS: "✔ passed",
    Status.WARN: "⚠ passed with warnings",
    Status.FAIL: "✘ failed",
    Status.SKIPPED: "○ skipped",
    Status.IN_PROGRESS: "… in progress",
}
NOT_RUN = "○ not run"
SIMULATED = "**simulated**"


def plain(text: str) -> str:
    """Return text for a paragraph or a table cell, one line, without any markup."""
    return _ACTIVE.sub(_entity, shorten(printable(text.strip()), LIMIT))


def said(text: str) -> str:
    """Return text in the letters of code.

    It is no code element: what was once typed or found is no instruction to a reader, and is not
    checked as one.
    """
    shown = plain(text)
    kept = ";white-space:nowrap" if len(text) <= _SHORT else ""
    return f'<span style="font-family:monospace{kept}">{shown}</span>' if shown else shown


def quoting(text: str) -> str:
    """Return text in which what stands in backticks is set in the letters of code."""
    parts = shorten(printable(text), LIMIT).split("`")
    if len(parts) % 2 == 0:  # one backtick has no partner
        return plain(text)
    return "".join(
        said(part) if at % 2 else _ACTIVE.sub(_entity, part) for at, part in enumerate(parts)
    )


def shown(value: Scalar, unit: str = "") -> str:
    """Return a value with its unit; a dash for none."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        text = f"{value:,.0f}" if value.is_integer() else f"{value:,.6g}"
    else:
        text = f"{value:,}" if isinstance(value, int) else plain(value)
    return f"{text} {plain(unit)}".rstrip()


def status(of: Status | None, *, simulated: bool = False) -> str:
    """Return a verdict in words with a sign; None was not run."""
    text = NOT_RUN if of is None else _MARKS[of]
    return f"{text}, {SIMULATED}" if simulated else text


def verdict(result: Result | None) -> str:
    """Return the verdict of a run, and whether it was simulated."""
    if result is None:
        return NOT_RUN
    return status(result.status, simulated=result.simulated)


def table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()) -> str:
    """Return a table; the columns `numbers` stand to the right. The cells are Markdown."""
    rules = ("---:" if at in numbers else "---" for at in range(len(head)))
    lines = [_row(head), _row(tuple(rules)), *map(_row, rows)]
    return "\n".join(lines) + "\n"


def paragraphs(*parts: str) -> str:
    """Join blocks of Markdown, the empty ones left out."""
    return "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"


def bullets(items: Iterable[str]) -> str:
    """Return a list."""
    return "".join(f"- {item}\n" for item in items)


def day(moment: datetime) -> str:
    """Return the day of a moment (UTC)."""
    return f"{moment:%Y-%m-%d}"


def minute(moment: datetime) -> str:
    """Return a moment to the minute (UTC)."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def second(moment: datetime) -> str:
    """Return a moment to the second (UTC)."""
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def duration(seconds: float) -> str:
    """Return seconds as a reader takes them in: 1 d 2 h 3 min 4 s."""
    whole = round(seconds)
    if whole < 10:  # noqa: PLR2004 - short times are told exactly
        return f"{seconds:.3g} s"
    parts = []
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s")):
        count, whole = divmod(whole, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2])


def counted(count: int, noun: str) -> str:
    """Return a count with its noun."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def of_all(part: float | None, whole: float | None) -> str:
    """Return `N of M`, or that nothing was run."""
    if part is None or whole is None:
        return NOT_RUN
    return f"{part:.0f} of {whole:.0f}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _entity(match: re.Match[str]) -> str:
    return "".join(f"&#{ord(char)};" for char in match[0])
