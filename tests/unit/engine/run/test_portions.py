"""Units are divided among sandboxes: each once, a session whole, the order of the page kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from doccheck.cache import Store
from doccheck.config import Settings
from doccheck.config.running import RunSettings
from doccheck.engine.request import default_request
from doccheck.engine.run.memory import Memory, Pass
from doccheck.engine.run.portions import Page, divide
from doccheck.engine.run.unit import PagePlan, Step, Unit
from doccheck.model.executed import RunSkip, Source
from doccheck.model.source import Document, Span

BASE = default_request(RunSettings())
SETTINGS = Settings(root=Path())


def unit(place: int, session: str = "", *, skip: bool = False) -> Unit:
    where = Span(place, place)
    request = replace(BASE, session=session)
    reason = RunSkip.NOT_MARKED if skip else None
    steps = (Step(f"echo {place}", where),)
    return Unit("page.md", where, Source.MARKED, "echo", request, steps, skip=reason)


def page(*units: Unit, memory: Memory | None = None) -> Page:
    plan = PagePlan(Document("page.md", ""), units)
    return Page.of(plan, "base", SETTINGS, memory or Memory(Store(None)))


@given(
    st.lists(st.tuples(st.sampled_from(["", "", "one", "two"]), st.booleans()), max_size=300),
    st.integers(1, 5),
)
def test_every_unit_is_in_one_portion_and_a_session_in_a_single_one(
    kinds: list[tuple[str, bool]], workers: int
) -> None:
    units = [unit(at, name, skip=skip) for at, (name, skip) in enumerate(kinds)]
    portions = list(divide([page(*units)], workers))
    assert sorted(place for one in portions for place in one.places) == list(range(len(units)))
    assert all(list(one.places) == sorted(one.places) for one in portions)
    for name in ("one", "two"):
        homes = [one for one in portions if any(u.request.session == name for u in one.units)]
        assert len(homes) <= 1
    assert all(len(one.keys) == len(one.units) for one in portions)


@pytest.mark.parametrize(
    ("count", "workers", "sizes"),
    [
        (400, 1, [400]),
        (400, 2, [50] * 8),
        (60, 2, [32, 28]),
        (20, 2, [20]),
        (0, 2, []),
    ],
)
def test_a_portion_is_worth_a_sandbox(count: int, workers: int, sizes: list[int]) -> None:
    portions = divide([page(*map(unit, range(count)))], workers)
    assert [len(one.places) for one in portions] == sizes


def test_what_is_known_to_pass_counts_for_nothing() -> None:
    units = [unit(place) for place in range(64)]
    memory = Memory(Store(None))
    for key in page(*units).keys[:60]:
        memory.put(key, Pass("2026-01-01T00:00:00+00:00", 0.1, "plain"))
    kept = page(*units, memory=memory)
    assert kept.pending == frozenset(range(60, 64))
    (whole,) = divide([kept], 2)
    assert whole.is_pending
