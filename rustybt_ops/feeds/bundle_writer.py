"""Writes bundles, each as a whole."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rustybt_ops.feeds.bars import Bars
from rustybt_ops.feeds.bundle import COLUMNS
from rustybt_ops.feeds.manifest import FORMAT, MANIFEST, Origin
from rustybt_ops.optional import require
from rustybt_ops.results.document import timestamp


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
        for name, column in zip(COLUMNS, bars.columns(), strict=True)
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
