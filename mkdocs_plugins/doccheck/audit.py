"""The check of all pages, its findings put where the writer can mend them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from doccheck.api import (
    Document,
    Finding,
    Report,
    Settings,
    Store,
    check_pages,
    load_baseline,
    with_baseline,
)
from doccheck.model.report import ReferenceRow
from doccheck.model.source import Range, Span
from mkdocs_plugins.doccheck.pages import PageText
from mkdocs_plugins.doccheck.provenance import Origin


@dataclass(frozen=True, slots=True)
class PageAudit:
    """What was found on one page, each with its line in the page's text without front matter."""

    findings: tuple[tuple[int, Finding], ...] = ()
    references: tuple[tuple[int, ReferenceRow], ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """The outcome of a build: the report, and what concerns each page by its shown name."""

    report: Report
    pages: Mapping[str, PageAudit] = field(default_factory=dict)


def audit(settings: Settings, pages: Sequence[PageText], *, root: Path, store: Store) -> Audit:
    """Check the pages as their reader gets them.

    Raises:
        DoccheckError: the settings, a program or the baseline cannot be used.
    """
    changed = {page.shown: page for page in pages if page.changed}
    report = check_pages(
        settings,
        [page.path for page in pages if page.path is not None and not page.changed],
        [Document(page.shown, page.text) for page in changed.values()],
        cwd=root,
        store=store,
    )
    files = _Files(root)
    moved = [
        (_moved(one, changed[one.file], files) if one.file in changed else one, one)
        for one in report.findings
    ]
    names = {page.shown for page in pages}
    moved.sort(key=lambda pair: _order(pair[0], on_page=pair[1].file in names))
    shown = replace(report, findings=tuple(_once(one for one, _ in moved)))
    if settings.baseline:
        shown = with_baseline(shown, load_baseline(settings.root / settings.baseline))
    kept = {_place(one) for one in shown.findings}
    offsets = {page.shown: 0 if page.changed else page.offset for page in pages}
    left = [(one, old) for one, old in moved if _place(one) in kept]
    return Audit(shown, _by_page(left, report.references, offsets))


def _by_page(
    moved: Iterable[tuple[Finding, Finding]],
    references: Iterable[ReferenceRow],
    offsets: Mapping[str, int],
) -> dict[str, PageAudit]:
    findings: dict[str, list[tuple[int, Finding]]] = {}
    rows: dict[str, list[tuple[int, ReferenceRow]]] = {}
    for new, old in moved:
        line = old.range.line - offsets.get(old.file, 0)
        findings.setdefault(old.file, []).append((line, new))
    for row in references:
        rows.setdefault(row.file, []).append((row.line - offsets.get(row.file, 0), row))
    return {
        name: PageAudit(tuple(findings.get(name, ())), tuple(rows.get(name, ())))
        for name in offsets
    }


def _once(findings: Iterable[Finding]) -> list[Finding]:
    """Drop what is said twice of one place: a snippet may stand on many pages."""
    return list({_place(one): one for one in findings}.values())


def _order(one: Finding, *, on_page: bool) -> tuple[bool, str, int, int, str]:
    """Order by place; what is said of a program comes first."""
    return on_page, one.file, one.range.line, one.range.column, one.code


def _place(one: Finding) -> tuple[str, Range, str, str]:
    return one.file, one.range, one.code, one.message


class _Files:
    """The files that findings are moved to, read once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[str, Document | None] = {}

    def span(self, file: str, line: int, column: int) -> Span | None:
        """Return the place of a line and column as an offset, None where there is no such file."""
        if file not in self._known:
            try:
                text = (self._root / file).read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError):
                text = None
            self._known[file] = None if text is None else Document(file, text)
        document = self._known[file]
        if document is None or line > len(document.index.starts):
            return None
        start = document.index.line_span(line).start + column - 1
        return Span(start, start)


def _moved(finding: Finding, page: PageText, files: _Files) -> Finding:
    """Return a finding of a page's text at the place in the file that the text came from."""
    lines, at = page.traced, finding.range
    if not 0 < at.line <= len(lines):
        return finding
    text, origin = lines[at.line - 1]
    if origin.exact:
        shift = _shift(text, origin)
        last = lines[min(at.end_line, len(lines)) - 1][1]
        end = last.line if last.file == origin.file and last.exact else origin.line
        place = Range(origin.line, at.column + shift, max(end, origin.line), at.end_column + shift)
        note = finding.help
    else:
        place = Range(origin.line, 1, origin.end_line, 1)
        note = _bracketed(origin, finding.help)
    span = files.span(origin.file, place.line, place.column) or finding.span
    return replace(finding, file=origin.file, range=place, span=span, help=note, fixes=())


def _shift(text: str, origin: Origin) -> int:
    """Return by how much a line stands further to the right in its file than on the page."""
    there = origin.text or ""
    return _indent(there) - _indent(text)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _bracketed(origin: Origin, note: str) -> str:
    lines = f"line {origin.line}"
    if origin.end_line > origin.line:
        lines = f"lines {origin.line} to {origin.end_line}"
    made = f"it stands in what the site made of {lines}"
    return f"{note}; {made}" if note else made
