"""The pages of the recorded results, as they were last looked at.

`make golden` writes what is rendered now; read the difference.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from typing import Any

import markdown
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from doccheck.model.report import Means, ReferenceRow, Report, Summary, Verdict
from doccheck.validation.audit import Audit, Required
from doccheck.validation.decode import decode
from doccheck.validation.document import Problem, Result, Results
from doccheck.validation.load import load_results
from doccheck.validation.render import PAGE_NAMES, render_pages
from doccheck.validation.risks import Risk
from tests.unit.validation.conftest import DATA, recorded

TODAY = date(2026, 11, 22)
UPDATE = os.environ.get("DOCCHECK_UPDATE_GOLDEN") == "1"
ROWS = tuple(
    ReferenceRow("docs/use.md", line, "shop", argv, " ".join(("shop", *argv)), verdict, command,
                 means=Means.PARSER)
    for line, argv, command, verdict in (
        (4, ("order", "--color", "red", "lamp"), ("shop", "order"), Verdict.ACCEPTED),
        (9, ("listing",), ("shop", "listing"), Verdict.ACCEPTED),
        (15, ("order", "--color", "$COLOR"), ("shop", "order"), Verdict.SKIPPED),
    )
)  # fmt: skip
AUDIT = Audit(
    Report(references=ROWS, summary=Summary(files=2, references=3, checked=2, skipped=1)),
    references="docs/use.md:4: accepted: shop order --color red lamp\n",
    inventory="## shop 1.2.3\n\n### `shop order`\n\nOrder an item.\n",
    required=(Required("shop", "order", present=True),),
    commands=(("shop", "order"), ("shop", "listing"), ("shop", "refund")),
)
RISKS = (
    Risk("thirty-days", "the first month is watched by hand", "operations", date(2027, 1, 31)),
    Risk("alerts", "over", "operations", date(2026, 1, 31)),
)


def pages() -> dict[str, str]:
    return render_pages(load_results(DATA / "results"), AUDIT, risks=RISKS, today=TODAY)


@pytest.mark.parametrize("name", PAGE_NAMES)
def test_golden(name: str) -> None:
    path = DATA / "golden" / name
    text = pages()[name]
    if UPDATE:
        path.write_text(text)
    assert text == path.read_text()


def test_the_same_input_gives_the_same_text() -> None:
    assert pages() == pages()
    results = load_results(DATA / "results")
    other = replace(results, documents=tuple(load_results(DATA / "results").documents))
    assert render_pages(other, AUDIT, risks=RISKS, today=TODAY) == pages()


def test_no_results_at_all() -> None:
    made = render_pages(Results(), today=TODAY)
    assert set(made) == set(PAGE_NAMES)
    for name, text in made.items():
        if name.endswith(".md"):
            assert "not run" in text
            assert "✔" not in text.replace("✔ met | 0 documents", "")
    assert "**Not ready.**" in made["validation-report.md"]


def test_simulated_runs_say_so_wherever_they_are_shown() -> None:
    made = pages()
    for name, subject in (
        ("broker-validation-findings.md", "binance"),
        ("data-provider-validation-report.md", "yfinance"),
        ("validation-report.md", "binance"),
        ("validation-report.md", "test-alerts"),
    ):
        rows = [
            line
            for line in made[name].splitlines()
            if line.startswith((f"| {subject}", f"## {subject}", f"**{subject}"))
        ]
        assert rows
        assert all("simulated" in line for line in rows), rows


def test_in_progress_says_which_day() -> None:
    assert "day 4 of 4, interim" in pages()["validation-report.md"]


def test_a_missing_command_is_said_first_on_every_page() -> None:
    required = (Required("shop", "refund", present=False),)
    made = render_pages(Results(), replace(AUDIT, required=required), today=TODAY)
    for name, text in made.items():
        if name.endswith(".md"):
            assert text.split("\n\n")[2].startswith("**Blocker: 1 required command missing.**")


def test_unreadable_documents_are_named_on_every_page() -> None:
    results = Results(problems=(Problem("cut.json", "not JSON: <b>"),))
    for name, text in render_pages(results, today=TODAY).items():
        if name.endswith(".md"):
            assert "1 result document could not be used" in text
            assert "cut.json" in text
            assert "<b>" not in text


@pytest.mark.parametrize("name", [name for name in PAGE_NAMES if name.endswith(".md")])
def test_ids_are_unique_and_charts_can_be_read_aloud(name: str) -> None:
    text = pages()[name]
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    for svg in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
        assert 'role="img"' in svg
        label = re.search(r'aria-labelledby="(\S+) (\S+)"', svg)
        assert label is not None
        assert f'<title id="{label[1]}">' in svg
        assert f'<desc id="{label[2]}">' in svg
        assert "http" not in svg.replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert len(svg) < 12_000
    for figure in re.findall(r"<figure.*?</figure>", text, re.DOTALL):
        assert "\n\n" not in figure
        assert "<table>" in figure


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, tuple(sorted(name for name, _ in attrs))))


EXTENSIONS = ["tables", "attr_list", "def_list", "admonition", "pymdownx.details",
              "pymdownx.superfences", "pymdownx.inlinehilite"]  # fmt: skip


def tags(text: str) -> list[tuple[str, tuple[str, ...]]]:
    parser = Tags()
    parser.feed(markdown.markdown(text, extensions=EXTENSIONS))
    return parser.seen


def hostile(words: str) -> Results:
    """Every free text of every kind of document replaced."""

    def put(value: Any, key: str = "") -> Any:  # noqa: ANN401 - any JSON
        if isinstance(value, dict):
            return {name: put(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [put(one, key) for one in value]
        free = key in FREE and isinstance(value, str) and value not in ("marked", "unmarked")
        return words if free else value

    names = sorted(path.stem for path in (DATA / "results").glob("*.json"))
    return Results(tuple(decode(put(recorded(name)), f"{name}.json") for name in names))


FREE = frozenset(
    {"detail", "advice", "items", "note", "argv", "environment", "message", "suggestion", "shown",
     "reason", "cause", "strategy", "unit", "broker", "source", "symbol", "file"}
)  # fmt: skip
ATTACKS = (
    "<script>alert(1)</script>", "</span><img src=x onerror=y>", "a | b | c", "`a` | `b", "**x**",
    "[x](javascript:y)", "![x](y)", "{: onclick=z }", "{{ 7*7 }}", "a\n\n# b", "a\n\n<b>", "    x",
    "- x", "1. x", "> x", "# x", "x\n===", "&lt;b&gt;", "<!-- doccheck: skip -->", "_a_ __b__",
    "--8<-- 'x'", "~~a~~", "\\<b>", "x" * 5000, "\x1b[31m", "\u202eabc", "</svg><b>",
    "</details>", "```", "~~~", "!!! note", "??? x", ": x", "http://x.y", "<http://x.y>",
)  # fmt: skip


@pytest.mark.parametrize("words", ATTACKS)
def test_results_add_no_markup(words: str) -> None:
    plain, attacked = hostile("harmless"), hostile(words)
    expected = render_pages(plain, AUDIT, today=TODAY)
    for name, text in render_pages(attacked, AUDIT, today=TODAY).items():
        if name.endswith(".md"):
            assert shape(text) == shape(expected[name])


def shape(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The elements of a page, less the spans around what was said (an odd backtick has none)."""
    return [one for one in tags(text) if one != ("span", ("style",))]


@given(st.text(alphabet="<>&\"'`|*_{}[]()#!\\~^=$@+-:/. \n\tab1é", min_size=1, max_size=30))
def test_generated_texts_add_no_markup(words: str) -> None:
    assume(words.strip())
    expected = render_pages(one_broker("harmless"), today=TODAY)
    found = render_pages(one_broker(words), today=TODAY)
    name = "broker-validation-findings.md"
    assert shape(found[name]) == shape(expected[name])


def one_broker(words: str) -> Results:
    document = recorded("test-broker-paper")
    document["checks"] = [{"name": words, "status": "fail", "detail": words, "items": [words]}]
    document["argv"] = [words]
    document["parameters"]["broker"] = "x" + words
    return Results((decode(document, "x.json"),))


def test_history_is_shown(result: Callable[..., Result]) -> None:
    runs = tuple(
        result(f"{at:02}.json", started=f"2026-01-{at:02}T00:00:00Z",
               finished=f"2026-01-{at:02}T00:00:01Z")
        for at in range(1, 15)
    )  # fmt: skip
    text = render_pages(Results(runs), today=TODAY)["broker-validation-findings.md"]
    assert "## All runs" in text
    assert "4 older runs not shown." in text
    assert text.index("14.json") < text.index("05.json")


def test_a_page_that_the_recorded_run_does_not_know_is_not_run() -> None:
    rows = tuple(replace(row, file="docs/new.md") for row in AUDIT.report.references)
    audit = replace(AUDIT, report=replace(AUDIT.report, references=rows))
    made = render_pages(load_results(DATA / "results"), audit, today=TODAY)
    (row,) = [
        line
        for line in made["documentation-audit-report.md"].splitlines()
        if 'id="page-docs_2Fnew.md"' in line
    ]
    assert row.endswith("| ○ not run | ○ not run |")


def audited(digests: dict[str, str], standing: dict[str, set[str]]) -> str:
    results = load_results(DATA / "results")
    raw = json.loads((DATA / "results" / "doccheck-run.json").read_text(encoding="utf-8"))
    for row in raw["details"]["executions"]:
        row["digest"] = digests.get(row["shown"], "")
    documents = [
        decode(raw, one.file) if one.command == raw["command"] else one for one in results.documents
    ]
    audit = replace(AUDIT, standing=standing)
    made = render_pages(replace(results, documents=tuple(documents)), audit, today=TODAY)
    return made["documentation-audit-report.md"]


ORDER, LISTING = "shop order --color red lamp", "shop listing | head"


def test_a_recorded_result_of_what_still_stands_counts() -> None:
    text = audited({ORDER: "a", LISTING: "b"}, {"docs/use.md": {"a", "b"}})
    assert "| Examples executed | 2 of 2 |" in text
    assert "| Executed examples that passed | 1 of 2 |" in text
    assert "Record them anew" not in text


def test_a_recorded_result_of_what_changed_since_does_not_count() -> None:
    text = audited({ORDER: "a", LISTING: "b"}, {"docs/use.md": {"other", "b"}})
    assert "| Examples executed | 1 of 2 |" in text
    assert "| Executed examples that passed | 0 of 1 |" in text
    assert "✔ passed" not in text
    assert "- changed-since: 1" in text
    assert "Record them anew" in text


def test_a_record_without_digests_counts_for_nothing() -> None:
    text = audited({}, {"docs/use.md": {"a"}})
    assert "| Examples executed | 0 of 2 |" in text
    assert "- no-digest: 2" in text
