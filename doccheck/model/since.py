"""What has changed since an earlier state of the findings."""

from __future__ import annotations

from msgspec import Struct

from doccheck.model.finding import Finding


class Gone(Struct, frozen=True):
    """A finding of an earlier report that is there no more: `command` is what it was about."""

    file: str
    code: str
    command: str


class Since(Struct, frozen=True):
    """The findings seen against an earlier state: `new` ones, those that remain, and the gone."""

    new: tuple[Finding, ...] = ()
    remaining: tuple[Finding, ...] = ()
    fixed: tuple[Gone, ...] = ()
