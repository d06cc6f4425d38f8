"""The plans of all pages that were examined."""

from __future__ import annotations

from collections.abc import Collection

from doccheck.config import Settings
from doccheck.engine.check import Examined
from doccheck.engine.files import pattern_matcher, shown_path
from doccheck.engine.read import ReadFault, read_document
from doccheck.engine.run.grounds import Grounds
from doccheck.engine.run.plan import plan_page
from doccheck.engine.run.unit import PagePlan


def plan_pages(
    settings: Settings,
    seen: Examined,
    grounds: Grounds | None = None,
    *,
    only: Collection[str] | None = None,
) -> dict[str, PagePlan]:
    """Return the plan of each page by its name; with `only`, of the pages of these names.

    Raises:
        ConfigError: a setting names what does not exist.
    """
    grounds = grounds or Grounds(settings, seen.options, seen.report)
    historical = pattern_matcher(settings.historical)
    plans: dict[str, PagePlan] = {}
    for found in seen.files:
        if only is not None and found.shown not in only:
            continue
        document = read_document(found.path, found.shown)
        if not isinstance(document, ReadFault):  # else the check has reported it
            old = historical(shown_path(found.path, settings.root))
            plans[found.shown] = plan_page(
                grounds, document, historical=old, read=seen.readings.take
            )
    return plans
