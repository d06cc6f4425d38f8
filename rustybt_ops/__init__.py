"""Operational checks for RustyBT: brokers, market data, configuration and alerts."""

from __future__ import annotations

__version__ = "0.1.0"
