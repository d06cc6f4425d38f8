"""All pages from all results: pure, the same input always gives the same text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from doccheck.validation.audit import Audit, documentation
from doccheck.validation.document import Results
from doccheck.validation.pages import (
    benchmark,
    brokers,
    comprehensive,
    data,
    inventory,
    overview,
)
from doccheck.validation.pages import documentation as audit_page
from doccheck.validation.pages.context import Context
from doccheck.validation.readiness import Judgement, judge
from doccheck.validation.requirements import COMMANDS, requirements
from doccheck.validation.risks import Risk, load_risks

_PAGES = (inventory, brokers, data, benchmark, audit_page, comprehensive, overview)
PAGE_NAMES = (*(page.NAME for page in _PAGES), comprehensive.REFERENCES)
"""The names of all files that `render_pages` makes."""


def judge_results(
    results: Results, audit: Audit | None, risks: Sequence[Risk], today: date
) -> Judgement:
    """Return whether everything is ready, and what stands in the way."""
    found = documentation(results, audit)
    return judge(requirements(results, found, audit), risks, today)


def render_pages(
    results: Results,
    audit: Audit | None = None,
    *,
    risks: Sequence[Risk] = (),
    today: date,
) -> dict[str, str]:
    """Return the text of every page by its file name.

    `audit` is what a fresh check of the documentation tells; without it the recorded one speaks.
    `today` decides which accepted risks have expired, and nothing else.
    """
    found = documentation(results, audit)
    context = Context(results, found, audit, judge_results(results, audit, risks, today))
    pages = {page.NAME: page.render(context) for page in _PAGES}
    pages[comprehensive.REFERENCES] = audit.references if audit else ""
    return pages


def load_accepted(path: Path | None) -> tuple[Risk, ...]:
    """Read the accepted risks; none without a file.

    Raises:
        InputError: the file cannot be read.
        ConfigError: it is not TOML, or an entry is incomplete or of an unknown requirement.
    """
    return () if path is None else load_risks(path, _acceptable())


def _acceptable() -> frozenset[str]:
    every = requirements(Results(), documentation(Results(), None), None)
    return frozenset(one.name for one in every if one.name != COMMANDS)
