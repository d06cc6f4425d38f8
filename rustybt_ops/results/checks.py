"""Checks by their verdict: shorter to write than `Check(...)`, and a failure has a class."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict, Unpack

from rustybt_ops.errors import ADVICE, FailureKind, ServiceError
from rustybt_ops.results.model import Check, Scalar, Status


class Measured(TypedDict, total=False):
    """What was measured, in which unit, and what it was held against."""

    value: Scalar
    unit: str
    threshold: Scalar


def passed(name: str, detail: str, **measured: Unpack[Measured]) -> Check:
    """A check that found what it should."""
    return Check(name, Status.PASS, detail, **measured)


def warned(
    name: str,
    detail: str,
    *,
    advice: str | None = None,
    items: Iterable[str] = (),
    **measured: Unpack[Measured],
) -> Check:
    """A check that found something a person should look at."""
    return Check(name, Status.WARN, detail, advice=advice, items=tuple(items), **measured)


def skipped(name: str, detail: str) -> Check:
    """A check that could not be made or was not asked for; the detail says why."""
    return Check(name, Status.SKIPPED, detail)


def failed(
    name: str,
    kind: FailureKind,
    detail: str,
    *,
    advice: str | None = None,
    items: Iterable[str] = (),
    **measured: Unpack[Measured],
) -> Check:
    """A check that found a fault of this class."""
    return Check(
        name,
        Status.FAIL,
        detail,
        failure=kind,
        advice=advice or ADVICE[kind],
        items=tuple(items),
        **measured,
    )


def from_error(name: str, error: ServiceError) -> Check:
    """The check that an error of the outside world amounts to."""
    return failed(name, error.kind, error.message, advice=error.advice)
