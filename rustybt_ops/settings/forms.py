"""The form of a value: each function returns what is wrong with it, or None."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_EMAIL = re.compile(r"[^@\s,;<>]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.?")

_LONGEST_SYMBOL = 100


def http_url(text: str) -> str | None:
    """An address that begins with http:// or https:// and names a host."""
    try:
        parts = urlsplit(text)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        return "not an address"
    if parts.scheme not in {"http", "https"}:
        return "expected an address that begins with https:// (or http://)"
    if not parts.hostname or not port_is_right or re.search(r"\s", text):
        return "the address names no host"
    return None


def symbol(text: str) -> str | None:
    """A name that can stand in a line of a report."""
    if len(text) > _LONGEST_SYMBOL or not text.isprintable():
        return f"expected a symbol: at most {_LONGEST_SYMBOL} characters, all of them printable"
    return None


def email(text: str) -> str | None:
    """One mail address, as name@example.org."""
    return None if _EMAIL.fullmatch(text) else "expected one mail address, as name@example.org"
