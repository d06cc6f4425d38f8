"""Describing real applications: the tree says what the program would accept."""

from collections.abc import Callable
from pathlib import Path

import pytest

from doccheck.introspect.client import Description, describe
from doccheck.introspect.program import ProgramSpec
from doccheck.model.tree import CommandNode, Parameter

Maker = Callable[..., ProgramSpec]

FEATURES = Path(__file__).with_name("apps") / "features.py"


@pytest.fixture(scope="module")
def features(program: Maker) -> tuple[ProgramSpec, Description]:
    spec = program(FEATURES.read_text(encoding="utf-8"))
    return spec, describe(spec)


@pytest.fixture(scope="module")
def root(features: tuple[ProgramSpec, Description]) -> CommandNode:
    return features[1].tree.root


def param(node: CommandNode, name: str) -> Parameter:
    return next(item for item in node.params if item.name == name)


def test_nothing_of_the_program_runs_but_its_module(
    features: tuple[ProgramSpec, Description],
) -> None:
    assert not (features[0].root / "canary").exists()


def test_the_tree_says_where_it_comes_from(features: tuple[ProgramSpec, Description]) -> None:
    tree = features[1].tree
    assert tree.app == "prog:cli"
    assert tree.framework.startswith("click 8")
    assert tree.environment["KIND"] == "prog run --kind"
    assert tree.environment["PROG_RUN_NUMBER"] == "prog run --number"
    assert "PROG_RUN_SOURCE" not in tree.environment


def test_root(root: CommandNode) -> None:
    assert root.name == "prog"
    assert root.is_group
    assert root.help == "Root help."
    assert root.help_options == ("-h", "--help")
    assert root.allow_extra_args
    assert not root.allow_interspersed_args
    assert root.no_args_is_help
    assert root.custom == ()
    assert root.source_file == "prog.py"
    assert root.source_line is not None
    assert param(root, "version").exits
    assert param(root, "version").eager
    assert not param(root, "verbose").exits


def test_command(root: CommandNode) -> None:
    run = root.commands["run"]
    assert run.hidden
    assert run.deprecated == ""
    assert run.epilog == "The end."
    assert run.help == "Runs.\n\n  Indented."
    assert next(root.commands["shared"].arguments()) == next(run.arguments())
    assert [item.name for item in run.arguments()] == ["source", "rest"]
    assert param(run, "rest").nargs == -1
    assert not param(run, "rest").required
    assert param(run, "source").required


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("number", {"name": "integer", "minimum": 1, "maximum": 5, "minimum_open": True}),
        ("clamped", {"name": "float", "maximum": 2.5, "clamp": True}),
        ("kind", {"name": "choice", "choices": ("A", "B"), "case_sensitive": False}),
        ("only", {"name": "choice", "choices": ("x", "y"), "case_sensitive": True}),
        ("when", {"name": "datetime", "formats": ("%Y",)}),
        ("even", {"name": "custom", "detail": "prog.Even"}),
        ("function", {"name": "custom", "detail": "prog.<lambda>"}),
        ("switch", {"name": "boolean"}),
        ("count", {"name": "integer", "minimum": 0}),
        ("plus", {"name": "uuid"}),
        ("slash", {"name": "boolean"}),
        ("source", {"name": "path"}),
        ("rest", {"name": "file"}),
    ],
)
def test_types(root: CommandNode, name: str, expected: dict[str, object]) -> None:
    found = param(root.commands["run"], name).type
    assert {key: getattr(found, key) for key in expected} == expected


def test_options(root: CommandNode) -> None:
    run = root.commands["run"]
    assert param(run, "number").opts == ("--number", "-n")
    assert param(run, "number").required
    assert param(run, "number").envvars == ("PROG_RUN_NUMBER",)
    assert param(run, "kind").envvars == ("KIND", "SORT", "PROG_RUN_KIND")
    assert param(run, "clamped").has_default
    assert not param(run, "kind").has_default
    assert [item.name for item in param(run, "pair").type.items] == ["integer", "text"]
    assert param(run, "pair").nargs == 2
    assert param(run, "pair").multiple
    assert param(run, "switch").is_flag
    assert param(run, "switch").secondary_opts == ("--off", "-O")
    assert param(run, "level").optional_value
    assert param(run, "count").count
    assert param(run, "secret").prompts
    assert param(run, "secret").hidden
    assert param(run, "checked").custom == ("handle_parse_result",)
    assert param(run, "checked").has_callback
    assert param(run, "plus").opts == ("+plus",)


def test_groups_and_settings(root: CommandNode) -> None:
    chained, loose = root.commands["chained"], root.commands["loose"]
    assert chained.chain
    assert chained.invoke_without_command
    assert not chained.no_args_is_help
    assert loose.ignore_unknown_options
    assert loose.allow_extra_args
    assert not loose.allow_interspersed_args
    assert loose.no_args_is_help
    assert loose.help_options == ()
    assert loose.normalization == "lower"
    assert root.commands["parses"].custom == ("parse_args",)
    assert root.commands["parses"].normalization == "custom"
    assert root.normalization == "none"


def test_a_lazy_group_is_walked_and_tells_what_failed(root: CommandNode) -> None:
    lazy = root.commands["lazy"]
    assert set(lazy.commands) == {"early"}
    assert lazy.custom == ()
    assert lazy.lookup == "static"
    reasons = dict(lazy.failed)
    assert "no_such_module_at_all" in reasons["broken"]
    assert "does not know it" in reasons["ghost"]


def test_a_group_that_looks_for_code_in_the_project_is_said_to(root: CommandNode) -> None:
    assert root.commands["project"].lookup == "project"


def test_a_variable_brings_no_commands(root: CommandNode) -> None:
    assert root.commands["byvariable"].lookup == "static"


def test_a_group_that_guesses_is_custom(root: CommandNode) -> None:
    assert root.commands["prefixes"].custom == ("get_command",)
    assert root.commands["prefixes"].default_command is None


def test_a_default_command_is_found(root: CommandNode) -> None:
    assert root.commands["default"].default_command == "first"


def test_aliases_are_found(root: CommandNode) -> None:
    aliased = root.commands["aliased"]
    assert aliased.commands["rm"].hidden
    assert not aliased.commands["remove"].hidden
    assert aliased.custom == ()


def test_a_group_inside_itself_ends(root: CommandNode) -> None:
    again = root.commands["again"]
    assert again.is_group
    assert again.commands == {}
    assert again.custom == ("get_command",)


def test_the_private_home_does_not_show(program: Maker) -> None:
    source = """
    import pathlib
    import click

    @click.command(help="Reads %s/x." % pathlib.Path.home())
    @click.option("--log", type=click.Path(), default=str(pathlib.Path.home() / ".prog" / "log"))
    @click.option("--settings", type=click.Path(), default=click.get_app_dir("prog"))
    @click.option("--plain", type=click.Path(), default="out")
    def cli(**kwargs):
        pass
    """
    first, second = (describe(program(source)).tree for _ in range(2))
    assert first == second
    assert first.paths == ("~/.config/prog", "~/.prog/log")
    assert first.root.help == "Reads ~/x."


def test_a_group_that_cannot_list_its_commands_is_custom(program: Maker) -> None:
    source = """
    import click

    class Broken(click.Group):
        def list_commands(self, ctx):
            raise RuntimeError("no list")

    cli = Broken(commands={"one": click.Command("one")})
    """
    root = describe(program(source)).tree.root
    assert root.custom == ("list_commands",)
    assert list(root.commands) == ["one"]
    assert dict(root.failed)["*"] == "RuntimeError: no list"


def test_text_that_is_no_string(program: Maker) -> None:
    source = """
    import click

    class Lazy:
        def __str__(self):
            return "Later \\udc80."

    cli = click.Command("cli", help="x", epilog="")
    cli.help = Lazy()
    """
    assert describe(program(source)).tree.root.help.startswith("Later ")
