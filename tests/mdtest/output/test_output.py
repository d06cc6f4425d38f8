"""Expected output, tested by Markdown: what a page shows, what is printed, what is said of it.

A section is a case: an optional line `options: WORDS`, a `shown` block, a `printed` block and a
`result` block. The result is `equal`, or the summary and the diff; below `---` stands what the
page shows after rewriting, or why it is left alone.

To write the results as they are now: `DOCCHECK_UPDATE_MDTEST=1 pytest tests/mdtest/output`, then
read the difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from doccheck.expect import MatchOptions, Refused, compare, parse_options, rewrite
from doccheck.extract.prompts import strong_prompt
from doccheck.fix.apply import apply
from doccheck.model.source import Document
from tests.mdtest.sections import UPDATE, sections
from tests.unit.extract.pages import OPTIONS, read

FOLDER = Path(__file__).parent
_OPTIONS = re.compile(r"^options: (?P<words>.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """One section; `start` and `end` bound the body of its result."""

    file: Path
    name: str
    options: MatchOptions
    shown: str
    printed: str
    result: str
    start: int
    end: int


def read_cases(file: Path) -> Iterator[Case]:
    text = file.read_text(encoding="utf-8")
    for section in sections(text):
        blocks = section.blocks
        words = _OPTIONS.search(text, section.start, section.end)
        pairs = [word.partition("=")[::2] for word in words["words"].split()] if words else []
        yield Case(
            file,
            section.name,
            parse_options(pairs),
            blocks["shown"]["body"],
            blocks["printed"]["body"],
            blocks["result"]["body"],
            *blocks["result"].span("body"),
        )


def told(case: Case) -> str:
    found = compare(case.shown, case.printed, case.options)
    if found is None:
        return "equal\n"
    page = f"`````console\n$ acme go\n{case.shown}`````\n"
    (block,) = read(page).blocks
    made = rewrite(
        Document("page.md", page),
        block.span,
        block.output[0],
        case.printed,
        case.options,
        is_prompt=lambda line: strong_prompt(line, OPTIONS) is not None,
    )
    if isinstance(made, Refused):
        after = f"{made.reason}: {made.detail}\n"
    else:
        after = read(apply(page, made)).blocks[0].output[0].text
    return f"{found.summary}\n{found.diff}\n---\n{after}"


CASES = [case for file in sorted(FOLDER.glob("*.md")) for case in read_cases(file)]


@pytest.mark.skipif(UPDATE, reason="the results are being rewritten")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_case(case: Case) -> None:
    assert told(case) == case.result


@pytest.mark.skipif(not UPDATE, reason="DOCCHECK_UPDATE_MDTEST=1 rewrites the results")
def test_update() -> None:
    for file in {case.file for case in CASES}:
        text = file.read_text(encoding="utf-8")
        for case in reversed([case for case in CASES if case.file == file]):
            text = text[: case.start] + told(case) + text[case.end :]
        file.write_text(text, encoding="utf-8")
