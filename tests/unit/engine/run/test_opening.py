"""A sandbox opened ahead is used once, and never left open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from doccheck.engine.run.opening import Opening
from doccheck.errors import SandboxLostError

if TYPE_CHECKING:
    from doccheck.sandbox.interface import Worker


class Made:
    """A sandbox that tells whether it was closed."""

    def __init__(self) -> None:
        self.closed = False

    def close(self) -> None:
        self.closed = True


class Maker:
    """Makes sandboxes, and remembers them."""

    def __init__(self) -> None:
        self.made: list[Made] = []

    def __call__(self) -> Worker:
        self.made.append(Made())
        return cast("Worker", self.made[-1])


def test_what_was_begun_is_taken_once() -> None:
    maker = Maker()
    with Opening(maker) as opening:
        opening.begin()
        taken: list[Any] = [opening.take(), opening.take()]
    assert taken == maker.made
    assert [one.closed for one in maker.made] == [False, False]  # they are their takers'


def test_nothing_is_opened_unless_begun_or_taken() -> None:
    maker = Maker()
    with Opening(maker):
        pass
    assert maker.made == []


def test_what_is_not_taken_is_closed_also_after_an_error() -> None:
    maker = Maker()

    def fail() -> None:
        with Opening(maker) as opening:
            opening.begin()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert [one.closed for one in maker.made] == [True]


def test_an_error_reaches_who_takes_and_no_one_else() -> None:
    def make() -> Worker:
        raise SandboxLostError("it does not start")

    with Opening(make) as opening:
        opening.begin()
        with pytest.raises(SandboxLostError, match="does not start"):
            opening.take()
    with Opening(make) as opening:
        opening.begin()
