"""Rule tests written in Markdown: a program, a page, and what doccheck says of it.

A file holds one `python` block, the program: its application is called `cli`, its name stands on
the line `program: NAME`. Each section is a case: an optional `toml` block with settings, an
optional line `path: FILE`, the page (a `markdown` block, in as many backticks as it needs), and an
`expected` block:

    4:6 error DC101 "lsit" `shop` has no command `lsit`
        help: did you mean `list`?
        safe: shop list
    7 skipped custom-parser
    3 references: 2 checked, 1 skipped

Place, weight and code come first, then the exact characters that are marked, then the message.
Below stand the help, and the line as a fix would leave it. The line that counts keeps a case from
passing by checking nothing; after it stand the configuration examples with their verdicts.

To write what doccheck says now into the files: `DOCCHECK_UPDATE_MDTEST=1 pytest tests/mdtest`,
then read the difference.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from doccheck.api import check_text
from doccheck.config import Settings
from doccheck.config.load import parse_settings
from doccheck.engine.files import pattern_matcher
from doccheck.extract import ExtractOptions, extract
from doccheck.fix.apply import apply
from doccheck.fix.plan import plan
from doccheck.introspect.client import describe
from doccheck.introspect.program import ProgramSpec
from doccheck.model.finding import Finding
from doccheck.model.report import Report
from doccheck.model.source import Document
from doccheck.model.tree import CommandTree
from doccheck.suppress.add_ignore import add_ignores
from tests.mdtest.sections import UPDATE, blocks, preamble, sections

FOLDER = Path(__file__).parent
_PROGRAM = re.compile(r"^program: (?P<name>\S+)$", re.MULTILINE)
_PATH = re.compile(r"^path: (?P<path>\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """One section of a file; `start` and `end` bound the body of its expected block."""

    file: Path
    name: str
    program: str
    app: str
    page: str
    path: str
    settings: Settings
    expected: str
    start: int
    end: int


def read_cases(file: Path) -> Iterator[Case]:
    text = file.read_text(encoding="utf-8")
    before = preamble(text)
    program = _PROGRAM.search(before)
    app = blocks(before)["python"]["body"]
    assert program, f"{file.name}: no line `program: NAME`"
    for section in sections(text):
        found = section.blocks
        assert {"markdown", "expected"} <= set(found), f"{file.name}: {section.name}: no page"
        settings = tomllib.loads(found["toml"]["body"]) if "toml" in found else {}
        path = _PATH.search(text, section.start, found["markdown"].start())
        yield Case(
            file,
            section.name,
            program["name"],
            app,
            found["markdown"]["body"],
            path["path"] if path else "page.md",
            parse_settings(settings, root=FOLDER, source=None),
            found["expected"]["body"],
            *found["expected"].span("body"),
        )


CASES = [case for file in sorted(FOLDER.glob("*.md")) for case in read_cases(file)]
all_cases = pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case.file.stem}:{case.name.replace(' ', '-')}"
)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mdtest")


@cache
def load_tree(program: str, app: str, folder: Path) -> CommandTree:
    module = f"app{abs(hash(app))}"
    (folder / f"{module}.py").write_text(app, encoding="utf-8")
    spec = ProgramSpec(program, f"{module}:cli", None, folder, (folder,))
    return describe(spec).tree


def check(case: Case, page: str, folder: Path) -> Report:
    return check_text(
        page,
        load_tree(case.program, case.app, folder),
        path=case.path,
        settings=case.settings,
        historical=pattern_matcher(case.settings.historical)(case.path),
    )


def notation(report: Report, page: str, path: str) -> str:
    told = [(one.span.start, _finding(one, Document(path, page))) for one in report.findings]
    lines = [text for _, text in sorted(told)]
    lines += [f"{skip.line} skipped {skip.reason}\n" for skip in report.skipped]
    lines += [
        f"suppressed {one.finding.range.line}:{one.finding.range.column} {one.finding.code}\n"
        for one in report.suppressed
    ]
    sums = report.summary
    lines.append(f"{sums.references} references: {sums.checked} checked, {sums.skipped} skipped\n")
    for row in report.configs:
        said = " ".join(part for part in (row.name, row.schema and f"by {row.schema}") if part)
        detail = f" ({row.detail})" if row.detail else ""
        lines.append(f"{row.line} {row.format} {row.verdict}{said and ' '}{said}{detail}\n")
    return "".join(lines)


def _finding(finding: Finding, document: Document) -> str:
    where = finding.range
    marked = document.slice(finding.span).replace("\n", "\\n")
    place = f"{where.line}:{where.column}"
    lines = [f'{place} {finding.severity} {finding.code} "{marked}" {finding.message}']
    if finding.help:
        lines.append(f"    help: {finding.help}")
    for fix in finding.fixes:
        changed = apply(document.text, fix.edits).splitlines()
        line = changed[where.line - 1] if where.line <= len(changed) else ""
        lines.append(f"    {fix.applicability}: {line}")
    return "\n".join(lines) + "\n"


@all_cases
def test_case(case: Case, folder: Path) -> None:
    found = notation(check(case, case.page, folder), case.page, case.path)
    if UPDATE and found != case.expected:
        _rewrite(case, found)
        return
    assert found == case.expected


def _rewrite(case: Case, found: str) -> None:
    """Put `found` into the file; earlier cases may have moved what follows them."""
    fresh = next(one for one in read_cases(case.file) if one.name == case.name)
    text = case.file.read_text(encoding="utf-8")
    case.file.write_text(text[: fresh.start] + found + text[fresh.end :], encoding="utf-8")


@all_cases
def test_the_frame_shows_what_is_marked(case: Case, folder: Path) -> None:
    document = Document(case.path, case.page)
    for finding in check(case, case.page, folder).findings:
        where = finding.range
        assert document.range(finding.span) == where
        assert finding.excerpt[0] == case.page.splitlines()[where.line - 1]


@all_cases
def test_fixes_resolve_what_they_speak_of(case: Case, folder: Path) -> None:
    """A safe fix removes its finding, adds none, and leaves nothing to fix."""
    before = check(case, case.page, folder)
    work = plan(before.findings)
    if not work.fixed:
        return
    page = apply(case.page, work.edits)
    after = check(case, page, folder)
    assert after.summary.findings == before.summary.findings - len(work.fixed)
    assert after.summary.references == before.summary.references
    assert not plan(after.findings).fixed


@all_cases
def test_added_ignores_silence_the_page(case: Case, folder: Path) -> None:
    before = check(case, case.page, folder)
    document = Document(case.path, case.page)
    options = ExtractOptions(programs=frozenset({case.program}), untagged=case.settings.untagged)
    added = add_ignores(document, extract(document, options), before.findings, "known")
    assert not added.left
    after = check(case, apply(case.page, added.edits), folder)
    assert [one for one in after.findings if not one.code.startswith("DC9")] == []
    assert after.summary.references == before.summary.references
    silenced = [one for one in before.findings if not one.code.startswith("DC9")]
    assert after.summary.suppressed == before.summary.suppressed + len(silenced)
