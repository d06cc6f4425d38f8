"""Why a session was out: told by what the log holds around the outage."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from rustybt_ops.journal.events import Entry, Kind, Reason
from rustybt_ops.uptime.incident import Trouble, written
from rustybt_ops.words import counted

_BEFORE = 120.0  # seconds before an outage whose entries may explain it
_KEPT = 100
_SHOWN = 10
_LONGEST = 300  # characters of a message


@dataclass(frozen=True, slots=True)
class Silence:
    """What the analysis knows of an outage besides its surroundings."""

    trouble: Trouble
    start: float
    rebooted: bool = False
    missing: int = 0
    ended: bool = True
    known_before: bool = True


@dataclass(slots=True)
class Surroundings:
    """The latest entries that may explain something; never more than a hundred."""

    entries: deque[Entry] = field(default_factory=lambda: deque(maxlen=_KEPT))

    def note(self, entry: Entry) -> None:
        """Keep an entry for a while."""
        if entry.event not in (Kind.BAR, Kind.ORDER, Kind.FILL):
            self.entries.append(entry)

    def explain(self, silence: Silence) -> tuple[str, tuple[str, ...]]:
        """The likely cause of an outage, and the entries that speak for it."""
        near = [each for each in self.entries if each.time >= silence.start - _BEFORE]
        tell = _process if silence.trouble is Trouble.PROCESS else _service
        return tell(silence, _of_last_process(near, silence)), tuple(
            _line(each) for each in near[-_SHOWN:]
        )


def _of_last_process(near: list[Entry], silence: Silence) -> list[Entry]:
    """Without what an earlier process left: a restart before the outage does not explain it."""
    begun = [
        number
        for number, each in enumerate(near, 1)
        if each.event in (Kind.START, Kind.RESTART) and each.time < silence.start
    ]
    return near[begun[-1] :] if begun else near


def _process(silence: Silence, near: list[Entry]) -> str:
    if not silence.known_before:
        return "the log of this time is missing"
    error = _error(near)
    after = f", after {error}" if error else ""
    stopped = [each for each in near if each.event == Kind.SHUTDOWN]
    if stopped:
        reason = str(stopped[-1].fields.get("reason", "no reason given"))
        return f"the process ended by itself ({reason})" + (
            after if reason == Reason.FAILURE else ""
        )
    if silence.missing and not any(each.event == Kind.RESTART for each in near):
        return f"{counted(silence.missing, 'entry is', 'entries are')} missing from the log"
    return _unexplained(silence, near) + after


def _unexplained(silence: Silence, near: list[Entry]) -> str:
    if silence.rebooted:
        return "the machine was restarted"
    if any(each.event == Kind.RESTART for each in near):
        return "the process was killed or crashed, and was restarted"
    if not silence.ended:
        return "no sign of life to the end of the period"
    return "the process stood still (machine suspended or overloaded)"


def _service(silence: Silence, near: list[Entry]) -> str:
    error = _error(near)
    if silence.trouble is Trouble.LOOP:
        return f"the strategy blocked{', with ' + error if error else ''}"
    return f"no market data: {error}" if error else "the feed was silent, and no error was logged"


def _error(near: Iterable[Entry]) -> str:
    for each in reversed(list(near)):
        if each.event == Kind.ERROR:
            return f"{each.fields.get('category', 'an')} error: {_message(each)}"
    return ""


def _message(entry: Entry) -> str:
    return str(entry.fields.get("message", "no message"))[:_LONGEST]


def _line(entry: Entry) -> str:
    told = {
        str(Kind.ERROR): f"{entry.fields.get('category', '')}: {_message(entry)}",
        str(Kind.SHUTDOWN): str(entry.fields.get("reason", "")),
        str(Kind.CLOCK_JUMP): f"{entry.fields.get('seconds', '')} s",
    }.get(entry.event, "")
    return f"{written(entry.time)} {entry.event} {told}".rstrip()[:_LONGEST]
