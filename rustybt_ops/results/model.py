"""The values a result document is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

from rustybt_ops.errors import FailureKind

Scalar = bool | int | float | str | None


class Status(StrEnum):
    """The verdict of a check or of a whole run."""

    PASS = "pass"  # noqa: S105 - not a password
    WARN = "warn"
    FAIL = "fail"
    SKIPPED = "skipped"
    IN_PROGRESS = "in_progress"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes:
        name: Stable name, in words joined by hyphens.
        status: The verdict.
        detail: What was found, in one line for a reader.
        value: What was measured, if anything.
        unit: The unit of the value.
        threshold: What the value was held against.
        failure: The class of the failure.
        advice: What to do about it.
        items: The single findings behind the verdict (missing sessions, faulty rows).
    """

    name: str
    status: Status
    detail: str = ""
    value: Scalar = None
    unit: str | None = None
    threshold: Scalar = None
    failure: FailureKind | None = None
    advice: str | None = None
    items: tuple[str, ...] = ()


class Network(StrEnum):
    """What stands at the other end."""

    LIVE = "live"
    TESTNET = "testnet"
    PAPER = "paper"
    FILE = "file"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What was checked, and whether it is the real thing.

    Attributes:
        kind: broker, data, alert or configuration.
        name: The broker, source or target.
        network: What stands at the other end.
        url: Its address, without secrets.
        simulated: It is a stand-in or made-up data: it never counts as a validated service.
        note: Why it is simulated, or how it is reached.
    """

    kind: str
    name: str
    network: Network
    url: str | None = None
    simulated: bool = False
    note: str = ""


def worst(statuses: Iterable[Status]) -> Status:
    """The verdict of a run: fail before warn before pass; skipped only if all are."""
    found = set(statuses)
    for status in (Status.FAIL, Status.WARN, Status.IN_PROGRESS, Status.PASS):
        if status in found:
            return status
    return Status.SKIPPED


def is_loopback(url: str) -> bool:
    """Whether the address stands for this very machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


STAND_IN = "the address is on this machine: what answers there counts as a stand-in"
