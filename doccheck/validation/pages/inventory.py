"""`cli-commands-inventory.md`: what the programs offer, the required commands first."""

from __future__ import annotations

from doccheck.validation.pages.context import Context, page
from doccheck.validation.text import NOT_RUN, counted, paragraphs, plain, said, table

NAME = "cli-commands-inventory.md"


def render(context: Context) -> str:
    """Return the page."""
    audit = context.audit
    if audit is None:
        return page("Command inventory", context, f"The programs were not asked: {NOT_RUN}.")
    return page("Command inventory", context, _required(context), audit.inventory)


def _required(context: Context) -> str:
    audit = context.audit
    rows = () if audit is None else audit.required
    if not rows:
        return "No command is named as required (`expect` in the settings)."
    cells = [
        (
            said(f"{one.program} {one.command}"),
            "✔ present" if one.present else "✘ **missing**",
            plain(one.fault) or "-",
        )
        for one in rows
    ]
    present = sum(one.present for one in rows)
    return paragraphs(
        "## Required commands",
        f"{present} of {counted(len(rows), 'required command')} present.",
        table(("Command", "State", "Why"), cells),
    )
