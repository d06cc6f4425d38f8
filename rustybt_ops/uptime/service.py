"""Whether a process that is alive is of use as well."""

from __future__ import annotations

from rustybt_ops.journal.events import Heartbeat
from rustybt_ops.uptime.incident import Trouble
from rustybt_ops.uptime.terms import Limits, Terms


def judge(
    beat: Heartbeat, span: float, terms: Terms, limits: Limits
) -> tuple[Trouble, float] | None:
    """What is wrong at this heartbeat, and for how many seconds; None if nothing is.

    Args:
        beat: The heartbeat.
        span: For how long the process has been alive and the market open.
        terms: The session's own account of itself.
        limits: Limits that replace its own.
    """
    if not beat.market_open:
        return None
    lag = min(beat.loop_lag, span)
    if lag > terms.loop_limit(limits):
        return Trouble.LOOP, lag
    age = span if beat.feed_age is None else min(beat.feed_age, span)
    if age > terms.feed_limit(limits):
        return Trouble.FEED, max(0.0, age - terms.feed)  # until then no data were due
    return None


def fresh(beat: Heartbeat) -> float:
    """How many seconds ago, since the heartbeat before, market data came again."""
    age = beat.feed_age if beat.market_open else None
    return age if age is not None and age < beat.interval else 0.0
