"""Queries to the program's own parser, and its verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import cast

from msgspec import Struct

from doccheck.model.resolution import ProblemKind, SkipReason


class Status(StrEnum):
    """What the program does with a command line."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SKIPPED = "skipped"


_TOO_LONG = "the parser took too long"  # the probe says so too
_ENDED = "the parser ended the program"


class Query(Struct, frozen=True):
    """The words after the program's name; `DYNAMIC` in a word stands for what is not known.

    `lenient` goes on past missing parameters and words, so that a mention is still checked for
    unknown names.
    """

    argv: tuple[str, ...]
    lenient: bool = False


class Verdict(Struct, frozen=True):
    """The program's answer.

    `path` are the subcommands that were reached. For a rejection, `error` is the name of the
    exception's class, `kind` what it means to us, `subject` the option or word at fault,
    `param` the name of the parameter, `position` the index in `argv` of the word at fault where
    it can be told, and `possibilities` what the program suggests or expects. For a skip,
    `reason` tells why.
    """

    status: Status
    path: tuple[str, ...] = ()
    error: str = ""
    message: str = ""
    kind: ProblemKind | None = None
    subject: str = ""
    param: str = ""
    position: int | None = None
    possibilities: tuple[str, ...] = ()
    reason: SkipReason | None = None

    @property
    def lasting(self) -> bool:
        """Tell whether the next run would get the same answer, so that it may be kept.

        A parser that took too long, or did not live to answer, may do better on another day.
        """
        return self.message not in {_TOO_LONG, _ENDED}


def from_frame(frame: Mapping[str, object]) -> Verdict:
    """Read a verdict as the probe sends it."""
    kind, reason, position = frame.get("problem"), frame.get("reason"), frame.get("position")
    return Verdict(
        status=Status(str(frame["status"])),
        path=_texts(frame.get("path")),
        error=str(frame.get("error") or ""),
        message=str(frame.get("message") or ""),
        kind=ProblemKind(str(kind)) if kind else None,
        subject=str(frame.get("subject") or ""),
        param=str(frame.get("param") or ""),
        position=position if isinstance(position, int) else None,
        possibilities=_texts(frame.get("possibilities")),
        reason=SkipReason(str(reason)) if reason else None,
    )


def unanswered(*, timed_out: bool) -> Verdict:
    """Return the verdict for a query that the program did not live to answer."""
    message = _TOO_LONG if timed_out else _ENDED
    return Verdict(Status.SKIPPED, message=message, reason=SkipReason.PARSER_FAILED)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in cast("list[object]", value or []))
