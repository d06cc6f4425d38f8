# ruff: noqa: RUF009 - `setting` makes dataclass fields, as `dataclasses.field` does
"""Every setting of the program, with its type, its variable and its meaning, in this one place.

Precedence: a command-line option, an environment variable, the `.env` file, the YAML file
(`~/.rustybt/config.yaml` or `--config`), the default given here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from rustybt_ops.settings import forms

Default = TypeVar("Default")

HOME = "{home}"  # in a default path: the value of the setting `home`


class Environment(StrEnum):
    """What the machine is for; `validation` refuses anything but testnets and paper brokers."""

    DEVELOPMENT = "development"
    VALIDATION = "validation"
    PRODUCTION = "production"


class LogLevel(StrEnum):
    """The least severe log entry that is kept."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class SmtpSecurity(StrEnum):
    """How the connection to the mail server is encrypted."""

    STARTTLS = "starttls"
    SSL = "ssl"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Spec:
    """What is known of a setting besides its type and default."""

    variables: tuple[str, ...]
    meaning: str
    secret: bool = False
    minimum: float | None = None
    maximum: float | None = None
    form: Callable[[str], str | None] | None = None


def setting(
    default: Default,
    variable: str,
    meaning: str,
    *,
    also: tuple[str, ...] = (),
    secret: bool = False,
    between: tuple[float | None, float | None] = (None, None),
    form: Callable[[str], str | None] | None = None,
) -> Default:
    """Declare a setting: a dataclass field that carries its `Spec`."""
    spec = Spec((variable, *also), meaning, secret, *between, form)
    declared: Default = field(default=default, metadata={"spec": spec})
    return declared


@dataclass(frozen=True, slots=True)
class BrokerSettings:
    """Which broker is used, and how it is reached."""

    name: str | None = setting(
        None,
        "RUSTYBT_BROKER",
        "`paper`, or the id of an exchange that ccxt knows.",
        also=("CCXT_EXCHANGE",),
    )
    testnet: bool = setting(
        default=False, variable="RUSTYBT_BROKER_TESTNET", meaning="Use the exchange's test network."
    )
    symbol: str | None = setting(
        None, "RUSTYBT_BROKER_SYMBOL", "Market to look at, as BTC/USDT.", form=forms.symbol
    )
    base_url: str | None = setting(
        None,
        "RUSTYBT_BROKER_BASE_URL",
        "Gateway in front of the exchange: https://HOST/path is called as BASE/HOST/path.",
        form=forms.http_url,
    )
    timeout: float = setting(
        10.0,
        "RUSTYBT_BROKER_TIMEOUT",
        "Longest wait for one answer, in seconds.",
        between=(0.1, 120),
    )


@dataclass(frozen=True, slots=True)
class DataSettings:
    """Where market data come from."""

    source: str | None = setting(
        None,
        "RUSTYBT_DATA_SOURCE",
        "`yfinance`, `ccxt`, `ccxt-websocket` (live bars), `csv`, `bundle` or a bundle's name.",
    )
    symbol: str | None = setting(None, "RUSTYBT_DATA_SYMBOL", "Symbol to fetch.", form=forms.symbol)
    exchange: str = setting("binance", "RUSTYBT_DATA_EXCHANGE", "Exchange of the source `ccxt`.")
    calendar: str | None = setting(
        None, "RUSTYBT_DATA_CALENDAR", "Exchange calendar, as XNYS, or `24/7`."
    )
    base_url: str | None = setting(
        None,
        "RUSTYBT_DATA_BASE_URL",
        "Gateway in front of the source: https://HOST/path is called as BASE/HOST/path.",
        form=forms.http_url,
    )
    timeout: float = setting(
        60.0,
        "RUSTYBT_DATA_TIMEOUT",
        "Longest time a source may take in all, in seconds.",
        between=(0.1, 3600),
    )
    bundle_dir: Path = setting(
        Path(f"{HOME}/bundles"), "RUSTYBT_BUNDLE_DIR", "Folder of the registered bundles."
    )


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """The mail server that sends the alerts."""

    host: str | None = setting(None, "RUSTYBT_SMTP_HOST", "Name of the mail server.")
    port: int = setting(587, "RUSTYBT_SMTP_PORT", "Port of the mail server.", between=(1, 65535))
    security: SmtpSecurity = setting(
        SmtpSecurity.STARTTLS, "RUSTYBT_SMTP_SECURITY", "How the connection is encrypted."
    )
    username: str | None = setting(None, "RUSTYBT_SMTP_USERNAME", "Account on the mail server.")
    password: str | None = setting(
        None, "RUSTYBT_SMTP_PASSWORD", "Password of that account.", secret=True
    )
    sender: str | None = setting(
        None,
        "RUSTYBT_SMTP_SENDER",
        "Address the mail comes from; the recipient's when not set.",
        form=forms.email,
    )


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """Who is told when something goes wrong."""

    email: str | None = setting(
        None, "RUSTYBT_ALERT_EMAIL", "Address that receives the alerts.", form=forms.email
    )
    slack_url: str | None = setting(
        None,
        "RUSTYBT_SLACK_URL",
        "Incoming webhook of the Slack channel.",
        secret=True,
        form=forms.http_url,
    )
    webhook_url: str | None = setting(
        None,
        "RUSTYBT_WEBHOOK_URL",
        "Address that receives the alerts as signed JSON.",
        secret=True,
        form=forms.http_url,
    )
    webhook_secret: str | None = setting(
        None, "RUSTYBT_WEBHOOK_SECRET", "Key that signs what the webhook receives.", secret=True
    )
    timeout: float = setting(
        15.0,
        "RUSTYBT_ALERT_TIMEOUT",
        "Longest time one alert may take, in seconds.",
        between=(0.1, 120),
    )
    smtp: SmtpSettings = field(default_factory=SmtpSettings)


@dataclass(frozen=True, slots=True)
class BenchmarkSettings:
    """The limits that a benchmark must keep."""

    backtest_seconds: float = setting(
        30.0,
        "RUSTYBT_BENCHMARK_BACKTEST_SECONDS",
        "Longest median time of one backtest, in seconds.",
        between=(0.000001, 86_400),
    )
    data_seconds: float = setting(
        10.0,
        "RUSTYBT_BENCHMARK_DATA_SECONDS",
        "Longest median time of loading data, in seconds.",
        between=(0.000001, 86_400),
    )
    memory_mb: float = setting(
        500.0,
        "RUSTYBT_BENCHMARK_MEMORY_MB",
        "Highest peak of memory, in megabytes.",
        between=(0.000001, 1_000_000),
    )


@dataclass(frozen=True, slots=True)
class PaperSettings:
    """What paper trading costs, and how it is watched."""

    commission: float = setting(
        0.001,
        "RUSTYBT_PAPER_COMMISSION",
        "Commission for each unit traded.",
        between=(0, 1_000_000),
    )
    minimum_commission: float = setting(
        0.0,
        "RUSTYBT_PAPER_MINIMUM_COMMISSION",
        "Least commission for an order.",
        between=(0, 1_000_000),
    )
    slippage: float = setting(
        5.0,
        "RUSTYBT_PAPER_SLIPPAGE",
        "Basis points by which market and stop orders fill worse than the price seen.",
        between=(0, 10_000),
    )
    lot: float | None = setting(
        None,
        "RUSTYBT_PAPER_LOT",
        "Quantities are multiples of it; 1, or 0.00000001 for the source `ccxt`.",
        between=(1e-12, 1_000_000),
    )
    tick: float | None = setting(
        None,
        "RUSTYBT_PAPER_TICK",
        "Limits and stops are multiples of it; 0.01, or 0.00000001 for the source `ccxt`.",
        between=(1e-12, 1_000_000),
    )
    heartbeat: float = setting(
        5.0,
        "RUSTYBT_PAPER_HEARTBEAT",
        "Seconds from one heartbeat to the next.",
        between=(0.05, 3600),
    )
    failures: int = setting(
        5,
        "RUSTYBT_PAPER_FAILURES",
        "Bars in a row at which a strategy may raise before the session stops.",
        between=(1, 1_000_000),
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, resolved."""

    home: Path = setting(
        Path("~/.rustybt"), "RUSTYBT_HOME", "Folder of everything the program keeps."
    )
    environment: Environment = setting(
        Environment.DEVELOPMENT, "RUSTYBT_ENV", "What this machine is for."
    )
    log_dir: Path = setting(
        Path(f"{HOME}/logs"), "RUSTYBT_LOG_DIR", "Folder of the structured logs."
    )
    log_level: LogLevel = setting(
        LogLevel.INFO, "RUSTYBT_LOG_LEVEL", "The least severe log entry that is kept."
    )
    results_dir: Path = setting(
        Path(f"{HOME}/results"), "RUSTYBT_RESULTS_DIR", "Folder of the result documents."
    )
    broker: BrokerSettings = field(default_factory=BrokerSettings)
    data: DataSettings = field(default_factory=DataSettings)
    alerts: AlertSettings = field(default_factory=AlertSettings)
    benchmark: BenchmarkSettings = field(default_factory=BenchmarkSettings)
    paper: PaperSettings = field(default_factory=PaperSettings)
