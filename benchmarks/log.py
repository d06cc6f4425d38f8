"""The log of a session: its lines written one by one, against structlog with orjson alone."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import orjson
import structlog

from benchmarks.measure import Ratio, interleaved
from rustybt_ops.database import Database
from rustybt_ops.journal.events import Entry, Heartbeat, encode
from rustybt_ops.journal.logfile import LogFile
from rustybt_ops.journal.stamps import MachineStamps
from rustybt_ops.journal.writer import Journal

_LINES = 20_000
_LIMIT = 2.0
_BATCH = 500  # entries a transaction, as under a virtual clock
_RUN, _BOOT = "0b5d1f3a" * 4, "6f1c7f0e-9d6a-4b53-8f4e-2f5c86a5d7c1"
_BEGAN = 1_760_140_800.0


def log() -> Iterator[Ratio]:
    """Measure heartbeats, which most lines are, and bars."""
    kinds: dict[str, Callable[[int], Heartbeat | Entry]] = {"heartbeats": _beat, "bars": _bar}
    for name, made in kinds.items():
        with tempfile.TemporaryDirectory() as folder:
            theirs, ours = interleaved(
                partial(_structlog, Path(folder, "theirs.log"), made),
                partial(_journal, Path(folder, "ours.log"), made),
            )
            whole = _database(Path(folder), made)
        detail = f"{ours / _LINES * 1e6:.1f} us a line against {theirs / _LINES * 1e6:.1f}"
        yield Ratio(f"log, {name}", "structlog with orjson", ours / theirs, _LIMIT, detail)
        detail = f"{whole / _LINES * 1e6:.1f} us a line, {_BATCH} a transaction"
        yield Ratio(f"journal, {name}", "structlog with orjson", whole / theirs, None, detail)


def _beat(number: int) -> Heartbeat:
    at = _BEGAN + 5 * number
    return Heartbeat(at, number, _RUN, _BOOT, 5.0 * number, 5.0, 1.25, 0.0, True, None)  # noqa: FBT003 - a named tuple


def _bar(number: int) -> Entry:
    fields = {"symbol": "SPY", "close": 571.25}
    return Entry("bar", _BEGAN + 60 * number, number, _RUN, _BOOT, 60.0 * number, fields)


def _fields(entry: Heartbeat | Entry) -> dict[str, object]:
    """What structlog is given: the same fields, but for the time, which it adds itself."""
    found: dict[str, object] = orjson.loads(encode(entry))
    return {name: value for name, value in found.items() if name not in {"event", "timestamp"}}


def _structlog(path: Path, made: Callable[[int], Heartbeat | Entry]) -> float:
    given = [_fields(made(number)) for number in range(_LINES)]
    with path.open("wb") as stream:
        logger = structlog.wrap_logger(
            structlog.BytesLogger(stream),
            processors=[
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.JSONRenderer(serializer=orjson.dumps),
            ],
        ).bind()
        begun = time.process_time()
        for each in given:
            logger.info("heartbeat", **each)
        return time.process_time() - begun


def _database(folder: Path, made: Callable[[int], Heartbeat | Entry]) -> float:
    """The whole journal: SQLite first, then the log, as a session writes them."""
    entries = [made(number) for number in range(_LINES)]
    base = Database(folder / "journal.sqlite")
    target = LogFile(folder / "journal.log")
    journal = Journal(base, target, MachineStamps(), _RUN, durable=False)
    begun = time.process_time()
    for first in range(0, _LINES, _BATCH):
        with journal.transaction(durable=False) as waiting:
            waiting.extend(entries[first : first + _BATCH])  # type: ignore[arg-type]  # heartbeats too
    took = time.process_time() - begun
    journal.close()
    base.close()
    return took


def _journal(path: Path, made: Callable[[int], Heartbeat | Entry]) -> float:
    entries = [made(number) for number in range(_LINES)]
    target = LogFile(path)
    begun = time.process_time()
    for each in entries:
        target.write([encode(each)])
    took = time.process_time() - begun
    target.close()
    return took
