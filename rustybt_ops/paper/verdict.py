"""What is said of a session in its result: how far it has come, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from rustybt_ops.errors import FailureKind
from rustybt_ops.journal.events import Kind, Reason
from rustybt_ops.paper.ended import Ended
from rustybt_ops.paper.plan import Plan
from rustybt_ops.paper.session import PaperSession
from rustybt_ops.results.checks import failed, passed, skipped, warned
from rustybt_ops.results.model import Check, Scalar, Status
from rustybt_ops.uptime.checks import checks as uptime_checks
from rustybt_ops.uptime.checks import duration
from rustybt_ops.uptime.reader import Reading
from rustybt_ops.uptime.summary import DAY, Summary
from rustybt_ops.words import counted


def progress(plan: Plan, now: float) -> str:
    """How far a session has come: day 4 of 30."""
    begun = plan.started / 1000
    days = max(1, round(plan.duration / DAY))
    if plan.duration < DAY:
        return f"{duration(max(0.0, min(now - begun, plan.duration)))} of {duration(plan.duration)}"
    return f"day {min(days, int((now - begun) // DAY) + 1)} of {days}"


def checks(session: PaperSession, ended: Ended, measured: tuple[Summary, Reading]) -> list[Check]:
    """All that is judged about a session at the end of this process's part."""
    summary, reading = measured
    return [
        _progress(session, ended),
        *_strategy(session, ended),
        _orders(session, summary),
        *uptime_checks(summary, reading),
    ]


def _progress(session: PaperSession, ended: Ended) -> Check:
    plan, now = session.plan, session.clock.now() / 1000
    name = "session"
    if ended.reason is Reason.COMPLETED:
        detail = f"ran to its planned end, {duration(plan.duration)} after its start"
        return passed(name, detail, value=plan.duration, unit="s")
    done = round(now - plan.started / 1000, 3)
    if ended.reason is Reason.FAILURE:
        return failed(
            name,
            FailureKind.CONFIGURATION,
            f"stopped by its strategy on {progress(plan, now)}",
            advice="Correct the strategy and go on with --resume.",
            value=done,
            unit="s",
            threshold=plan.duration,
        )
    return Check(
        name,
        Status.IN_PROGRESS,
        f"{progress(plan, now)}, interim; --resume goes on",
        value=done,
        unit="s",
        threshold=plan.duration,
    )


def _strategy(session: PaperSession, ended: Ended) -> Iterator[Check]:
    if ended.error is not None:
        yield failed(
            "strategy",
            FailureKind.CONFIGURATION,
            ended.error.message,
            advice=ended.error.advice or "Correct the strategy.",
        )
    elif session.book.diverged:
        yield warned(
            "strategy",
            f"when the session was resumed it decided otherwise about "
            f"{counted(session.book.diverged, 'bar')} than it had done",
            advice="Let it depend on the bars alone, not on chance or the time of day.",
        )
    else:
        detail = f"has seen {counted(session.engine.outcome.bars, 'bar')}"
        yield passed("strategy", detail, value=session.engine.outcome.bars)


def _orders(session: PaperSession, summary: Summary) -> Check:
    events = summary.session.tally.events
    if not session.work.caught_up:  # the portfolio is half restored: nothing can be said of it
        done, whole = session.work.again
        return skipped("orders", f"stopped after {done} of {counted(whole, 'bar')} of the past")
    value = f"{session.engine.portfolio.portfolio_value:,.2f}"
    detail = (
        f"{counted(events[Kind.ORDER], 'order')}, {counted(events[Kind.FILL], 'fill')}, "
        f"portfolio {value}"
    )
    cash = session.broker.cash
    if cash != session.engine.portfolio.cash:
        return failed(
            "orders",
            FailureKind.STORAGE,
            f"the broker's cash is {cash}, the portfolio's {session.engine.portfolio.cash}",
            advice="Report this: the books must agree.",
        )
    refused = session.broker.rejections
    if refused:
        detail += f", {sum(refused.values())} of the orders rejected"
        items = [f"rejected: {reason}: {number}" for reason, number in refused.items()]
        advice = "See whether the strategy asks for more than its account allows."
        return warned("orders", detail, items=items, advice=advice, value=events[Kind.FILL])
    return passed("orders", detail, value=events[Kind.FILL])


def metrics(session: PaperSession, summary: Summary) -> dict[str, Scalar]:
    """The figures for the result document."""
    portfolio = session.engine.portfolio
    return {
        **summary.metrics(),
        "bars": session.engine.outcome.bars,
        "capital": _number(session.plan.capital),
        "cash": _number(portfolio.cash),
        "portfolio_value": _number(portfolio.portfolio_value),
        "diverged_bars": session.book.diverged,
    }


def details(summary: Summary) -> dict[str, Any]:
    """The incidents and errors for the result document."""
    session = summary.session
    day, days = summary.days
    return {
        "interim": summary.interim,
        "day": day,
        "days": days,
        "target_met": summary.met,
        "incidents": [each.row(summary.allowed) for each in session.ledger.incidents],
        "errors_by_category": dict(session.tally.errors.most_common()),
    }


def _number(amount: Decimal) -> float:
    return round(float(amount), 6)
