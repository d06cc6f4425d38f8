"""The relatives of click: what is special about each shows in the tree and the verdicts."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from doccheck.introspect.client import Description, describe
from doccheck.introspect.program import ProgramSpec
from doccheck.introspect.verdict import Query, Status
from doccheck.model.resolution import ProblemKind
from doccheck.model.tree import CommandNode, Parameter

Maker = Callable[..., ProgramSpec]


def param(node: CommandNode, name: str) -> Parameter:
    return next(item for item in node.params if item.name == name)


def test_typer_types(application: Maker) -> None:
    tree = describe(application("typer_app")).tree
    run = tree.root.commands["run"]
    assert tree.framework.startswith("typer 0.")
    shown = {item.name: (item.type.name, item.type.choices, item.nargs) for item in run.params}
    assert shown == {
        "source": ("text", (), 1),
        "rest": ("integer", (), -1),
        "number": ("integer", (), 1),
        "ratio": ("float", (), 1),
        "colour": ("choice", ("RED", "GREEN"), 1),
        "lower": ("choice", ("RED", "GREEN"), 1),
        "pair": ("tuple", (), 2),
        "path": ("path", (), 1),
        "flag": ("boolean", (), 1),
        "verbose": ("integer", (), 1),
        "several": ("text", (), 1),
        "key": ("uuid", (), 1),
    }
    assert not param(run, "lower").type.case_sensitive
    assert (param(run, "number").type.minimum, param(run, "number").type.maximum) == (1, 9)
    assert param(tree.root, "version").exits
    assert not param(tree.root, "debug").exits
    old = tree.root.commands["sub"].commands["old-name"]
    assert (old.hidden, old.deprecated, old.allow_extra_args) == (True, "", True)


def test_cloup_aliases_and_constraints(application: Maker) -> None:
    root = describe(application("cloup_app")).tree.root
    assert root.commands["i"].hidden
    assert root.commands["i"].params == root.commands["install"].params
    assert root.custom == ()
    assert root.commands["remote"].custom == ()
    assert root.commands["pick"].custom == ("parse_args",)
    assert root.commands["remote"].commands["add"].custom == ()


def test_rich_click_is_plain(application: Maker) -> None:
    root = describe(application("rich_app")).tree.root
    assert root.custom == ()
    assert set(root.commands) == {"synchronise", "sync"}
    assert root.commands["sync"].hidden


# The others are not among the project's own dependencies.

LIBRARIES = os.environ.get("DOCCHECK_TEST_LIBRARIES_PYTHON", "")


@pytest.fixture
def with_library(program: Maker) -> Callable[..., Description]:
    if not LIBRARIES:
        pytest.skip(
            "DOCCHECK_TEST_LIBRARIES_PYTHON names no interpreter with asyncclick, click-extra, "
            "click-default-group, click-plugins and dynaconf"
        )

    def run(source: str, *lines: str, app: str = "prog:cli") -> Description:
        spec = program(source, app=app, python=LIBRARIES)
        return describe(spec, queries=[Query(tuple(line.split())) for line in lines])

    return run


BODY = """
@click.group()
@click.option("--debug", is_flag=True)
@click.version_option("1")
{how} cli(debug):
    raise SystemExit("a callback ran")


@cli.command()
@click.option("--number", type=int, required=True)
@click.argument("name")
{how} run(number, name):
    raise SystemExit("a callback ran")
"""
LINES = ("run --number 1 x", "run --number x y", "run --number 1 x y", "other", "--version", "-z")
EXPECTED = [
    None,
    ProblemKind.INVALID_VALUE,
    ProblemKind.UNEXPECTED_ARGUMENT,
    ProblemKind.UNKNOWN_COMMAND,
    None,
    ProblemKind.UNKNOWN_OPTION,
]


@pytest.mark.parametrize(
    ("source", "framework"),
    [
        ("import asyncclick as click\n" + BODY.format(how="async def"), "asyncclick"),
        ("import click_extra as click\n" + BODY.format(how="def"), "click"),
        ("from dynaconf.vendor import click\n" + BODY.format(how="def"), "dynaconf"),
    ],
)
def test_a_relative_of_click(
    with_library: Callable[..., Description], source: str, framework: str
) -> None:
    found = with_library(source, *LINES)
    assert found.tree.framework.split()[0] == framework
    assert "number" in [item.name for item in found.tree.root.commands["run"].params]
    assert [verdict.kind for verdict in found.verdicts] == EXPECTED
    assert {verdict.status for verdict in found.verdicts} == {Status.ACCEPTED, Status.REJECTED}


def test_a_default_group(with_library: Callable[..., Description]) -> None:
    source = """
import click
from click_default_group import DefaultGroup

@click.group(cls=DefaultGroup, default="serve", default_if_no_args=True)
def cli():
    raise SystemExit("a callback ran")

@cli.command()
@click.option("--port", type=int)
@click.argument("files", nargs=-1)
def serve(port, files):
    raise SystemExit("a callback ran")
"""
    found = with_library(source, "", "a b --port 3", "--port x", "--nope", "serve a")
    assert found.tree.root.default_command == "serve"
    assert [verdict.kind for verdict in found.verdicts] == [
        None,
        None,
        ProblemKind.INVALID_VALUE,
        ProblemKind.UNKNOWN_OPTION,
        None,
    ]


def test_a_group_that_plugins_extend(with_library: Callable[..., Description]) -> None:
    source = """
from importlib.metadata import entry_points
import click
from click_plugins import with_plugins

@with_plugins(entry_points(group="prog.commands"))
@click.group()
def cli():
    pass
"""
    assert with_library(source).tree.root.lookup == "plugins"


def test_a_real_program(tmp_path: Path) -> None:
    python = os.environ.get("DOCCHECK_RUSTYBT_PYTHON")
    if not python:
        pytest.skip("DOCCHECK_RUSTYBT_PYTHON names no interpreter with rustybt 0.3.3")
    spec = ProgramSpec("rustybt", "rustybt.__main__:main", Path(python), tmp_path)
    lines = ["cache clean", "cache clear", "run -f x.py --start 2024-01-01 --end 2024-02-01"]
    found = describe(spec, queries=[Query(tuple(line.split())) for line in lines])
    assert found.tree.version == "0.3.3"
    assert len(list(found.tree.walk())) > 20
    assert [verdict.kind for verdict in found.verdicts] == [
        None,
        ProblemKind.UNKNOWN_COMMAND,
        None,
    ]
    assert found.verdicts[1].possibilities == ("clean",)
