"""The uptime strip: the whole period as one bar, the outages marked and numbered."""

from __future__ import annotations

from collections.abc import Iterator

from doccheck.validation.charts.svg import BAD, GOOD, MIDDLE, WIDTH, Data, figure, rect, text
from doccheck.validation.subjects import Incident, Trading
from doccheck.validation.text import counted, day, duration, minute, second

_TOP, _HEIGHT, _THINNEST = 24, 28, 2.5
_MOST = 200
_LABEL_ROOM = 16


def uptime_strip(session: Trading, name: str) -> str:
    """Return the strip; an outage too short to see is drawn as a thin mark."""
    shown = session.incidents[:_MOST]
    lost = sum(one.counted for one in session.incidents)
    count = len(session.incidents)
    description = (
        f"From {minute(session.start)} to {minute(session.end)}: "
        f"{counted(count, 'downtime incident')}, {duration(lost)} in all."
    )
    legend = "each number an outage" if count else "no outage"
    parts = [
        rect((0, _TOP), (WIDTH, _HEIGHT), f"{GOOD};fill-opacity:.6"),
        *_marks(session, shown),
        text((0, _TOP + _HEIGHT + 17), day(session.start)),
        text((WIDTH, _TOP + _HEIGHT + 17), day(session.end), anchor="end"),
        text((WIDTH / 2, _TOP + _HEIGHT + 17), legend, anchor="middle"),
    ]
    rows = [
        (str(at), second(one.start), _end(one), duration(one.seconds), one.trouble, one.cause)
        for at, one in enumerate(session.incidents, 1)
    ]
    data = Data(("no.", "start", "end", "duration", "trouble", "cause"), rows)
    return figure(name, "Uptime", description, _TOP + _HEIGHT + 24, parts, data)


def _marks(session: Trading, shown: tuple[Incident, ...]) -> Iterator[str]:
    """Yield a mark for each outage, taller than the strip, and its number where there is room."""
    whole = (session.end - session.start).total_seconds() or 1.0
    free = -1.0
    for at, one in enumerate(shown, 1):
        left = WIDTH * max(0.0, (one.start - session.start).total_seconds()) / whole
        left = min(left, WIDTH - _THINNEST)
        width = max(_THINNEST, min(WIDTH * one.seconds / whole, WIDTH - left))
        colour = BAD if one.severity == "critical" else MIDDLE
        tip = f"{at}: {second(one.start)}, {duration(one.seconds)}, {one.trouble}: {one.cause}"
        yield rect((left, _TOP - 5), (width, _HEIGHT + 10), colour, tip)
        if left >= free:
            middle = min(max(left + width / 2, 5), WIDTH - 5)
            yield text((middle, _TOP - 9), str(at), anchor="middle")
            free = left + _LABEL_ROOM


def _end(one: Incident) -> str:
    return "ongoing" if one.ongoing else second(one.end)
