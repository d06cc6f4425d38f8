"""Risks that someone has accepted: read from a reviewed file, never from results.

::

    [[risk]]
    requirement = "uptime"
    reason = "the first month of operation is watched by hand"
    owner = "operations"
    expires = 2027-01-31
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from msgspec import Struct

from doccheck.errors import ConfigError, InputError

_KEYS = ("requirement", "reason", "owner", "expires")


class Risk(Struct, frozen=True):
    """A requirement that need not be met, until the end of the day `expires`."""

    requirement: str
    reason: str
    owner: str
    expires: date

    def accepted(self, today: date) -> bool:
        """Tell whether the risk is still accepted."""
        return today <= self.expires


def load_risks(path: Path, known: Collection[str]) -> tuple[Risk, ...]:
    """Read accepted risks; `known` are the requirements that can be accepted.

    Raises:
        InputError: the file cannot be read.
        ConfigError: it is not TOML, or an entry is incomplete, doubled or of an unknown
            requirement.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not TOML: {error}") from error
    rows = data.pop("risk", [])
    if data or not isinstance(rows, list):
        extra = ", ".join(data) or "risk"
        raise ConfigError(
            f"{path}: `{extra}` is not expected here", hint="each entry begins with [[risk]]"
        )
    risks = tuple(_risk(row, f"{path}: risk {at}", known) for at, row in enumerate(rows, 1))
    _require_single(risks, path)
    return risks


def _risk(row: Any, where: str, known: Collection[str]) -> Risk:  # noqa: ANN401 - as TOML has it
    missing = [key for key in _KEYS if not (isinstance(row, dict) and row.get(key))]
    if missing:
        raise ConfigError(f"{where}: {', '.join(missing)} is missing", hint=_hint())
    unknown = [key for key in row if key not in _KEYS]
    if unknown:
        raise ConfigError(f"{where}: unknown key `{unknown[0]}`", hint=_hint())
    for key in ("requirement", "reason", "owner"):
        if not isinstance(row[key], str) or not row[key].strip():
            raise ConfigError(f"{where}: {key} must be text")
    expires = row["expires"]
    if not isinstance(expires, date) or isinstance(expires, datetime):
        raise ConfigError(f"{where}: expires must be a date, as 2027-01-31 (without quotes)")
    if row["requirement"] not in known:
        near = get_close_matches(row["requirement"], known, 1)
        raise ConfigError(
            f"{where}: no requirement `{row['requirement']}` can be accepted",
            hint=f"did you mean `{near[0]}`?" if near else f"known: {', '.join(sorted(known))}",
        )
    return Risk(row["requirement"], row["reason"], row["owner"], expires)


def _require_single(risks: Iterable[Risk], path: Path) -> None:
    seen: set[str] = set()
    for risk in risks:
        if risk.requirement in seen:
            raise ConfigError(f"{path}: `{risk.requirement}` is accepted twice")
        seen.add(risk.requirement)


def _hint() -> str:
    return f"a risk has {', '.join(_KEYS)}"
