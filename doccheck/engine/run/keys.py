"""What the result of a unit depends on."""

from __future__ import annotations

from doccheck.cache.store import digest
from doccheck.config import Settings
from doccheck.engine.asked import fixture_paths
from doccheck.engine.run.memory import content_of
from doccheck.engine.run.unit import PagePlan


def keys_of(plan: PagePlan, base: str, settings: Settings) -> list[str]:
    """Return the key of each unit: a session's units depend on those before them.

    `base` covers everything that all results of a run depend on.
    """
    keys: list[str] = []
    before: dict[str, str] = {}
    for unit in plan.units:
        places = fixture_paths(unit.request.fixtures, settings)
        contents = (content_of(path) for _, path in places if path.exists())
        steps = (
            repr((step.script, step.exit_code, step.expected and step.expected.text))
            for step in unit.steps
        )
        name = unit.request.session
        asked = repr((unit.request, unit.environment, unit.skip))
        key = digest(base, before.get(name, ""), asked, *steps, "", *contents)
        if name:
            before[name] = key
        keys.append(key)
    return keys
