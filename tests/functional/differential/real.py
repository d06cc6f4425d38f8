"""Ask a real program's own `main`, with nothing but the parsing left of it.

A script for the program's interpreter: reads `{"app": ..., "program": ..., "exits": [...],
"lines": [[...]]}` and writes the verdicts. Callbacks, prompts and file checks are taken out and
types with code of the program's own accept anything; a parameter that the environment could
supply is not required.
"""

from __future__ import annotations

import importlib
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from oracle import ask  # noqa: E402 - a script beside this one


def load(app):
    """Return the command that `module:name` names."""
    module, _, name = app.partition(":")
    thing = getattr(importlib.import_module(module), name)
    if hasattr(thing, "registered_commands"):
        return importlib.import_module("typer.main").get_command(thing)
    return thing


def neutralize(core, exits):
    """Take the effects out of the framework whose `core` module is given."""
    parse = core.Command.parse_args

    def parse_args(self, ctx, args):
        for param in self.get_params(ctx):
            _tame(core, param, ctx, exits)
        return parse(self, ctx, args)

    core.Command.parse_args = parse_args
    core.Context.invoke = lambda *_args, **_values: None
    types = getattr(core, "types", None)
    if types is not None:
        for cls in (types.Path, types.File):
            cls.convert = lambda _self, value, _param, _ctx: value


def _tame(core, param, ctx, exits):
    def leave(ctx, _param, value):
        if value:
            ctx.exit()
        return value

    if getattr(param, "_tamed", False):
        return
    param._tamed = True
    if param.callback is not None:
        name = getattr(param, "opts", [""])[0]
        param.callback = leave if name in exits or name in ctx.help_option_names else None
    if getattr(param, "prompt", None) is not None or param.envvar or ctx.auto_envvar_prefix:
        param.required = False
    if getattr(param, "prompt", None) is not None:
        param.prompt = None
    types = getattr(core, "types", None)
    if types is not None:
        param.type = _plain(types, param.type)


def _plain(types, kind):
    if isinstance(kind, types.Tuple):
        kind.types = [_plain(types, item) for item in kind.types]
        return kind
    own = type(kind).__module__ != types.__name__ or type(kind).__name__ == "FuncParamType"
    return types.UNPROCESSED if own else kind


def main():
    """Answer the lines."""
    task = json.load(sys.stdin)
    out, sys.stdout = sys.stdout, sys.stderr
    command = load(task["app"])
    for name in ("click.core", "typer._click.core"):
        if name in sys.modules:
            neutralize(sys.modules[name], set(task["exits"]))
    json.dump([ask(command, line, task["program"]) for line in task["lines"]], out)


if __name__ == "__main__":
    main()
