"""Ask click itself what it makes of a command line.

As a module (`-m`), under any release of click: reads `[{"spec": ..., "lines": [[...]]}]` from the
standard input and writes, for each, what describes the application, and the verdicts.
"""

# Old releases of click, the newest and Typer share shapes, not classes: hence Any.
# ruff: noqa: ANN401
from __future__ import annotations

import contextlib
import io
import json
import re
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

CRASHED = "crashed"
_CHOICE = re.compile(r"is not one of|invalid choice|^'?.*'? is not '[^']*'\.$")
_BY_CLASS = {
    "NoSuchOption": "unknown-option",
    "NoSuchCommand": "unknown-command",
    "BadOptionUsage": "option-arity",
    "BadArgumentUsage": "missing-argument",
    "BadParameter": "invalid-value",
}
_BY_MESSAGE = {
    "No such command": "unknown-command",
    "Missing command": "missing-argument",
    "Got unexpected extra argument": "unexpected-argument",
}


class Verdict(NamedTuple):
    """What click says: the kind of problem (empty where it accepts) and who says it.

    `subject` is the name of the option or parameter where click tells it; `message` is `exits`
    where an option such as `--help` ended the program.
    """

    kind: str
    command: tuple[str, ...] = ()
    subject: str = ""
    message: str = ""


def ask(command: Any, words: Sequence[str], program: str = "app") -> Verdict:
    """Return the verdict of `command` on `words`."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            result = command.main(list(words), prog_name=program, standalone_mode=False)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever the program does
            return _outcome(error)
    return Verdict("", message="exits" if result == 0 else "")


def _outcome(error: BaseException) -> Verdict:
    names = {cls.__name__ for cls in type(error).__mro__}  # Typer has classes of its own
    if "Exit" in names or "NoArgsIsHelpError" in names:  # the help is shown: nothing is refused
        return Verdict("", message="exits")
    if "UsageError" in names:
        return _refusal(error)
    return Verdict(CRASHED, message=f"{type(error).__name__}: {error}")


def _refusal(error: Any) -> Verdict:
    name = type(error).__name__
    message = str(getattr(error, "message", "") or "")
    subject = getattr(error, "option_name", None)
    if subject is None:
        subject = getattr(getattr(error, "param", None), "name", None)
    return Verdict(_kind(name, message, error), _path(error.ctx), subject or "", message)


def _kind(name: str, message: str, error: Any) -> str:
    if name == "MissingParameter":
        return f"missing-{error.param.param_type_name}"
    if name == "BadParameter" and _CHOICE.search(message):
        return "invalid-choice"
    if name in _BY_CLASS:
        return _BY_CLASS[name]
    return next(kind for start, kind in _BY_MESSAGE.items() if message.startswith(start))


def _path(ctx: Any) -> tuple[str, ...]:
    names: list[str] = []
    while ctx is not None:
        names.insert(0, ctx.info_name)
        ctx = ctx.parent
    return tuple(names)


def main() -> None:
    """Answer a batch."""
    from tests.functional.differential.build import build  # noqa: PLC0415 - imports click
    from tests.functional.differential.convert import node  # noqa: PLC0415 - imports click

    answers = []
    for case in json.load(sys.stdin):
        command = build(case["spec"], neutral=True)
        verdicts = [ask(command, line) for line in case["lines"]]
        answers.append({"root": node(build(case["spec"]), "app"), "verdicts": verdicts})
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
