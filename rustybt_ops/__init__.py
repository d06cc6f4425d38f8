"""Operational checks for RustyBT: brokers, market data, configuration, alerts and strategies.

What strategies import (`Algorithm`, `order`, `symbol` and so on) is loaded when it is asked for:
`import rustybt_ops` alone costs nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False  # type checkers know the name; the module `typing` takes a while to load
if TYPE_CHECKING:
    from rustybt_ops.trading.algorithm import (
        Algorithm,
        cancel_order,
        get_open_orders,
        order,
        order_target,
        order_target_percent,
        record,
        sid,
        symbol,
    )

__version__ = "0.1.0"

__all__ = [
    "Algorithm",
    "__version__",
    "cancel_order",
    "get_open_orders",
    "order",
    "order_target",
    "order_target_percent",
    "record",
    "sid",
    "symbol",
]


def __getattr__(name: str) -> object:
    if name in __all__:
        from rustybt_ops.trading import algorithm  # noqa: PLC0415 - `import rustybt_ops` stays light

        return getattr(algorithm, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
