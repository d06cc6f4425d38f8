"""Makes the sample `SPY-daily-synthetic.csv`: ten years of sessions with made-up prices.

Run `python -m rustybt_ops.data.generate` to write it anew; the result is the same every time. The
dates are real sessions of the New York Stock Exchange, the prices are a random walk.
"""

from __future__ import annotations

import random
from datetime import date

from rustybt_ops.feeds.bars import Interval, label, milliseconds
from rustybt_ops.feeds.calendars import get_calendar
from rustybt_ops.feeds.csvfile import sample_path
from rustybt_ops.files import write_atomically

_SEED = 20160104
_FIRST, _LAST = date(2016, 1, 1), date(2026, 1, 1)
_DRIFT, _SWING = 0.0004, 0.0095  # of the price, a day


def rows() -> list[str]:
    """The lines of the file."""
    dice = random.Random(_SEED)  # noqa: S311 - prices, not secrets
    first, last = milliseconds(_FIRST), milliseconds(_LAST)
    sessions = get_calendar("XNYS").expected(first, last, Interval.DAY, last)
    close = 200.0
    lines = ["date,open,high,low,close,volume"]
    for session in sessions:
        opened = close * (1 + 0.3 * _SWING * _bell(dice))
        close = opened * (1 + _DRIFT + _SWING * _bell(dice))
        high = max(opened, close) * (1 + 0.4 * _SWING * dice.random())
        low = min(opened, close) * (1 - 0.4 * _SWING * dice.random())
        volume = int(80_000_000 * (1 + 0.25 * _bell(dice)))
        prices = ",".join(f"{each:.2f}" for each in (opened, high, low, close))
        lines.append(f"{label(session, Interval.DAY)},{prices},{max(volume, 1_000_000)}")
    return lines


def _bell(dice: random.Random) -> float:
    """Roughly a normal variable, from nothing that differs between versions of Python."""
    return sum(dice.random() for _ in range(12)) - 6


def main() -> None:
    """Write the file."""
    write_atomically(sample_path(), ("\n".join(rows()) + "\n").encode())


if __name__ == "__main__":
    main()
