"""A program to resolve against, and a way to write invocations with unknown words."""

# The traits are those of the values, whatever their types.
# ruff: noqa: ANN401
from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from doccheck.model.command import DYNAMIC, Invocation, Unknown, Usage, Word
from doccheck.model.resolution import NotJudged, Problem, Resolution, Resolved, Unresolved
from doccheck.model.source import MappedText, Span
from doccheck.model.tree import CommandNode, CommandTree, Parameter, ValueType
from doccheck.resolve import resolve

TEXT = ValueType("text")
COLOR = ValueType("choice", choices=("red", "green", "blue"))


def option(*names: str, kind: ValueType = TEXT, **traits: Any) -> Parameter:
    """Return an option; it is stored under its first name."""
    traits.setdefault("name", names[0].lstrip("-+/").replace("-", "_"))
    return Parameter(kind="option", type=kind, opts=names, **traits)


def flag(*names: str, **traits: Any) -> Parameter:
    """Return a flag."""
    return option(*names, kind=ValueType("boolean"), is_flag=True, **traits)


def argument(name: str, kind: ValueType = TEXT, **traits: Any) -> Parameter:
    """Return a required argument."""
    traits.setdefault("required", True)
    return Parameter(name, "argument", kind, (name,), **traits)


def command(name: str, *params: Parameter, **traits: Any) -> CommandNode:
    """Return a command."""
    return CommandNode(name, params=params, **traits)


def group(
    name: str, *params: Parameter, commands: tuple[CommandNode, ...], **traits: Any
) -> CommandNode:
    """Return a group, as click makes them by default."""
    traits = {
        "no_args_is_help": not traits.get("invoke_without_command"),
        "allow_extra_args": True,
        "allow_interspersed_args": False,
        **traits,
    }
    children = {child.name: child for child in commands}
    return CommandNode(name, is_group=True, params=params, commands=children, **traits)


def tree(root: CommandNode, framework: str = "click 8.5.1") -> CommandTree:
    """Return the program whose root command is given."""
    return CommandTree(root.name, root, framework=framework)


SHOP = tree(
    group(
        "shop",
        flag("--verbose", "-v"),
        option("--config", "-c"),
        commands=(
            group(
                "orders",
                option("--region"),
                commands=(
                    command("show", argument("order", ValueType("integer")), flag("--json")),
                    command(
                        "list",
                        option("--color", kind=COLOR),
                        option("--limit", "-l", kind=ValueType("integer", minimum=1, maximum=100)),
                        option("--start", "-s"),
                        option("--between", nargs=2),
                        flag("--all", "-a"),
                        flag("--brief", "-b"),
                        flag("--secret", hidden=True),
                    ),
                ),
            ),
            command(
                "export",
                argument("target"),
                option("--to", "-t", required=True),
                option("--token", required=True, envvars=("SHOP_TOKEN",)),
            ),
            command("pack", argument("files", nargs=-1, required=False)),
            command("retired", deprecated="use pack", hidden=True),
            command("tidy", option("--deep", deprecated="", nargs=1)),
        ),
    )
)


def call(line: str, usage: Usage = Usage.COMMAND, *, more: bool = False) -> Invocation:
    """Return the invocation that `line` stands for.

    Words are split at blanks. `$X` is a variable (`"$X"` a quoted one), `$(x)` a substitution,
    `*` a glob, and what stands in angle brackets, braces or square brackets a placeholder.
    """
    words: list[Word] = []
    at = 0
    for shown in line.split(" "):
        words.append(_word(shown, at))
        at += len(shown) + 1
    span = Span(0, len(line))
    return Invocation(words[0].text, (words[0],), tuple(words[1:]), span, line, usage, more=more)


_MARKS = (
    ('"$X"', Unknown.VARIABLE, False),
    ("$X", Unknown.VARIABLE, True),
    ("$(x)", Unknown.SUBSTITUTION, True),
    ("*", Unknown.GLOB, True),
)


def _word(shown: str, at: int) -> Word:
    span = Span(at, at + len(shown))
    for mark, unknown, many in _MARKS:
        before, found, after = shown.partition(mark)
        if found:
            return Word(_mapped(before, mark, after, at), span, unknown, many)
    start = min((shown.find(mark) for mark in "<[{" if mark in shown), default=-1)
    if start >= 0:
        return Word(_mapped(shown[:start], shown[start:], "", at), span, Unknown.PLACEHOLDER)
    return Word(MappedText.verbatim(shown, at), span)


def _mapped(before: str, mark: str, after: str, at: int) -> MappedText:
    middle = at + len(before)
    end = middle + len(mark)
    return MappedText.join(
        (
            MappedText.verbatim(before, at),
            MappedText.replaced(DYNAMIC, Span(middle, end)),
            MappedText.verbatim(after, end),
        )
    )


def judge(line: str, program: CommandTree = SHOP, **traits: Any) -> Resolution:
    """Resolve `line`."""
    return resolve(call(line, **traits), program)


def problems(line: str, program: CommandTree = SHOP, **traits: Any) -> list[tuple[str, str]]:
    """Return the kind and the text at fault of each problem, none where the line is accepted."""
    found = judge(line, program, **traits)
    assert not isinstance(found, NotJudged), found
    return [(problem.kind.value, shown(line, problem)) for problem in _problems(found)]


def problem(line: str, program: CommandTree = SHOP, **traits: Any) -> Problem:
    """Return the one problem of a line."""
    found = judge(line, program, **traits)
    assert isinstance(found, Unresolved), found
    assert len(found.problems) == 1
    return found.problems[0]


def remarks(line: str, program: CommandTree = SHOP) -> tuple[Problem, ...]:
    """Return the remarks on a line that is accepted."""
    found = judge(line, program)
    assert isinstance(found, Resolved), found
    return found.remarks


def skipped(line: str, program: CommandTree = SHOP, **traits: Any) -> str:
    """Return the reason for which a line is not judged."""
    found = judge(line, program, **traits)
    assert isinstance(found, NotJudged), found
    return found.reason.value


def with_root(program: CommandTree, **changes: Any) -> CommandTree:
    """Return the program with some traits of its root changed."""
    return replace(program, root=replace(program.root, **changes))


def shown(line: str, problem: Problem) -> str:
    """Return the text at which a problem stands."""
    return line[problem.span.start : problem.span.end]


def _problems(found: Resolution) -> tuple[Problem, ...]:
    return found.problems if isinstance(found, Unresolved) else ()
