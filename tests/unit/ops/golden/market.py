"""Made-up prices, the same for both engines: nothing but the standard library is needed."""

from __future__ import annotations

import csv
import random
from pathlib import Path

SESSIONS = Path(__file__).resolve().parents[4] / "rustybt_ops" / "data" / "SPY-daily-synthetic.csv"
SYMBOLS = ("AAA", "BBB", "CCC")
COUNT = 400


def write(folder: Path) -> None:
    """Write one CSV file a symbol: prices in whole cents on 400 real sessions."""
    with SESSIONS.open() as stream:
        dates = [row["date"] for row in csv.DictReader(stream)][:COUNT]
    for number, symbol in enumerate(SYMBOLS):
        dice = random.Random(f"golden-{symbol}")
        close, lines = 40.0 + 35 * number, ["date,open,high,low,close,volume,dividend,split"]
        for date in dates:
            opened = close * (1 + 0.004 * (dice.random() - 0.5))
            close = opened * (1 + 0.0003 + 0.03 * (dice.random() - 0.5))
            high = max(opened, close) * (1 + 0.004 * dice.random())
            low = min(opened, close) * (1 - 0.004 * dice.random())
            volume = dice.randrange(2_000, 9_000)
            prices = ",".join(f"{each:.2f}" for each in (opened, high, low, close))
            lines.append(f"{date},{prices},{volume},0.0,1.0")
        (folder / f"{symbol}.csv").write_text("\n".join(lines) + "\n")
