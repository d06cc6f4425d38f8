"""Bundles: a folder of Parquet files, one a symbol, with a manifest that says where they are from.

A bundle under `RUSTYBT_BUNDLE_DIR` is registered: the name of its folder is accepted by `--source`.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rustybt_ops.deadline import Deadline
from rustybt_ops.errors import ConfigurationError, FailureKind, ServiceError, nearest
from rustybt_ops.feeds.bars import MOST_ROWS, Bars, Interval, Query
from rustybt_ops.optional import require
from rustybt_ops.results.document import timestamp
from rustybt_ops.results.model import Endpoint, Network

MANIFEST = "bundle.json"
FORMAT = 1
RESERVED = ("yfinance", "ccxt", "csv", "bundle")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_COLUMNS = ("open", "high", "low", "close", "volume")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the bars of a bundle are from."""

    source: str
    network: str
    url: str | None
    simulated: bool
    note: str


class BundleSource:
    """A bundle.

    Args:
        folder: Its folder.

    Raises:
        ConfigurationError: There is no bundle in it, or its manifest is not one.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._manifest = read_manifest(folder)
        library = require("pyarrow", "parquet")
        self.versions: Mapping[str, str] = {"pyarrow": str(library.__version__)}
        origin = self._manifest["origin"]
        self.endpoint = Endpoint(
            "data",
            f"bundle/{folder.name}",
            Network.FILE,
            str(folder),
            bool(origin["simulated"]),
            str(origin["note"]) or f"written from {origin['source']}",
        )

    @property
    def symbols(self) -> list[str]:
        """The symbols in the bundle."""
        return sorted(self._manifest["symbols"])

    @property
    def interval(self) -> Interval:
        """The length of its bars."""
        return Interval(self._manifest["interval"])

    def calendar(self, symbol: str) -> str:  # noqa: ARG002 - other sources need it
        """The calendar against which it was checked when it was written."""
        return str(self._manifest["calendar"])

    def fetch(self, query: Query, deadline: Deadline) -> Bars:
        """Read the bars of a symbol.

        Raises:
            ServiceError: The symbol is not in the bundle, or its file was changed.
            ConfigurationError: The bundle holds bars of another length.
        """
        if query.interval is not self.interval:
            raise ConfigurationError(
                f"the bundle {self._folder.name} holds {self.interval} bars, not {query.interval}",
                advice=f"Use --interval {self.interval}.",
            )
        entry = self._manifest["symbols"].get(query.symbol)
        if entry is None:
            near = nearest(query.symbol, self.symbols) or self.symbols[:5]
            message = f"the bundle {self._folder.name} has no {query.symbol}; it has "
            raise ServiceError(FailureKind.UNKNOWN_SYMBOL, message + ", ".join(near))
        path = self._folder / str(entry["file"])
        _require_unchanged(path, str(entry["sha256"]))
        return deadline.run(lambda: _read(path, query), f"{path}")


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a bundle.

    Raises:
        ConfigurationError: It is missing, or not a manifest.
    """
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigurationError(
            f"{folder} is not a bundle: it has no {MANIFEST}",
            advice="Write one: rustybt-ops write-bundle NAME --source csv --symbol SPY",
        ) from None
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}") from error
    fault = _manifest_fault(found)
    if fault:
        raise ConfigurationError(f"{path}: {fault}", advice="Write the bundle again.")
    assert isinstance(found, dict)  # noqa: S101 - the faults rule out anything else
    return found


def _manifest_fault(found: object) -> str | None:  # noqa: PLR0911 - one return a fault
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        return f"not a bundle manifest of format {FORMAT}"
    kinds = {"origin": dict, "symbols": dict, "interval": str, "calendar": str}
    for name, kind in kinds.items():
        if not isinstance(found.get(name), kind):
            return f"'{name}' is missing or not what it should be"
    if found["interval"] not in tuple(Interval):
        return f"unknown interval '{found['interval']}'"
    if any(name not in found["origin"] for name in ("source", "simulated", "note")):
        return "'origin' is not complete"
    for symbol, entry in found["symbols"].items():
        if not isinstance(entry, dict) or not isinstance(entry.get("sha256"), str):
            return f"the entry of {symbol} is not complete"
        file = entry.get("file")
        if not isinstance(file, str) or Path(file).name != file:
            return f"the file of {symbol} is not in the bundle's folder"
    return None


def _require_unchanged(path: Path, wanted: str) -> None:
    """Compare a file with the checksum in the manifest.

    Raises:
        ServiceError: It is missing or differs.
    """
    try:
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ServiceError(FailureKind.BAD_DATA, f"{path}: {error.strerror}") from error
    if found != wanted:
        raise ServiceError(
            FailureKind.BAD_DATA,
            f"{path} is not the file that was written: its checksum differs",
            advice="Write the bundle again.",
        )


def _read(path: Path, query: Query) -> Bars:
    parquet = require("pyarrow.parquet", "parquet")
    bars = Bars(query.symbol, query.interval)
    try:
        opened = parquet.ParquetFile(path)
        _require_few(path, opened.metadata.num_rows)
        table = opened.read(columns=["time", *_COLUMNS])
        times = array("q", table["time"].cast("int64").to_pylist())
        columns = [array("d", table[name].to_pylist()) for name in _COLUMNS]
    except ServiceError:
        raise
    except Exception as error:
        message = " ".join(f"{path}: {error}".split())[:200]
        raise ServiceError(FailureKind.BAD_DATA, message) from error
    for index, moment in enumerate(times):
        if (query.first is None or moment >= query.first) and (
            query.last is None or moment < query.last
        ):
            values = [column[index] for column in columns]
            bars.add(moment, (values[0], values[1], values[2], values[3], values[4]))
    return bars


def _require_few(path: Path, rows: int) -> None:
    if rows > MOST_ROWS:
        raise ServiceError(FailureKind.BAD_DATA, f"{path}: more than {MOST_ROWS:,} bars")


def registered(bundle_dir: Path) -> dict[str, Path]:
    """The bundles by name."""
    if not bundle_dir.is_dir():
        return {}
    return {each.parent.name: each.parent for each in sorted(bundle_dir.glob(f"*/{MANIFEST}"))}


def require_name(name: str) -> None:
    """Refuse a name that a bundle cannot have.

    Raises:
        ConfigurationError: It is reserved, or no plain file name.
    """
    if name.casefold() in RESERVED:
        raise ConfigurationError(f"'{name}' is the name of a kind of source", advice="Use another.")
    if not _NAME.fullmatch(name):
        raise ConfigurationError(
            f"'{name}' cannot be the name of a bundle",
            advice="Use letters, digits, hyphens, dots and underscores.",
        )


def write(
    folder: Path,
    series: Sequence[Bars],
    origin: Origin,
    calendar: str,
    faults: Iterable[str] = (),
) -> None:
    """Write a bundle beside its place, then move it there: it is whole or not there at all.

    Raises:
        OSError: The folder cannot be written to; a bundle that was there before still is.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.", suffix=".part"))
    try:
        symbols = {bars.symbol: _write_symbol(part, bars) for bars in series}
        manifest = {
            "format": FORMAT,
            "name": folder.name,
            "written": timestamp(datetime.now(UTC)),
            "origin": asdict(origin),
            "interval": series[0].interval,
            "calendar": calendar,
            "faults": list(faults),
            "symbols": symbols,
        }
        (part / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
        part.chmod(0o755)
        _replace(part, folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _write_symbol(folder: Path, bars: Bars) -> dict[str, object]:
    arrow, parquet = require("pyarrow", "parquet"), require("pyarrow.parquet", "parquet")
    name = re.sub(r"[^A-Za-z0-9._-]", "-", bars.symbol)
    path = folder / f"{name}-{hashlib.sha256(bars.symbol.encode()).hexdigest()[:8]}.parquet"
    times = arrow.array(bars.times, arrow.int64()).cast(arrow.timestamp("ms", tz="UTC"))
    columns = {
        name: arrow.array(column, arrow.float64())
        for name, column in zip(_COLUMNS, bars.columns(), strict=True)
    }
    parquet.write_table(arrow.table({"time": times, **columns}), path)
    return {
        "file": path.name,
        "records": len(bars),
        "first": bars.label(bars.times[0]),
        "last": bars.label(bars.times[-1]),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }


def _replace(part: Path, folder: Path) -> None:
    """Put the new folder into its place; the old one is deleted only once the new one is there."""
    if not folder.exists():
        part.replace(folder)
        return
    old = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.", suffix=".old"))
    try:
        folder.replace(old / "bundle")
        try:
            part.replace(folder)
        except BaseException:
            (old / "bundle").replace(folder)
            raise
    finally:
        shutil.rmtree(old, ignore_errors=True)
