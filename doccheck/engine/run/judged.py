"""A digest of everything that the result of a unit was judged by, to tell whether it still holds.

Other than the key of a kept pass it is the same on every machine: neither the program nor the
sandbox is in it. A release that judges by more makes other digests: what was recorded before it is
then to be recorded anew.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from msgspec.structs import replace

from doccheck.cache.store import digest
from doccheck.config import Settings
from doccheck.engine.asked import fixture_paths
from doccheck.engine.run.memory import content_of
from doccheck.engine.run.unit import PagePlan, Step, Unit


def with_digests(plan: PagePlan, settings: Settings) -> PagePlan:
    """Return the plan with the digest of each unit; that of a session covers what precedes it."""
    base = _base(settings)
    before: dict[str, str] = {}
    units: list[Unit] = []
    for unit in plan.units:
        name = unit.request.session
        own = digest(base, before.get(name, ""), *_asked(unit), "", *_contents(unit, settings))
        if name:
            before[name] = own
        units.append(replace(unit, digest=own))
    return replace(plan, units=tuple(units))


def _base(settings: Settings) -> str:
    """Return the settings that every block is subject to; the rest shows in its own request."""
    run = dataclasses.replace(
        settings.run,
        policy="",
        fail_under=0,
        require_isolation="",
        network="",
        normalise=(),
        fixtures={},
        placeholders={},
    )
    return repr(run)


def _asked(unit: Unit) -> Iterator[str]:
    """Yield what is executed and expected; whoever asks for it has no part in it."""
    skip = unit.skip.value if unit.skip else ""
    yield repr((replace(unit.request, marked=False, faults=()), unit.environment, skip))
    yield _lines(unit.shown)
    yield from map(_step, unit.steps)


def _step(step: Step) -> str:
    expected = None if step.expected is None else _lines(step.expected.text)
    return repr((_lines(step.script), step.exit_code, expected))


def _lines(text: str) -> str:
    """Return a text with the line ends that every checkout has."""
    return text.replace("\r\n", "\n")


def _contents(unit: Unit, settings: Settings) -> Iterator[str]:
    for _, path in fixture_paths(unit.request.fixtures, settings):
        if path.exists():
            yield content_of(path, portable=True)
