from __future__ import annotations

import re
from xml.etree.ElementTree import fromstring

import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from doccheck.model.finding import Finding, Severity
from doccheck.model.report import Report, build
from doccheck.model.source import Range, Span
from doccheck.report.formats import render
from doccheck.report.markdown import escaped

# GitHub


def test_an_annotation(finding: Finding) -> None:
    assert render(build(files=1, findings=[finding]), "github").splitlines()[0] == (
        "::error file=docs/a.md,line=4,endLine=4,col=13,endColumn=15,"
        "title=DC101 unknown-command::`shop orders` has no command `lst`%0Adid you mean `list`?"
    )


def test_a_document_cannot_write_workflow_commands(report: Report) -> None:
    for line in render(report, "github").splitlines():
        assert re.fullmatch(r"::(error|warning|notice) [^:]*::.*", line), (
            "every line is one command of ours"
        )
        fields = line.split("::")[1]
        assert "\n" not in fields
        assert len(re.findall(r"(?:^| |,)(file|line|endLine|col|endColumn|title)=", fields)) >= 1


def test_errors_come_first_and_the_limit_is_told(finding: Finding) -> None:
    many = [
        replace(
            finding,
            span=Span(at, at + 1),
            range=Range(at + 1, 1, at + 1, 2),
            severity=Severity.WARNING if at < 12 else Severity.ERROR,
        )
        for at in range(13)
    ]
    lines = render(build(files=1, findings=many), "github").splitlines()
    assert lines[0].startswith("::error ")
    assert lines[-1].endswith("13 findings in all (1 errors, 12 warnings, 0 notes); "
                              "GitHub shows ten of each kind.")  # fmt: skip


def test_a_place_over_several_lines_has_no_columns(finding: Finding) -> None:
    wide = replace(finding, range=Range(4, 13, 6, 2))
    line = render(build(files=1, findings=[wide]), "github").splitlines()[0]
    assert "line=4,endLine=6,title" in line


# JUnit


def test_junit_counts(report: Report) -> None:
    root = fromstring(render(report, "junit"))  # noqa: S314 - our own output
    cases = root.findall(".//testcase")
    assert root.get("tests") == str(len(cases))
    assert root.get("failures") == str(len(root.findall(".//failure"))) == "1"
    assert root.get("skipped") == str(len(root.findall(".//skipped")))
    names = {case.get("name") for case in cases}
    assert "line 6: shop orders list" in names
    assert "line 4: shop orders lst [DC101]" in names


def test_junit_tells_why_a_reference_is_skipped(report: Report) -> None:
    root = fromstring(render(report, "junit"))  # noqa: S314 - our own output
    told = {
        case.get("name"): case[0].get("message") for case in root.findall(".//testcase[skipped]")
    }
    assert told["line 9: shop x"] == "custom-parser: get_command"
    assert told["line 7: shop orders drop"] == "refused by the program, suppressed or not selected"


def test_junit_of_nothing_is_skipped(empty: Report) -> None:
    root = fromstring(render(empty, "junit"))  # noqa: S314 - our own output
    (case,) = root.findall(".//testcase")
    assert case.find("skipped") is not None


def test_junit_holds_only_xml_characters(report: Report) -> None:
    odd = replace(report.findings[0], message="a\x00\ufffe\x1bb\ud800")
    fromstring(render(build(files=1, findings=[odd]), "junit"))  # noqa: S314 - our own output


# Markdown


def test_the_discrepancy_table(report: Report) -> None:
    lines = render(report, "markdown").splitlines()
    assert lines[0] == "| File | Line | Issue | Fix | Severity | Status |"
    assert (
        "| `docs/a.md` | 4 | `shop orders` has no command `lst` (DC101) | `list` | error"
        " | open |" in lines
    )
    assert sum(line.endswith("| fixed |") for line in lines) == 1
    assert "| custom-parser | 2 |" in lines


def test_the_table_keeps_its_shape_whatever_the_page_says(report: Report) -> None:
    text = render(report, "markdown")
    html = MarkdownIt("commonmark").enable("table").render(text)
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    first = [row for row in rows if "DC1" in row]
    assert len(first) == len(report.findings) + len(report.fixed)
    assert all(row.count("<td") == 6 for row in first)
    assert "<b>" not in html
    assert "<a " not in html
    assert "<h1" not in html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`a b` has no `c`", "`a b` has no `c`"),
        ("a | b", "a \\| b"),
        ("`a|b`", "`a\\|b`"),
        ("<script>", "&lt;script&gt;"),
        ("*a* _b_ [c](d)", "\\*a\\* \\_b\\_ \\[c\\](d)"),
        ("odd ` tick", "odd ' tick"),
    ],
)
def test_escaped(text: str, expected: str) -> None:
    assert escaped(text) == expected


def test_no_open_discrepancies(clean: Report) -> None:
    assert "No open discrepancies." in render(clean, "markdown")
