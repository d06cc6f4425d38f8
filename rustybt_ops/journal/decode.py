"""From a line of the log to an entry; nothing that a line can hold raises an error."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from math import isfinite
from typing import Any, NoReturn

from rustybt_ops.journal.events import Entry, Heartbeat, Kind

try:
    from orjson import loads as loads  # noqa: PLC0414 - the reader uses it as well
except ModuleNotFoundError:  # several times slower, and the same otherwise

    def _refuse(name: str) -> NoReturn:
        raise ValueError(f"{name} is no JSON")

    _decoder = json.JSONDecoder(parse_constant=_refuse)

    def loads(line: bytes, /) -> Any:  # type: ignore[misc]  # noqa: ANN401 - whatever JSON holds
        """The value in a line of JSON.

        Raises:
            ValueError: The line is no JSON.
        """
        return _decoder.decode(line.decode())


class Unread(Enum):
    """Why a line is no entry."""

    BLANK = "blank"
    TORN = "torn"
    FOREIGN = "foreign"


def parse(line: bytes) -> dict[str, Any] | Unread:
    """The JSON object in this line, or why there is none.

    A line is torn when it looks like a part of an object; it is foreign when it is something else
    altogether.
    """
    try:
        made = loads(line)
    except (ValueError, RecursionError):
        text = line.strip().strip(b"\x00")
        if not text:
            return Unread.TORN if b"\x00" in line else Unread.BLANK
        return Unread.TORN if text.startswith(b"{") or text.endswith(b"}") else Unread.FOREIGN
    return made if isinstance(made, dict) else Unread.FOREIGN


def entry_of(made: Mapping[str, Any]) -> Entry | Heartbeat | None:
    """The entry that the object stands for; None if it is something else."""
    try:
        return _heartbeat(made) if made.get("event") == Kind.HEARTBEAT else _entry(dict(made))
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def decode_line(line: bytes) -> Entry | Heartbeat | Unread:
    """The entry in this line, or why there is none."""
    made = parse(line)
    if isinstance(made, Unread):
        return made
    return entry_of(made) or Unread.FOREIGN


def _heartbeat(made: Mapping[str, Any]) -> Heartbeat:
    strategy = made.get("strategy_time")
    return Heartbeat(
        moment(made["timestamp"]),
        _sequence(made["seq"]),
        _text(made["run_id"]),
        _text(made.get("boot_id", "")),
        _optional(made.get("boot_time")),
        _number(made["interval"]),
        _optional(made.get("feed_age")),
        _number(made.get("loop_lag", 0)),
        _flag(made["market_open"]),
        None if strategy is None else _text(strategy),
    )


def _entry(made: dict[str, Any]) -> Entry:
    return Entry(
        _text(made.pop("event")),
        moment(made.pop("timestamp")),
        _sequence(made.pop("seq")),
        _text(made.pop("run_id")),
        _text(made.pop("boot_id", "")),
        _optional(made.pop("boot_time", None)),
        made,
    )


def moment(text: object) -> float:
    """Wall time in seconds since 1970.

    Raises:
        ValueError: The text is no moment.
    """
    made = datetime.fromisoformat(_text(text))
    return (made if made.tzinfo else made.replace(tzinfo=UTC)).timestamp()


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("not a flag")
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise TypeError("not a number")
    if value < 0:
        raise ValueError("below zero")
    return float(value)


def _optional(value: object) -> float | None:
    return None if value is None else _number(value)


def _sequence(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise TypeError("not a sequence number")
    return value
