"""A rule's documentation, for the terminal and for the site."""

from __future__ import annotations

from collections.abc import Iterable

from doccheck.model.rule import FixAvailability, RuleMeta

_FIX = {
    FixAvailability.ALWAYS: "A fix is always offered.",
    FixAvailability.SOMETIMES: "A fix is sometimes offered.",
    FixAvailability.NONE: "No fix is offered.",
}


def rule_markdown(meta: RuleMeta, doc: str) -> str:
    """Return the page of a rule: what it declares, then its docstring without the first line."""
    body = "\n".join(doc.splitlines()[1:]).strip()
    return (
        f"# {meta.name} ({meta.code})\n\n{meta.summary}\n\n"
        f"Severity: **{meta.severity}**. {_FIX[meta.fix]} Since {meta.since}.\n\n{body}"
    ).rstrip() + "\n"


def rules_table(metas: Iterable[RuleMeta]) -> str:
    """Return the list of rules as a Markdown table, each linked to its page."""
    rows = ["| Code | Name | Severity | Fix | What it reports |", "| --- | --- | --- | --- | --- |"]
    rows += [
        f"| {meta.code} | [{meta.name}]({meta.name}.md) | {meta.severity} | {meta.fix} |"
        f" {meta.summary} |"
        for meta in metas
    ]
    return "\n".join(rows) + "\n"


def rules_list(metas: Iterable[RuleMeta]) -> str:
    """Return the list of rules as plain text, one line a rule."""
    rows = list(metas)
    width = max((len(meta.name) for meta in rows), default=0)
    return "".join(
        f"{meta.code}  {meta.name:<{width}}  {meta.severity:<7}  {meta.summary}\n" for meta in rows
    )
