"""The manifest of a bundle: what is in it, where it is from, and which names bundles can have."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rustybt_ops.errors import ConfigurationError
from rustybt_ops.feeds.bars import Interval
from rustybt_ops.files import read_file, reason

MANIFEST = "bundle.json"
FORMAT = 1
STREAM = "ccxt-websocket"  # a source of live bars only
RESERVED = ("yfinance", "ccxt", STREAM, "csv", "bundle")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the bars of a bundle are from."""

    source: str
    network: str
    url: str | None
    simulated: bool
    note: str


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a bundle.

    Raises:
        ConfigurationError: It is missing, or not a manifest.
    """
    path = folder / MANIFEST
    try:
        found = json.loads(read_file(path))
    except FileNotFoundError:
        raise ConfigurationError(
            f"{folder} is not a bundle: it has no {MANIFEST}",
            advice="Write one: rustybt-ops write-bundle NAME --source csv --symbol SPY",
        ) from None
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be read: {reason(error)}", advice="Give the folder of a bundle."
        ) from error
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(
            f"{path} cannot be read: it is not JSON", advice="Write the bundle again."
        ) from error
    fault = _manifest_fault(found)
    if fault:
        raise ConfigurationError(f"{path}: {fault}", advice="Write the bundle again.")
    assert isinstance(found, dict)  # noqa: S101 - the faults rule out anything else
    return found


def _manifest_fault(found: object) -> str | None:  # noqa: PLR0911 - one return a fault
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        return f"not a bundle manifest of format {FORMAT}"
    kinds = {"origin": dict, "symbols": dict, "interval": str, "calendar": str}
    for name, kind in kinds.items():
        if not isinstance(found.get(name), kind):
            return f"'{name}' is missing or not what it should be"
    if found["interval"] not in tuple(Interval):
        return f"unknown interval '{found['interval']}'"
    if any(name not in found["origin"] for name in ("source", "simulated", "note")):
        return "'origin' is not complete"
    for symbol, entry in found["symbols"].items():
        if not isinstance(entry, dict) or not isinstance(entry.get("sha256"), str):
            return f"the entry of {symbol} is not complete"
        file = entry.get("file")
        if not isinstance(file, str) or Path(file).name != file:
            return f"the file of {symbol} is not in the bundle's folder"
    return None


def registered(bundle_dir: Path) -> dict[str, Path]:
    """The bundles by name."""
    if not bundle_dir.is_dir():
        return {}
    return {each.parent.name: each.parent for each in sorted(bundle_dir.glob(f"*/{MANIFEST}"))}


def require_name(name: str) -> None:
    """Refuse a name that a bundle cannot have.

    Raises:
        ConfigurationError: It is reserved, or no plain file name.
    """
    if name.casefold() in RESERVED:
        raise ConfigurationError(f"'{name}' is the name of a kind of source", advice="Use another.")
    if not _NAME.fullmatch(name):
        raise ConfigurationError(
            f"'{name}' cannot be the name of a bundle",
            advice="Use letters, digits, hyphens, dots and underscores, 64 at most.",
        )
