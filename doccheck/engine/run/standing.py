"""What could be executed of the pages as they are now, to hold a record of a run against."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

from doccheck.cache import Store
from doccheck.config import Settings
from doccheck.config.running import POLICIES
from doccheck.engine.check import examine
from doccheck.engine.run.judged import with_digests
from doccheck.engine.run.planning import plan_pages
from doccheck.engine.run.unit import PagePlan, Unit
from doccheck.model.executed import Source
from doccheck.model.run_record import RunRecord, Standing


def standing_blocks(
    settings: Settings, record: RunRecord, *, cwd: Path, store: Store | None = None
) -> Mapping[str, tuple[Standing, ...]]:
    """Return what stands now in the files that a record names, in their order.

    Nothing is executed. Files are named as the record does: relative to `cwd`.

    Raises:
        DoccheckError: as `check` does.
    """
    names = {row.file for row in record.executions if row.source is not Source.HELP}
    files = [cwd / name for name in sorted(names) if (cwd / name).is_file()]
    if not files:
        return {}
    if record.policy in POLICIES:  # what was asked for on the command line
        run = dataclasses.replace(settings.run, policy=record.policy)
        settings = dataclasses.replace(settings, run=run)
    others = [settings.root / path for path in settings.paths or (".",)]
    # One process: a server has threads, beside which a pool cannot safely be forked.
    seen = examine(settings, [*files, *others], cwd=cwd, store=store or Store(None), jobs=1)
    plans = plan_pages(settings, seen, only=names)
    return {file: _standing(with_digests(plan, settings)) for file, plan in plans.items()}


def _standing(plan: PagePlan) -> tuple[Standing, ...]:
    found = []
    for unit in plan.units:
        place = plan.document.range(plan.document.trimmed(unit.span))
        text = plan.document.slice(unit.span)
        found.append(Standing(unit.digest, place.line, place.end_line, text, _printed_by(unit)))
    return tuple(found)


def _printed_by(unit: Unit) -> str:
    """Return the command whose output alone the block shows, empty where it shows commands."""
    apart = [step for step in unit.steps if not unit.span.contains(step.span)]
    return unit.shown if apart else ""
