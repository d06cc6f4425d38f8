"""The names of commands that Python code defines with click or Typer."""

from __future__ import annotations

import ast

_DECORATORS = frozenset({"command", "group", "callback"})
_ADDERS = frozenset({"add_typer", "add_command"})


def definitions(tree: ast.AST) -> set[str]:
    """Return the names of the commands and groups that `tree` defines."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in node.decorator_list:
                names |= _decorated(node.name, decorator)
        elif isinstance(node, ast.Call) and _called(node.func) in _ADDERS | _DECORATORS:
            names |= _named(node)
    return names


def _decorated(function: str, decorator: ast.expr) -> set[str]:
    call = decorator if isinstance(decorator, ast.Call) else None
    if _called(call.func if call else decorator) not in _DECORATORS:
        return set()
    named = _named(call) if call else set()
    return named or _spellings(function)


def _spellings(function: str) -> set[str]:
    """Return the names that click gives a command after its function, in its versions."""
    bare = function
    for suffix in ("_command", "_cmd", "_group", "_grp"):
        bare = bare.removesuffix(suffix)
    return {spelling for name in {function, bare} for spelling in (name, name.replace("_", "-"))}


def _called(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _named(call: ast.Call) -> set[str]:
    values = [word.value for word in call.keywords if word.arg == "name"]
    if _called(call.func) != "add_typer" and call.args:
        values.append(call.args[0])
    if _called(call.func) == "add_command":
        values += call.args[1:2]
    return {
        value.value
        for value in values
        if isinstance(value, ast.Constant) and isinstance(value.value, str)
    }
