"""Changing documents: fixes and suppressions, planned for all files before one is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from msgspec import Struct

from doccheck.config import Settings
from doccheck.engine.read import ReadFault, read_document
from doccheck.engine.targets import call_forms, find_targets
from doccheck.extract import ExtractOptions, extract
from doccheck.fix.apply import apply, diff
from doccheck.fix.plan import plan
from doccheck.fix.write import write_back
from doccheck.model.finding import Edit, Finding
from doccheck.model.report import Report
from doccheck.model.source import Document
from doccheck.suppress.add_ignore import add_ignores


class Change(Struct, frozen=True):
    """A document with its new text, and the findings that the change resolves."""

    path: Path
    document: Document
    text: str
    fixed: tuple[Finding, ...] = ()

    @property
    def diff(self) -> str:
        """The change as a unified diff."""
        return diff(self.document, self.text)


def planned_fixes(
    report: Report, cwd: Path, *, unsafe: bool, stdin: Document | None = None
) -> list[Change]:
    """Return the changes that the fixes of a report make, one a file."""

    def change(document: Document, findings: list[Finding]) -> _Edits:
        planned = plan(findings, unsafe=unsafe, document=document)
        return planned.edits, planned.fixed

    return _changes(report, cwd, change, stdin)


def planned_ignores(report: Report, settings: Settings, cwd: Path, reason: str) -> list[Change]:
    """Return the changes that add a directive for every finding of a report."""
    wanted = ExtractOptions.of(call_forms(find_targets(settings)), settings.untagged)

    def change(document: Document, findings: list[Finding]) -> _Edits:
        added = add_ignores(document, extract(document, wanted), findings, reason)
        left = set(added.left)
        return added.edits, tuple(one for one in findings if one not in left)

    return _changes(report, cwd, change, None)


def write_changes(changes: Iterable[Change], root: Path) -> None:
    """Write the changed files, each atomically.

    Raises:
        InputError: a file changed meanwhile, or cannot be written.
    """
    for change in changes:
        write_back(change.path, change.document, change.text, root)


_Edits = tuple[tuple[Edit, ...], tuple[Finding, ...]]
_Changer = Callable[[Document, list[Finding]], _Edits]


def _changes(report: Report, cwd: Path, change: _Changer, stdin: Document | None) -> list[Change]:
    by_file: dict[str, list[Finding]] = {}
    for finding in report.findings:
        by_file.setdefault(finding.file, []).append(finding)
    changes = []
    for file, findings in by_file.items():
        document = stdin if stdin and stdin.path == file else read_document(cwd / file, file)
        if isinstance(document, ReadFault):
            continue
        edits, fixed = change(document, findings)
        if edits:
            changes.append(Change(cwd / file, document, apply(document.text, edits), fixed))
    return changes
