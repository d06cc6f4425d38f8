"""Addresses of this very machine."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443, "smtp": 25}
_LONGEST = 0.25  # seconds; a refusal on this machine comes at once


def nothing_listens(url: str) -> bool:
    """Whether a connection to an address of this machine is refused.

    A port that keeps silent, as behind a firewall, is not known to be empty.
    """
    try:
        parts = urlsplit(url)
        place = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
        socket.create_connection(place, _LONGEST).close()
    except ConnectionRefusedError:
        return True
    except (OSError, ValueError):
        return False
    return False
