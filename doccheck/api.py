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
        write_baseline,
    )
    from doccheck.engine.pages import check_pages, excluded_by, program_places
    from doccheck.engine.record import write_record
    from doccheck.engine.replay import Output, Replay
    from doccheck.engine.run.execute import Executed, RunOptions, run
    from doccheck.engine.run.record import write_run_record
    from doccheck.engine.text import check_text
    from doccheck.model.finding import Finding, Severity
    from doccheck.model.report import Report
    from doccheck.model.source import Document
    from doccheck.model.tree import CommandTree

_HOMES = {
    "Change": "engine.mend",
    "CommandTree": "model.tree",
    "Document": "model.source",
    "Executed": "engine.run.execute",
    "Finding": "model.finding",
    "Output": "engine.replay",
    "ProgramSettings": "config",
    "Replay": "engine.replay",
    "Report": "model.report",
    "RunOptions": "engine.run.execute",
    "Settings": "config",
    "Severity": "model.finding",
    "Store": "cache",
    "check": "engine.check",
    "check_pages": "engine.pages",
    "check_text": "engine.text",
    "discover": "config",
    "excluded_by": "engine.pages",
    "initial_settings": "engine.initial",
    "inventory_manifest": "engine.inventory",
    "inventory_markdown": "engine.inventory",
    "load_baseline": "engine.outcome",
    "load_programs": "engine.inventory",
    "planned_fixes": "engine.mend",
    "planned_ignores": "engine.mend",
    "program_places": "engine.pages",
    "references_json": "engine.listing",
    "references_text": "engine.listing",
    "run": "engine.run.execute",
    "unloadable": "engine.outcome",
    "vanished": "engine.inventory",
    "with_baseline": "engine.outcome",
    "with_fixed": "engine.outcome",
    "write_baseline": "engine.outcome",
    "write_changes": "engine.mend",
    "write_record": "engine.record",
    "write_run_record": "engine.run.record",
}

__all__ = [
    "Change",
    "CommandTree",
    "Document",
    "Executed",
    "Finding",
    "Output",
    "ProgramSettings",
    "Replay",
    "Report",
    "RunOptions",
    "Settings",
    "Severity",
    "Store",
    "check",
    "check_pages",
    "check_text",
    "discover",
    "excluded_by",
    "initial_settings",
    "inventory_manifest",
    "inventory_markdown",
    "load_baseline",
    "load_programs",
    "planned_fixes",
    "planned_ignores",
    "program_places",
    "references_json",
    "references_text",
    "run",
    "unloadable",
    "vanished",
    "with_baseline",
    "with_fixed",
    "write_baseline",
    "write_changes",
    "write_record",
    "write_run_record",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - typed by the imports above
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"doccheck.{_HOMES[name]}"), name)
