"""A made-up market: the same candles at every call, without randomness."""

from __future__ import annotations

import math

DAY = 86_400_000


def price(day: int) -> float:
    """A close that wanders without jumps."""
    return round(60_000 + 5_000 * math.sin(day / 40) + 900 * math.sin(day / 3.3), 2)


def candle(moment: int, step: int = DAY) -> list[float]:
    """The candle that begins at this time in milliseconds: time, open, high, low, close, volume."""
    number = moment // step
    opened, closed = price(number - 1), price(number)
    high, low = max(opened, closed) + 120.0, min(opened, closed) - 120.0
    volume = round(900 + 300 * math.sin(number / 7), 4)
    return [moment, opened, round(high, 2), round(low, 2), closed, volume]


def candles(since: int, count: int, until: int, step: int = DAY) -> list[list[float]]:
    """At most so many candles from a time on, before another."""
    first = -(-since // step) * step
    return [candle(each, step) for each in range(first, min(until, first + count * step), step)]


STEPS = {
    "1m": 60_000,
    "5m": 300_000,
    "15m": 900_000,
    "30m": 1_800_000,
    "1h": 3_600_000,
    "4h": 14_400_000,
    "1d": DAY,
}
