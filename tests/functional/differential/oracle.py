"""Ask click itself what it makes of a command line.

As a module (`-m`), under any release of click: reads `[{"spec": ..., "lines": [[...]]}]` from standard
input and writes, for each, the manifest of the application and the verdicts.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
from typing import NamedTuple

CRASHED = "crashed"
_CHOICE = re.compile(r"is not one of|invalid choice|^'?.*'? is not '[^']*'\.$")


class Verdict(NamedTuple):
    """What click says: the kind of problem (empty where it accepts) and who says it.

    `subject` is the name of the option or parameter where click tells it; `message` is `exits`
    where an option such as `--help` ended the program.
    """

    kind: str
    command: tuple = ()
    subject: str = ""
    message: str = ""


def ask(command, words, program="app"):
    """Return the verdict of `command` on `words`."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            result = command.main(list(words), prog_name=program, standalone_mode=False)
        except (Exception, SystemExit) as error:
            return _outcome(error)
    return Verdict("", message="exits" if result == 0 else "")


def _outcome(error):
    names = {cls.__name__ for cls in type(error).__mro__}  # Typer has classes of its own
    if "Exit" in names or "NoArgsIsHelpError" in names:  # the help is shown: nothing is refused
        return Verdict("", message="exits")
    if "UsageError" in names:
        return _refusal(error)
    if isinstance(error, (RecursionError, AssertionError)):
        raise error
    return Verdict(CRASHED, message="%s: %s" % (type(error).__name__, error))


def _refusal(error):
    name = type(error).__name__
    message = str(getattr(error, "message", "") or "")
    path = _path(error.ctx)
    if name == "NoSuchOption":
        return Verdict("unknown-option", path, error.option_name, message)
    if name == "BadOptionUsage":
        return Verdict("option-arity", path, error.option_name, message)
    if name == "MissingParameter":
        return Verdict("missing-" + error.param.param_type_name, path, error.param.name, message)
    if name == "BadParameter":
        kind = "invalid-choice" if _CHOICE.search(message) else "invalid-value"
        return Verdict(kind, path, error.param.name, message)
    if name == "NoSuchCommand" or message.startswith("No such command"):
        return Verdict("unknown-command", path, "", message)
    if name == "BadArgumentUsage" or message.startswith("Missing command"):
        return Verdict("missing-argument", path, "", message)
    if "unexpected extra argument" in message:
        return Verdict("unexpected-argument", path, "", message)
    raise AssertionError("no kind for %s: %s" % (name, message))


def _path(ctx):
    names = []
    while ctx is not None:
        names.append(ctx.info_name)
        ctx = ctx.parent
    return tuple(reversed(names))


def main():
    """Answer a batch."""
    from tests.functional.differential.build import build
    from tests.functional.differential.convert import node

    answers = []
    for case in json.load(sys.stdin):
        command = build(case["spec"], neutral=True)
        answers.append(
            {
                "root": node(build(case["spec"]), "app"),
                "verdicts": [ask(command, line) for line in case["lines"]],
            }
        )
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
