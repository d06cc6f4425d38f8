"""`doccheck rule`: what the rules say."""

from __future__ import annotations

import re

import click

from doccheck.errors import InputError
from doccheck.rules.registry import documentation, metas
from doccheck.rules.render import rule_markdown, rules_list
from doccheck.rules.selection import UnknownRuleError, find

_DIRECTIVE = re.compile(r"^<!-- doccheck: .*-->\n", re.MULTILINE)


@click.command("rule")
@click.argument("rule", required=False, metavar="[CODE|NAME]")
def command(rule: str | None) -> None:
    """Explain a rule, or list them all, or those of a family (DC1)."""
    family = [meta for meta in metas() if meta.code.startswith((rule or "").upper())]
    if rule is None or len(family) > 1:
        click.echo(rules_list(family), nl=False)
        return
    try:
        meta = find(rule)
    except UnknownRuleError as error:
        raise InputError(str(error), hint="`doccheck rule` lists them all") from None
    page = rule_markdown(meta, documentation(meta.code))
    click.echo(_DIRECTIVE.sub("", page), nl=False)
