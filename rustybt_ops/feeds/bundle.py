"""Bundles: a folder of Parquet files, one a symbol, with a manifest that says where they are from.

A bundle under `RUSTYBT_BUNDLE_DIR` is registered: the name of its folder is accepted by `--source`.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Mapping
from pathlib import Path

from rustybt_ops.deadline import Deadline
from rustybt_ops.errors import ConfigurationError, FailureKind, ServiceError, nearest
from rustybt_ops.feeds.bars import MOST_ROWS, Bars, Interval, Query
from rustybt_ops.feeds.manifest import read_manifest
from rustybt_ops.optional import require
from rustybt_ops.results.model import Endpoint, Network

COLUMNS = ("open", "high", "low", "close", "volume")


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
        bars = deadline.run(lambda: _read(path, query), f"{path}")
        faults = self._manifest.get("faults")
        if isinstance(faults, list) and faults:
            told = "; ".join(str(each) for each in faults)
            bars.notes.append(f"found when the bundle was written: {told}")
        return bars


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
        table = opened.read(columns=["time", *COLUMNS])
        times = array("q", table["time"].cast("int64").to_pylist())
        columns = [array("d", table[name].to_pylist()) for name in COLUMNS]
    except ServiceError:
        raise
    except Exception as error:
        message = " ".join(f"{path}: {error}".split())[:200]
        raise ServiceError(FailureKind.BAD_DATA, message) from error
    kept = [
        index
        for index, moment in enumerate(times)
        if (query.first is None or moment >= query.first)
        and (query.last is None or moment < query.last)
    ]
    bars.times.extend(times[index] for index in kept)
    for column, values in zip(bars.columns(), columns, strict=True):
        column.extend(values[index] for index in kept)
    return bars


def _require_few(path: Path, rows: int) -> None:
    if rows > MOST_ROWS:
        raise ServiceError(FailureKind.BAD_DATA, f"{path}: more than {MOST_ROWS:,} bars")
