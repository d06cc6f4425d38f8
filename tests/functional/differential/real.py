"""Ask a real program's own `main`, with nothing but the parsing left of it.

A script for the program's interpreter: reads `{"app": ..., "program": ..., "exits": [...],
"lines": [[...]]}` and writes the verdicts. Callbacks, prompts and file checks are taken out and
types with code of the program's own accept anything; a parameter that the environment could
supply is not required.
"""

# Old releases of click, the newest and Typer share shapes, not classes: hence Any.
# ruff: noqa: ANN401
from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Set as AbstractSet
from typing import Any

from oracle import ask  # type: ignore[import-not-found]  # the script beside this one

_CORES = ("click.core", "typer._click.core")


def load(app: str) -> Any:
    """Return the command that `module:name` names."""
    module, _, name = app.partition(":")
    thing = getattr(importlib.import_module(module), name)
    if hasattr(thing, "registered_commands"):
        return importlib.import_module("typer.main").get_command(thing)
    return thing


def neutralize(core: Any, exits: AbstractSet[str]) -> None:
    """Take the effects out of the framework whose `core` module is given."""
    parse = core.Command.parse_args
    tamed: dict[int, Any] = {}

    def parse_args(self: Any, ctx: Any, args: list[str]) -> Any:
        for param in self.get_params(ctx):
            if id(param) not in tamed:
                tamed[id(param)] = param
                _tame(core, param, ctx, exits)
        return parse(self, ctx, args)

    core.Command.parse_args = parse_args
    core.Context.invoke = lambda *_args, **_values: None
    types = getattr(core, "types", None)
    if types is not None:
        for cls in (types.Path, types.File):
            cls.convert = lambda _self, value, _param, _ctx: value


def _tame(core: Any, param: Any, ctx: Any, exits: AbstractSet[str]) -> None:
    def leave(ctx: Any, _param: Any, value: Any) -> Any:
        if value:
            ctx.exit()
        return value

    if param.callback is not None:
        names = {*param.opts}
        param.callback = leave if names & {*exits, *ctx.help_option_names} else None
    prompts = getattr(param, "prompt", None) is not None
    if prompts or param.envvar or ctx.auto_envvar_prefix:
        param.required = False
    if prompts:
        param.prompt = None
    types = getattr(core, "types", None)
    if types is not None:
        param.type = _plain(types, param.type)


def _plain(types: Any, kind: Any) -> Any:
    if isinstance(kind, types.Tuple):
        kind.types = [_plain(types, item) for item in kind.types]
        return kind
    own = type(kind).__module__ != types.__name__ or type(kind).__name__ == "FuncParamType"
    return types.UNPROCESSED if own else kind


def main() -> None:
    """Answer the lines."""
    task = json.load(sys.stdin)
    out, sys.stdout = sys.stdout, sys.stderr
    command = load(task["app"])
    for name in _CORES:
        if name in sys.modules:
            neutralize(sys.modules[name], set(task["exits"]))
    json.dump([ask(command, line, task["program"]) for line in task["lines"]], out)


if __name__ == "__main__":
    main()
