"""SARIF 2.1.0, for code scanning services."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from doccheck import __version__
from doccheck.model.display import printable
from doccheck.model.finding import Finding, Fix, Severity, Skipped
from doccheck.model.fingerprint import fingerprint
from doccheck.model.report import Report, Suppressed
from doccheck.model.rule import RuleMeta
from doccheck.model.source import Range, Span
from doccheck.report.nothing import nothing_checked
from doccheck.report.options import RenderOptions
from doccheck.rules.registry import documentation, metas

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_KINDS = {"inline": "inSource", "baseline": "external"}

Json = dict[str, Any]


def render(report: Report, options: RenderOptions) -> str:
    """Return the report as a SARIF log with one run."""
    driver: Json = {
        "name": "doccheck",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(meta, options) for meta in metas()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report)],
        "results": _results(report),
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2) + "\n"


def _rule(meta: RuleMeta, options: RenderOptions) -> Json:
    doc = documentation(meta.code)
    rule: Json = {
        "id": meta.code,
        "name": "".join(part.capitalize() for part in meta.name.split("-")),
        "shortDescription": {"text": meta.summary},
        "fullDescription": {"text": meta.summary},
        "help": {"text": doc, "markdown": doc},
        "defaultConfiguration": {"level": _LEVELS[meta.severity]},
        "properties": {"tags": ["documentation"], "name": meta.name},
    }
    if options.docs_url:
        rule["helpUri"] = f"{options.docs_url.rstrip('/')}/{meta.name}/"
    return rule


def _invocation(report: Report) -> Json:
    """Say whether a program could be asked at all, and what the run did not look at."""
    notes = [_notification(skip) for skip in (*report.skipped, *report.not_read)]
    if not report.summary.checked:
        text = nothing_checked(report)
        notes.append({"level": "warning", "message": {"text": text}})
    return {"executionSuccessful": not report.unloaded, "toolExecutionNotifications": notes}


def _notification(skip: Skipped) -> Json:
    text = ": ".join(printable(part) for part in (skip.reason, skip.source, skip.detail) if part)
    where = {"artifactLocation": _artifact(skip.file), "region": {"startLine": skip.line}}
    return {
        "level": "note",
        "message": {"text": f"Not checked: {text}"},
        "locations": [{"physicalLocation": where}],
    }


def _results(report: Report) -> list[Json]:
    index = {meta.code: at for at, meta in enumerate(metas())}
    seen: Counter[tuple[str, str, str]] = Counter()
    results = []
    for finding, hidden in _all(report):
        key = (finding.file, finding.code, fingerprint(finding))
        seen[key] += 1
        result = _result(finding, index, f"{key[2]}:{seen[key]}")
        if hidden is not None:
            result["suppressions"] = [_suppression(hidden)]
        results.append(result)
    return results


def _all(report: Report) -> Iterable[tuple[Finding, Suppressed | None]]:
    yield from ((finding, None) for finding in report.findings)
    yield from ((one.finding, one) for one in report.suppressed)


def _result(finding: Finding, index: dict[str, int], identity: str) -> Json:
    text = printable(finding.message)
    if finding.help:
        text += f"\n{printable(finding.help)}"
    if finding.detail:
        text += f"\n\n{printable(finding.detail, keep=chr(10))}"
    result: Json = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [{"physicalLocation": _place(finding.file, finding.range)}],
        "partialFingerprints": {"doccheckCommand/v1": identity},
        "properties": {
            "program": finding.program,
            "command": " ".join(finding.command),
            "source": finding.source,
        },
    }
    if finding.code in index:
        result["ruleIndex"] = index[finding.code]
    if finding.related:
        result["relatedLocations"] = [
            {
                "physicalLocation": _place(finding.file, related.range),
                "message": {"text": printable(related.message)},
            }
            for related in finding.related
        ]
    if finding.fixes:
        result["fixes"] = [_fix(finding, fix) for fix in finding.fixes]
    return result


def _place(file: str, where: Range) -> Json:
    region = {
        "startLine": where.line,
        "startColumn": where.column,
        "endLine": where.end_line,
        "endColumn": where.end_column,
    }
    return {"artifactLocation": _artifact(file), "region": region}


def _artifact(file: str) -> Json:
    return {"uri": quote(file.encode("utf-8", "surrogateescape")), "uriBaseId": "%SRCROOT%"}


def _fix(finding: Finding, fix: Fix) -> Json:
    replacements = [
        {"deletedRegion": _region(finding, edit.span), "insertedContent": {"text": edit.content}}
        for edit in fix.edits
    ]
    changes = [{"artifactLocation": _artifact(finding.file), "replacements": replacements}]
    return {
        "description": {"text": f"{printable(fix.title)} ({fix.applicability})"},
        "artifactChanges": changes,
    }


def _region(finding: Finding, span: Span) -> Json:
    """Return lines and columns where they are known, else offsets in characters."""
    if span == finding.span:
        region: Json = _place(finding.file, finding.range)["region"]
        return region
    return {"charOffset": span.start, "charLength": span.end - span.start}


def _suppression(hidden: Suppressed) -> Json:
    suppression = {"kind": _KINDS[hidden.kind]}
    if hidden.reason:
        suppression["justification"] = printable(hidden.reason)
    return suppression
