"""`doccheck rule`: what the rules say."""

from __future__ import annotations

import click

from doccheck.errors import InputError
from doccheck.rules.registry import documentation, metas
from doccheck.rules.render import rule_markdown, rules_list
from doccheck.rules.selection import UnknownRuleError, find


@click.command("rule")
@click.argument("rule", required=False, metavar="[CODE|NAME]")
def command(rule: str | None) -> None:
    """Explain a rule, or list them all."""
    if rule is None:
        click.echo(rules_list(metas()), nl=False)
        return
    try:
        meta = find(rule)
    except UnknownRuleError as error:
        raise InputError(str(error), hint="`doccheck rule` lists them all") from None
    click.echo(rule_markdown(meta, documentation(meta.code)), nl=False)
