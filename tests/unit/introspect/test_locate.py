"""Finding the application behind what `[project.scripts]` names."""

from collections.abc import Callable

import pytest

from doccheck.introspect.client import describe
from doccheck.introspect.program import ProgramSpec
from doccheck.introspect.verdict import Query, Status
from doccheck.model.resolution import SkipReason

Maker = Callable[..., ProgramSpec]

COMMANDS = """
import sys
import click


def canary():
    raise SystemExit("a callback ran")


@click.group()
def found():
    canary()


@found.command()
def inner():
    canary()


@click.command()
def other():
    canary()
"""

FORMS = {
    "the command itself": ("", "prog:found"),
    "an attribute": ("class box:\n    inner = found", "prog:box.inner"),
    "a function that calls it": ("def main():\n    found()", "prog:main"),
    "a function that calls it and exits": ("def main():\n    sys.exit(found())", "prog:main"),
    "a function that runs other code first": (
        "def main():\n    print('hello')\n    sys.argv[0] = 'x'\n    return found.main()",
        "prog:main",
    ),
    "a function that swallows everything": (
        "def main():\n    try:\n        found()\n    except BaseException:\n        pass",
        "prog:main",
    ),
    "one of two commands": (
        "def main():\n    if 'x' in sys.argv:\n        other()\n    found()",
        "prog:main",
    ),
    "settings": ("def main():\n    found(auto_envvar_prefix='FOUND', obj={})", "prog:main"),
    "commands added late": (
        "def main():\n    found.add_command(other, 'late')\n    found()",
        "prog:main",
    ),
    "click imported late": (
        "def main():\n    from prog_late import cli\n    cli()",
        "prog:main",
    ),
    "a factory": ("def create():\n    return found", "prog:create"),
    "a call": ("def create(kind):\n    return {'a': found}[kind]", "prog:create('a')"),
    "a decorated function": (
        """
import functools


def decorate(function):
    @functools.wraps(function)
    def wrapped():
        return function()

    return wrapped


@decorate
def main():
    found()
""",
        "prog:main",
    ),
    "an object that is called": (
        "class Main:\n    def __call__(self):\n        found()\n\n\nmain = Main()",
        "prog:main",
    ),
    "a module": ("cli = found", "prog"),
    "a module with one group": ("del other", "prog"),
    "a coroutine": (
        """
import asyncio


async def run():
    found()


def main():
    asyncio.run(run())
""",
        "prog:main",
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_application_is_found(program: Maker, form: str) -> None:
    source, app = FORMS[form]
    spec = program(COMMANDS + "\n\n" + source + "\n", app=app)
    (spec.root / "prog_late.py").write_text("from prog import found as cli\n", encoding="utf-8")
    tree = describe(spec).tree
    assert "inner" in tree.root.commands
    assert tree.root.auto_envvar_prefix == ("FOUND" if form == "settings" else None)
    assert ("late" in tree.root.commands) == (form == "commands added late")


def test_a_program_that_changes_its_arguments_is_not_judged(program: Maker) -> None:
    main = "\n\ndef main():\n    found([*sys.argv[1:], 'inner'])\n"
    described = describe(
        program(COMMANDS + main, app="prog:main"), queries=[Query(()), Query(("nothing",))]
    )
    assert described.tree.root.custom == ("main",)
    assert described.verdicts[0].status is Status.ACCEPTED
    assert described.verdicts[1].reason is SkipReason.PARSER_FAILED


TYPER = """
import typer

app = typer.Typer()


@app.command()
def hello(name: str, times: int = typer.Option(1, min=1)):
    raise SystemExit("a callback ran")
"""


@pytest.mark.parametrize(
    ("source", "app"),
    [
        ("", "prog:app"),
        ("def main():\n    app()", "prog:main"),
        ("def main():\n    print()\n    app(prog_name='x')\n    setattr", "prog:main"),
        ("def main():\n    typer.run(hello)", "prog:main"),
    ],
)
def test_a_typer_application_of_one_command_is_that_command(
    program: Maker, source: str, app: str
) -> None:
    root = describe(program(TYPER + "\n\n" + source + "\n", app=app)).tree.root
    assert not root.is_group
    assert [param.name for param in root.arguments()] == ["name"]
    assert next(param for param in root.params if param.name == "times").type.minimum == 1


def test_a_typer_application_with_a_callback_is_a_group(program: Maker) -> None:
    source = TYPER + "\n\n@app.callback()\ndef root():\n    pass\n"
    root = describe(program(source, app="prog:app")).tree.root
    assert list(root.commands) == ["hello"]
