"""JUnit XML: a suite a file, a test case a reference; an error fails its case."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from doccheck.model.display import headline, printable
from doccheck.model.executed import ExecutionRow, Outcome
from doccheck.model.finding import Finding, Severity, Skipped
from doccheck.model.report import ReferenceRow, Report, Verdict
from doccheck.report.nothing import nothing_checked
from doccheck.report.options import RenderOptions

_NOT_XML = re.compile("[\ufffe\uffff]")
_NAME = 200


def render(report: Report, _options: RenderOptions) -> str:
    """Return the report as JUnit XML."""
    root = Element("testsuites", name="doccheck")
    for file, cases in sorted(_cases(report).items()):
        suite = SubElement(root, "testsuite", name=_safe(file))
        suite.extend(cases)
        _count(suite)
    if not report.summary.checked:
        suite = SubElement(root, "testsuite", name="doccheck")
        suite.append(_skipped("doccheck", "references", nothing_checked(report)))
        _count(suite)
    _total(root)
    indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _cases(report: Report) -> dict[str, list[Element]]:
    """Return by file a case for each finding, each reference without one, and each skip."""
    cases: dict[str, list[Element]] = {}
    told = {(finding.file, finding.source) for finding in report.findings}
    for finding in report.findings:
        cases.setdefault(finding.file, []).append(_told(finding))
    for row in report.references:
        if row.verdict is not Verdict.SKIPPED and (row.file, row.source) not in told:
            cases.setdefault(row.file, []).append(_silent(row))
    for run in report.run.rows if report.run else ():
        if run.outcome in {Outcome.PASSED, Outcome.SKIPPED}:  # else its finding is a case
            cases.setdefault(run.file, []).append(_executed(run))
    for skip in (*report.skipped, *report.not_read):
        case = _skipped(skip.file, _name(skip.line, skip.source), _why(skip))
        cases.setdefault(skip.file, []).append(case)
    return cases


def _told(finding: Finding) -> Element:
    where = finding.range
    case = _case(finding.file, f"{_name(where.line, finding.source)} [{finding.code}]")
    text = "\n".join(
        part
        for part in (
            f"{finding.file}:{where.line}:{where.column}: {finding.code} {finding.name}",
            finding.message,
            finding.help,
            finding.detail,
        )
        if part
    )
    if finding.severity is Severity.ERROR:
        failure = SubElement(case, "failure", type=finding.name, message=_safe(finding.message))
        failure.text = _safe(text, keep="\n")
    else:
        SubElement(case, "system-out").text = _safe(f"{finding.severity}: {text}", keep="\n")
    return case


def _silent(row: ReferenceRow) -> Element:
    """Return a case that passes, or is skipped where what was found is suppressed."""
    name = _name(row.line, row.source)
    if row.verdict is Verdict.REFUSED:
        return _skipped(row.file, name, "refused by the program, suppressed or not selected")
    return _case(row.file, name)


def _executed(row: ExecutionRow) -> Element:
    """Return the case of a block that passed or was not executed."""
    name = f"run {_name(row.line, row.shown)}"
    if row.skip is not None:
        return _skipped(row.file, name, f"{row.skip}: {row.reason}")
    case = _case(row.file, name)
    case.set("time", f"{row.seconds:.3f}")
    return case


def _skipped(file: str, name: str, why: str) -> Element:
    case = _case(file, name)
    SubElement(case, "skipped", message=_safe(why))
    return case


def _case(file: str, name: str) -> Element:
    return Element("testcase", classname=_safe(file), name=_safe(name), file=_safe(file), time="0")


def _name(line: int, source: str) -> str:
    return f"line {line}" + (f": {headline(source, _NAME)}" if source else "")


def _why(skip: Skipped) -> str:
    return f"{skip.reason}: {skip.detail}" if skip.detail else skip.reason.value


def _count(suite: Element) -> None:
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", "0")
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))


def _total(root: Element) -> None:
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))


def _safe(text: str, keep: str = "") -> str:
    """Return text that XML may hold; ElementTree escapes the marks."""
    return _NOT_XML.sub("\ufffd", printable(text, keep=keep))
