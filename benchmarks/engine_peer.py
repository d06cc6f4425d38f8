"""Bars a second of the library that this interpreter has: zipline-reloaded or bt.

`benchmarks.engine` starts it with the interpreter of each peer's environment. The strategy is the
engine's: the mean of 10 bars over that of 30, one asset, daily bars.
"""

from __future__ import annotations

import csv
import json
import os
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PRICES = Path(__file__).parents[1] / "rustybt_ops" / "data" / "SPY-daily-synthetic.csv"
FAST, SLOW = 10, 30


def with_zipline() -> tuple[str, int, float]:
    """The whole run of zipline-reloaded, its history window asked for each bar."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["ZIPLINE_ROOT"] = str(Path(name) / "root")
        (Path(name) / "daily").mkdir()
        lines = PRICES.read_text().splitlines()
        rows = [f"{lines[0]},dividend,split", *(f"{line},0.0,1.0" for line in lines[1:])]
        (Path(name) / "daily" / "SPY.csv").write_text("\n".join(rows) + "\n")
        return _zipline(name, rows)


def _zipline(folder: str, rows: list[str]) -> tuple[str, int, float]:
    import numpy as np  # noqa: PLC0415 - the peer's own environment
    import pandas as pd  # noqa: PLC0415 - the same

    np.NINF = -np.inf  # type: ignore[attr-defined]  # noqa: NPY201 - empyrical asks for it
    from zipline import run_algorithm  # noqa: PLC0415 - the same
    from zipline.api import order_target, symbol  # noqa: PLC0415 - the same
    from zipline.data import bundles  # noqa: PLC0415 - the same
    from zipline.data.bundles.csvdir import csvdir_equities  # noqa: PLC0415 - the same

    first, last = (pd.Timestamp(rows[index].split(",")[0]) for index in (1, -1))
    bundles.register("peer", csvdir_equities(["daily"], folder), "XNYS", first, last)
    bundles.ingest("peer")

    def initialize(context: Any) -> None:  # noqa: ANN401 - zipline's
        context.asset, context.bar = symbol("SPY"), 0

    def handle_data(context: Any, data: Any) -> None:  # noqa: ANN401 - zipline's
        context.bar += 1
        if context.bar >= SLOW:
            prices = data.history(context.asset, "close", SLOW, "1d").to_numpy()
            order_target(context.asset, 100 if prices[-FAST:].mean() > prices.mean() else 0)

    zero = pd.Series(0.0, pd.date_range(first, last, tz="UTC"))
    started = time.process_time()
    done = run_algorithm(
        first, last, initialize, 100_000, handle_data, bundle="peer", benchmark_returns=zero
    )
    return "zipline-reloaded", len(done), time.process_time() - started


def with_bt() -> tuple[str, int, float]:
    """The run of bt, its signal computed at once beforehand, which favours it."""
    import bt  # noqa: PLC0415 - the peer's own environment
    import pandas as pd  # noqa: PLC0415 - the same

    with PRICES.open() as stream:
        rows = list(csv.DictReader(stream))
    days = pd.to_datetime([row["date"] for row in rows])
    prices = pd.DataFrame({"SPY": [float(row["close"]) for row in rows]}, index=days)
    started = time.process_time()
    signal = prices.rolling(FAST).mean() > prices.rolling(SLOW).mean()
    algorithms = [bt.algos.SelectWhere(signal), bt.algos.WeighEqually(), bt.algos.Rebalance()]
    bt.run(bt.Backtest(bt.Strategy("sma", algorithms), prices, progress_bar=False))
    return "bt", len(rows), time.process_time() - started


def main() -> None:
    """Measure the peer and print one line of JSON."""
    measured = with_zipline() if find_spec("zipline") else with_bt()
    name, bars, seconds = measured
    print(json.dumps({"name": name, "bars_per_second": bars / seconds}))  # noqa: T201 - its output


if __name__ == "__main__":
    main()
