"""What the result of a unit depends on, and by what it is known again."""

from __future__ import annotations

from collections.abc import Iterator

from doccheck.cache.store import digest
from doccheck.config import Settings
from doccheck.engine.asked import fixture_paths
from doccheck.engine.run.memory import content_of
from doccheck.engine.run.unit import PagePlan, Unit


def keys_of(plan: PagePlan, base: str, settings: Settings) -> list[str]:
    """Return the key of each unit: a session's units depend on those before them.

    `base` covers everything that all results of a run depend on.
    """
    keys: list[str] = []
    before: dict[str, str] = {}
    for unit in plan.units:
        places = fixture_paths(unit.request.fixtures, settings)
        contents = (content_of(path) for _, path in places if path.exists())
        name = unit.request.session
        asked = repr((unit.request, unit.environment, unit.skip))
        key = digest(base, before.get(name, ""), asked, *_steps(unit), "", *contents)
        if name:
            before[name] = key
        keys.append(key)
    return keys


def name_of(unit: Unit) -> str:
    """Return what a unit is known by from run to run: edited, it is another one."""
    return digest(unit.identity, repr(unit.request), *_steps(unit))


def _steps(unit: Unit) -> Iterator[str]:
    for step in unit.steps:
        yield repr((step.script, step.exit_code, step.expected and step.expected.text))
