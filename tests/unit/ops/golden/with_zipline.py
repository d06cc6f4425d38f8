# ruff: noqa: ANN401, PLC0415, NPY201 - untyped libraries, imported once their root is set
"""Writes `zipline.json`: what zipline-reloaded makes of the scenarios.

Run it by hand in an environment of its own (`pip install zipline-reloaded`): the package is no
dependency of ours.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import market  # type: ignore[import-not-found]  # noqa: E402 - from the path above
import scenarios  # type: ignore[import-not-found]  # noqa: E402 - from the path above


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["ZIPLINE_ROOT"] = str(folder / "root")
        (folder / "daily").mkdir()
        market.write(folder / "daily")
        made = {
            "made_with": {
                "python": platform.python_version(),
                **{
                    each: version(each)
                    for each in ("zipline-reloaded", "pandas", "numpy", "exchange_calendars")
                },
            },
            "scenarios": _run_all(folder),
        }
    (HERE / "zipline.json").write_text(json.dumps(made, indent=1) + "\n")


def _run_all(folder: Path) -> dict[str, Any]:
    import pandas as pd
    from zipline.data import bundles
    from zipline.data.bundles.csvdir import csvdir_equities

    dates = [
        line.split(",")[0] for line in (folder / "daily" / "AAA.csv").read_text().split("\n")[1:-1]
    ]
    first, last = pd.Timestamp(dates[0]), pd.Timestamp(dates[-1])
    bundles.register("golden", csvdir_equities(["daily"], str(folder)), "XNYS", first, last)
    bundles.ingest("golden")
    return {name: _run(name, first, last) for name in scenarios.SCENARIOS}


def _run(name: str, first: Any, last: Any) -> dict[str, Any]:
    import numpy as np
    import pandas as pd

    np.NINF = -np.inf  # empyrical 0.5 still asks for the name that numpy 2 dropped
    import zipline.api
    from zipline import run_algorithm
    from zipline.finance import commission, slippage

    kind, points, share = scenarios.SCENARIOS[name]
    strategy = scenarios.Strategy(zipline.api, kind)

    def initialize(context: Any) -> None:
        zipline.api.set_slippage(slippage.FixedBasisPointsSlippage(points, share))
        zipline.api.set_commission(commission.PerShare(0.001, 1.0 if kind == "big" else 0))
        strategy.initialize(context)

    # the window of `history` must not reach back before the data
    def handle_data(context: Any, data: Any) -> None:
        if kind == "sma" and strategy.bar < 30:
            strategy.bar += 1
            return
        strategy.handle_data(context, data)

    zero = pd.Series(0.0, pd.date_range(first, last, tz="UTC"))
    done = run_algorithm(
        first, last, initialize, 1_000_000, handle_data, bundle="golden", benchmark_returns=zero
    )
    fills = [
        [each["dt"].strftime("%Y-%m-%d"), each["sid"].symbol, each["amount"], each["price"]]
        for day in done.transactions
        for each in day
    ]
    return {
        "final_value": float(done.portfolio_value.iloc[-1]),
        "cash": float(done.ending_cash.iloc[-1]),
        "values": [round(float(each), 6) for each in done.portfolio_value[::20]],
        "bars": len(done),
        "fills": fills,
    }


if __name__ == "__main__":
    main()
