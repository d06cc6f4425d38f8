"""What `--last-failed` leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from doccheck.cache import Store
from doccheck.engine.request import Request
from doccheck.engine.run.choice import choose
from doccheck.engine.run.keys import name_of
from doccheck.engine.run.memory import Memory
from doccheck.engine.run.unit import PagePlan, Step, Unit
from doccheck.model.executed import RunSkip, Source
from doccheck.model.source import Document, Span


def unit(script: str, **changes: object) -> Unit:
    steps = (Step(script, Span(0, 1)),)
    made = Unit("p.md", Span(0, 1), Source.MARKED, "a block", Request(), steps, identity="one")
    return replace(made, **changes)


def plan(*units: Unit) -> list[PagePlan]:
    return [PagePlan(Document("p.md", "x\n"), units)]


PASSED, FAILED = unit("true"), unit("false")


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    Memory(Store(tmp_path)).save({name_of(PASSED): True, name_of(FAILED): False})
    return Memory(Store(tmp_path))


def test_what_passed_is_left_out(memory: Memory) -> None:
    new, other = unit("date"), unit("true", request=Request(exit_code=1))
    chosen = choose(plan(PASSED, FAILED, new, other), memory, last_failed=True)
    assert [one for one in (PASSED, FAILED, new, other) if chosen.holds(one)] == [
        FAILED,
        new,
        other,
    ]
    assert not chosen.notes


def test_without_the_option_nothing_is_left_out(memory: Memory) -> None:
    assert choose(plan(PASSED), memory, last_failed=False).holds(PASSED)


def test_where_nothing_would_be_left_nothing_is_left_out(memory: Memory) -> None:
    skipped = unit("ls", skip=RunSkip.REFUSED)
    chosen = choose(plan(PASSED, skipped), memory, last_failed=True)
    assert chosen.holds(PASSED)
    assert "left nothing out" in chosen.notes[0]


def test_where_no_failure_is_known_nothing_is_left_out(tmp_path: Path) -> None:
    Memory(Store(tmp_path)).save({name_of(PASSED): True})
    chosen = choose(plan(PASSED, FAILED), Memory(Store(tmp_path)), last_failed=True)
    assert chosen.holds(PASSED)
    assert chosen.notes
