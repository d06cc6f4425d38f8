"""What the rules on values share."""

from __future__ import annotations

from doccheck.model.resolution import Problem
from doccheck.model.tree import CommandNode, Parameter
from doccheck.rules import phrases
from doccheck.rules.context import CommandContext


def refusal(problem: Problem) -> str:
    """Say which parameter refuses which value."""
    value = phrases.tick(problem.subject)
    command = phrases.path(problem.command)
    if not problem.parameter:
        return f"{command} does not accept the value {value}"
    return f"{phrases.tick(problem.parameter)} of {command} does not accept {value}"


def choices_for(context: CommandContext, problem: Problem) -> tuple[str, ...]:
    """Return the words that the refusing parameter accepts, where they are known."""
    node = context.node(problem.command)
    param = _parameter(node, problem.parameter) if node and problem.parameter else None
    return param.type.choices if param else ()


def _parameter(node: CommandNode, shown: str) -> Parameter | None:
    for param in node.params:
        if shown in (*param.opts, *param.secondary_opts, param.name, param.metavar):
            return param
        if param.kind == "argument" and shown.lower() == param.name.lower():
            return param
    return None
