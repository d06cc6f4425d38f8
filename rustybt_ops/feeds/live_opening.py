"""From the name of a source to live bars."""

from __future__ import annotations

from rustybt_ops.errors import ConfigurationError
from rustybt_ops.feeds.bars import Interval
from rustybt_ops.feeds.live import LiveFeed
from rustybt_ops.feeds.manifest import STREAM
from rustybt_ops.feeds.opening import Choice, open_source
from rustybt_ops.settings.model import DataSettings

_LONGEST_ANSWER = 20.0  # seconds: a session asks again rather than wait


def open_live_feed(
    settings: DataSettings, choice: Choice | None = None, *, pace: float | None = None
) -> LiveFeed:
    """Open a feed; nothing is asked of a service before it is subscribed to.

    `yfinance` and `ccxt` are asked again and again, `ccxt-websocket` is listened to, and the bars
    of a CSV file or a bundle are replayed.

    Args:
        settings: The source, its exchange and its gateway.
        choice: The path, the range, and the length of a bar: a minute by default, a day for what
            is replayed.
        pace: Seconds between two bars that are replayed; by default a bar's length.

    Raises:
        ConfigurationError: The source does not exist, or an option does not fit it.
    """
    choice = choice or Choice()
    interval = choice.interval or Interval.MINUTE
    timeout = min(settings.timeout, _LONGEST_ANSWER)
    name = settings.source
    if name in {"yfinance", "ccxt", STREAM} and choice.path:
        raise ConfigurationError(f"--path does not go with the source {name}")
    if name == "yfinance":
        from rustybt_ops.feeds.polling import PollingFeed  # noqa: PLC0415 - others do not need it
        from rustybt_ops.feeds.yahoo_live import YahooLive  # noqa: PLC0415 - imports yfinance

        return PollingFeed(YahooLive(settings.base_url), interval, timeout=timeout)
    if name in {"ccxt", STREAM}:
        return _exchange(settings, interval, timeout)
    from rustybt_ops.feeds.replay import ReplayFeed  # noqa: PLC0415 - others do not need it

    return ReplayFeed(
        open_source(settings, choice),
        choice.interval or Interval.DAY,
        start=choice.start,
        end=choice.end,
        pace=pace,
        timeout=settings.timeout,
    )


def _exchange(settings: DataSettings, interval: Interval, timeout: float) -> LiveFeed:
    from rustybt_ops.feeds.exchange import ExchangeSource  # noqa: PLC0415 - imports ccxt

    source = ExchangeSource(settings.exchange, settings.base_url, settings.symbol or "")
    if settings.source == STREAM:
        from rustybt_ops.feeds.stream import StreamFeed  # noqa: PLC0415 - imports ccxt.pro

        return StreamFeed(source, interval, timeout=timeout)
    from rustybt_ops.feeds.polling import PollingFeed  # noqa: PLC0415 - others do not need it

    return PollingFeed(source, interval, timeout=timeout)
