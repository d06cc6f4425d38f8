"""From the name of a source to the source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rustybt_ops.errors import ConfigurationError, UnknownNameError
from rustybt_ops.feeds.bars import Interval
from rustybt_ops.feeds.bundle import BundleSource
from rustybt_ops.feeds.manifest import RESERVED, STREAM, registered
from rustybt_ops.feeds.source import Source
from rustybt_ops.files import expand
from rustybt_ops.settings.model import DataSettings

DEFAULT_SYMBOL = "SPY"
DEFAULT_PAIR = "BTC/USDT"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the command line says about a source, beyond the settings."""

    path: Path | None = None
    interval: Interval | None = None
    start: date | None = None
    end: date | None = None


def open_source(settings: DataSettings, choice: Choice) -> Source:
    """Open the source that is asked for.

    Raises:
        ConfigurationError: None is given, it does not exist, or an option does not fit it.
    """
    name = settings.source
    known = registered(settings.bundle_dir)
    if not name:
        raise ConfigurationError(
            "no source is given", advice="Add --source yfinance, ccxt, csv or a bundle's name."
        )
    if choice.path and name not in {"csv", "bundle"}:
        raise ConfigurationError(f"--path does not go with the source {name}")
    if name == "yfinance":
        from rustybt_ops.feeds.yahoo import YahooSource  # noqa: PLC0415 - imports yfinance

        return YahooSource(settings.base_url)
    if name == "ccxt":
        from rustybt_ops.feeds.exchange import ExchangeSource  # noqa: PLC0415 - imports ccxt

        return ExchangeSource(settings.exchange, settings.base_url, symbol_of(settings))
    if name == "csv":
        from rustybt_ops.feeds.csvfile import CsvSource  # noqa: PLC0415 - the others do not need it

        return CsvSource(expand(choice.path) if choice.path else None)
    if name == "bundle":
        return BundleSource(_bundle_path(choice.path, known))
    if name in known:
        return BundleSource(known[name])
    if name == STREAM:
        raise ConfigurationError(
            f"the source {STREAM} has live bars only", advice="Use the source ccxt."
        )
    raise _unknown(name, known)


def symbol_of(settings: DataSettings) -> str:
    """The symbol asked for, or the default of the source."""
    return settings.symbol or (DEFAULT_PAIR if settings.source == "ccxt" else DEFAULT_SYMBOL)


def _bundle_path(path: Path | None, known: dict[str, Path]) -> Path:
    if path is None:
        raise ConfigurationError(
            "the source 'bundle' needs --path", advice=_known(known) + " Or name one of them."
        )
    return expand(path)


def _unknown(name: str, known: dict[str, Path]) -> UnknownNameError:
    how = f"Write it: rustybt-ops write-bundle {name} --source yfinance --symbol SPY"
    return UnknownNameError("source", name, [*RESERVED, *known], advice=f"{_known(known)}\n{how}")


def _known(known: dict[str, Path]) -> str:
    return f"Registered bundles: {', '.join(known) or 'none'}."
