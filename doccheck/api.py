"""The public facade: what the command line, the MkDocs plugin and other programs use.

Each name is loaded when it is asked for, so that a run in which nothing changed loads little.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from doccheck.cache import Store
    from doccheck.config import ProgramSettings, Settings, discover
    from doccheck.engine.check import check
    from doccheck.engine.initial import initial_settings
    from doccheck.engine.inventory import (
        inventory_manifest,
        inventory_markdown,
        load_programs,
        vanished,
    )
    from doccheck.engine.listing import references_json, references_text
    from doccheck.engine.mend import Change, planned_fixes, planned_ignores, write_changes
    from doccheck.engine.outcome import (
        load_baseline,
        unloadable,
        with_baseline,
        with_fixed,
        with_since,
        write_baseline,
    )
    from doccheck.engine.pages import check_pages, program_places
    from doccheck.engine.record import write_record
    from doccheck.engine.replay import Output, Replay
    from doccheck.engine.run.ahead import begin_sandbox
    from doccheck.engine.run.execute import Executed, RunOptions, run
    from doccheck.engine.run.record import write_run_record
    from doccheck.engine.run.standing import standing_blocks
    from doccheck.engine.run.update import Updates, planned_updates
    from doccheck.engine.text import check_text
    from doccheck.engine.validation import (
        audit_documentation,
        audit_of,
        load_all,
        standing_digests,
    )
    from doccheck.model.finding import Finding, Severity
    from doccheck.model.report import Report
    from doccheck.model.source import Document
    from doccheck.model.tree import CommandTree
    from doccheck.validation.anchors import example_anchor, page_anchor
    from doccheck.validation.audit import Audit
    from doccheck.validation.document import Results
    from doccheck.validation.load import load_results
    from doccheck.validation.readiness import Judgement
    from doccheck.validation.render import (
        PAGE_NAMES,
        judge_results,
        load_accepted,
        render_pages,
    )
    from doccheck.validation.write import stale_pages, write_pages

_HOMES = {
    "Audit": "validation.audit",
    "Change": "engine.mend",
    "CommandTree": "model.tree",
    "Document": "model.source",
    "Executed": "engine.run.execute",
    "Finding": "model.finding",
    "Judgement": "validation.readiness",
    "Output": "engine.replay",
    "PAGE_NAMES": "validation.render",
    "ProgramSettings": "config",
    "Replay": "engine.replay",
    "Report": "model.report",
    "Results": "validation.document",
    "RunOptions": "engine.run.execute",
    "Settings": "config",
    "Severity": "model.finding",
    "Store": "cache",
    "Updates": "engine.run.update",
    "audit_documentation": "engine.validation",
    "audit_of": "engine.validation",
    "begin_sandbox": "engine.run.ahead",
    "check": "engine.check",
    "check_pages": "engine.pages",
    "check_text": "engine.text",
    "discover": "config",
    "example_anchor": "validation.anchors",
    "initial_settings": "engine.initial",
    "inventory_manifest": "engine.inventory",
    "inventory_markdown": "engine.inventory",
    "judge_results": "validation.render",
    "load_accepted": "validation.render",
    "load_all": "engine.validation",
    "load_baseline": "engine.outcome",
    "load_programs": "engine.inventory",
    "load_results": "validation.load",
    "page_anchor": "validation.anchors",
    "planned_fixes": "engine.mend",
    "planned_ignores": "engine.mend",
    "planned_updates": "engine.run.update",
    "program_places": "engine.pages",
    "references_json": "engine.listing",
    "references_text": "engine.listing",
    "render_pages": "validation.render",
    "run": "engine.run.execute",
    "stale_pages": "validation.write",
    "standing_blocks": "engine.run.standing",
    "standing_digests": "engine.validation",
    "unloadable": "engine.outcome",
    "vanished": "engine.inventory",
    "with_baseline": "engine.outcome",
    "with_fixed": "engine.outcome",
    "with_since": "engine.outcome",
    "write_baseline": "engine.outcome",
    "write_changes": "engine.mend",
    "write_pages": "validation.write",
    "write_record": "engine.record",
    "write_run_record": "engine.run.record",
}

__all__ = [
    "PAGE_NAMES",
    "Audit",
    "Change",
    "CommandTree",
    "Document",
    "Executed",
    "Finding",
    "Judgement",
    "Output",
    "ProgramSettings",
    "Replay",
    "Report",
    "Results",
    "RunOptions",
    "Settings",
    "Severity",
    "Store",
    "Updates",
    "audit_documentation",
    "audit_of",
    "begin_sandbox",
    "check",
    "check_pages",
    "check_text",
    "discover",
    "example_anchor",
    "initial_settings",
    "inventory_manifest",
    "inventory_markdown",
    "judge_results",
    "load_accepted",
    "load_all",
    "load_baseline",
    "load_programs",
    "load_results",
    "page_anchor",
    "planned_fixes",
    "planned_ignores",
    "planned_updates",
    "program_places",
    "references_json",
    "references_text",
    "render_pages",
    "run",
    "stale_pages",
    "standing_blocks",
    "standing_digests",
    "unloadable",
    "vanished",
    "with_baseline",
    "with_fixed",
    "with_since",
    "write_baseline",
    "write_changes",
    "write_pages",
    "write_record",
    "write_run_record",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - typed by the imports above
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"doccheck.{_HOMES[name]}"), name)
