"""Optional dependencies: imported when a command needs them, with a plain message otherwise."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from rustybt_ops.errors import MissingExtraError


def require(module: str, extra: str) -> Any:  # noqa: ANN401 - these libraries carry no types
    """Import a module that an extra provides.

    Raises:
        MissingExtraError: It is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != module.partition(".")[0]:
            raise
        raise MissingExtraError(module.partition(".")[0], extra) from error
