"""What goes wrong with a strategy: its file is at fault, or it stops while it runs."""

from __future__ import annotations

from rustybt_ops.errors import ConfigurationError, OpsError


class StrategyFileError(ConfigurationError):
    """The file holds no strategy that could be started."""


class StrategyError(OpsError):
    """The strategy raised an exception, or asked for what cannot be had, while it ran."""
