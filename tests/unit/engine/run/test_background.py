"""Which outputs may hold what a process in the background prints."""

from __future__ import annotations

import pytest

from doccheck.engine.request import Request
from doccheck.engine.run.background import unsteady
from doccheck.engine.run.unit import Step, Unit
from doccheck.model.executed import RunSkip, Source
from doccheck.model.source import Span


def unit(at: int, *scripts: str, session: str = "", skip: RunSkip | None = None) -> Unit:
    """Return a unit whose steps stand at `at` and the places after it."""
    steps = tuple(Step(script, Span(at + n, at + n)) for n, script in enumerate(scripts))
    request = Request(session=session)
    return Unit("p.md", Span(at, at), Source.MARKED, "", request, steps=steps, skip=skip)


@pytest.mark.parametrize(
    "script", ["serve &", "serve & # now\n", "serve > log &", "serve 2> log &", "serve &\nsleep 1"]
)
def test_a_process_that_prints_where_the_shell_does(script: str) -> None:
    found = unsteady([unit(0, "true", script, "curl x")])
    assert list(found) == [Span(1, 1), Span(2, 2)]
    assert found[Span(1, 1)].startswith("a process in the background prints when it is ready")
    assert found[Span(2, 2)].startswith("`serve")


@pytest.mark.parametrize(
    "script",
    [
        "a && b",
        "a &&\nb",
        "serve > log 2>&1 &",
        "serve &> log &",
        "serve 2> err > out &",
        "serve > out 2> err &",
        "curl 'x?a=1&b=2'",
    ],
)
def test_others(script: str) -> None:
    assert not unsteady([unit(0, script, "curl x")])


def test_the_shell_of_a_session_is_one() -> None:
    left = unit(0, "serve &", session="s")
    units = [left, unit(10, "a"), unit(20, "a", session="t"), unit(30, "a", session="s")]
    assert list(unsteady(units)) == [Span(0, 0), Span(30, 30)]
    assert not unsteady([unit(0, "serve &", session="s", skip=RunSkip.ON_REQUEST), units[-1]])
