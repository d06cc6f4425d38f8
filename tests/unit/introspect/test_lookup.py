"""Where a group's commands come from: aliases, placeholders, the project, plugins."""

import pytest

from doccheck.introspect.client import describe
from doccheck.introspect.verdict import Query, Status
from doccheck.model.resolution import ProblemKind, SkipReason
from doccheck.model.tree import CommandNode
from tests.unit.introspect.conftest import Maker, ask

LAZY = """
import re
import click

SHORT = {"rm": "remove"}


def real(name):
    options = [click.Option(["--depth"], type=int), click.Argument(["path"])]
    return click.Command(name, params=options, callback=lambda **_: None)


class Placeholder(click.Command):
    pass


class Group(click.Group):
    default_names = ["-h", "--help", "--version"]

    def get_command(self, ctx, name):
        name = SHORT.get(name, name)
        for key, command in self.commands.items():
            if name == key or name in re.split(r"\\s*\\|\\s*", key):
                return command

    def resolve_command(self, ctx, args):
        command = self.get_command(ctx, args[0])
        if isinstance(command, Placeholder):
            name = next(key for key, one in self.commands.items() if one is command)
            self.commands[name] = real(command.name)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx):
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            error.message += str([self.get_command(ctx, name) for name in self.commands])
            raise


@click.group(cls=Group)
def cli():
    pass


cli.add_command(Placeholder("list"), "list | ls")
cli.add_command(Placeholder("fetch"), "fetch")
cli.add_command(Placeholder("remove"), "remove")
"""


def test_the_commands_are_those_that_really_run(program: Maker) -> None:
    root = describe(program(LAZY)).tree.root
    assert set(root.commands) == {"list", "ls", "fetch", "remove", "rm"}
    assert {name for name, node in root.commands.items() if node.hidden} == {"ls", "rm"}
    for node in root.commands.values():
        assert [param.name for param in node.params] == ["depth", "path"]
        assert node.custom == ()
    assert root.custom == ()  # every name is known, so the list is closed


def test_unknown_names_beside_aliases_are_refused(program: Maker) -> None:
    known, alias, unknown, inner = ask(program(LAZY), "list x", "ls x", "lss x", "fetch --no x")
    assert (known.status, alias.status) == (Status.ACCEPTED, Status.ACCEPTED)
    assert unknown.kind is ProblemKind.UNKNOWN_COMMAND
    assert inner.kind is ProblemKind.UNKNOWN_OPTION


BY_OBJECT = """
import click

full = click.Command(
    "init", params=[click.Option(["--runtime"])], callback=lambda **_: None
)


class Group(click.Group):
    def list_commands(self, ctx):
        return ["init", "never"]

    def get_command(self, ctx, name):
        if name == "init":
            return full if ctx.obj else click.Command("init")
        if name == "never":
            return click.Command("never")


@click.command(cls=Group)
@click.pass_context
def cli(ctx):
    ctx.obj = object()
"""


def test_a_command_that_waits_for_the_context_is_found(program: Maker) -> None:
    init = describe(program(BY_OBJECT)).tree.root.commands["init"]
    assert [param.name for param in init.params] == ["runtime"]
    good, bad = ask(program(BY_OBJECT), "init --runtime x", "init --runtimes x y")
    assert good.status is Status.ACCEPTED
    assert bad.kind is ProblemKind.UNKNOWN_OPTION


def test_nothing_is_said_of_a_placeholder_that_stays_one(program: Maker) -> None:
    assert describe(program(BY_OBJECT)).tree.root.commands["never"].custom == ("parse_args",)
    (verdict,) = ask(program(BY_OBJECT), "never --runtime x")
    assert verdict.reason is SkipReason.PARSER_FAILED
    assert "fills in" in verdict.message


BY_PARAMETER = """
import click


class Group(click.Group):
    def get_command(self, ctx, name):
        if name == "run" and ctx.params.get("path"):
            return click.Command("run", callback=lambda: None)
        return super().get_command(ctx, name)


@click.group(cls=Group)
@click.argument("path")
def cli(path):
    pass


@cli.command()
def show():
    pass
"""


def test_names_that_depend_on_a_parameter_are_left_to_the_program(program: Maker) -> None:
    root = describe(program(BY_PARAMETER)).tree.root
    assert "get_command" in root.custom
    run, other = ask(program(BY_PARAMETER), "x run", "x walk")
    assert run.status is Status.ACCEPTED
    assert other.kind is ProblemKind.UNKNOWN_COMMAND


LOOKING = """
import os
import pkgutil
import click
from pathlib import Path

HERE = os.path.dirname(os.path.abspath(__file__))


class Group(click.Group):
    def get_command(self, ctx, name):
        found = super().get_command(ctx, name)
        return found or self.look(name)


@click.group(cls=Group)
def cli():
    pass


@cli.command()
def publish():
    pass
"""

LOOKS = {
    "tasks = Path('tasks.py').exists()": "project",
    "(Path.cwd() / 'pyproject.toml').is_file()": "project",
    "os.path.isdir('scripts')": "project",
    "__import__('theirs')": "project",
    "os.path.exists('settings.yaml')": "plugins",
    "os.path.exists('/srv/extensions/' + name)": "plugins",
    "list(pkgutil.iter_modules())": "plugins",
    "os.path.exists(os.path.join(HERE, 'commands', name + '.py'))": "static",
    "os.environ.get('_PROG_COMPLETE')": "static",
    "os.environ.get('PROG_HOME')": "static",
}


@pytest.mark.parametrize(("look", "where"), LOOKS.items())
def test_what_is_looked_at_tells_where_commands_come_from(
    program: Maker, look: str, where: str
) -> None:
    spec = program(f"{LOOKING}\n\ndef look(self, name):\n    {look}\n\nGroup.look = look\n")
    (spec.root / "theirs.py").write_text("", encoding="utf-8")
    root = describe(spec, queries=[Query(("nothing",))])
    assert root.tree.root.lookup == where
    (verdict,) = root.verdicts
    assert verdict.kind is ProblemKind.UNKNOWN_COMMAND
    assert ask(spec, "nothing", "nobody") == ask(spec, "nothing", "nobody")


AT_START = """
import click
from pathlib import Path


class Group(click.Group):
    def resolve_command(self, ctx, args):
        return super().resolve_command(ctx, args)


def main():
    commands = {"info": click.Command("info", callback=lambda: None)}
    if (Path.cwd() / "pyproject.toml").is_file():
        commands["run"] = click.Command("run", callback=lambda: None)
    Group("prog", commands)()
"""


def test_a_program_put_together_for_the_project_takes_commands_from_it(program: Maker) -> None:
    assert describe(program(AT_START, "prog:main")).tree.root.lookup == "project"
    plain = AT_START.replace("Group(", "click.Group(").replace("class click.Group", "class Group")
    assert describe(program(plain, "prog:main")).tree.root.lookup == "static"


MANUAL = """
import click


class Group(click.Group):
    def resolve_command(self, ctx, args):
        if args[0] == "manual":
            self.parse_args(ctx, ["--help"])
        return super().resolve_command(ctx, args)


@click.group(cls=Group)
def cli():
    pass


@cli.command()
def show():
    pass
"""


def test_explaining_a_refusal_accepts_nothing(program: Maker) -> None:
    refused, leaves = ask(program(MANUAL), "shows", "manual")
    assert refused.kind is ProblemKind.UNKNOWN_COMMAND
    assert leaves.status is Status.ACCEPTED


WRAPPING = """
import click


class Noting(click.Group):
    def parse_args(self, ctx, args):
        rest = super().parse_args(ctx, args)
        ctx.meta["words"] = tuple(ctx.args)
        return rest


class Inserting(click.Group):
    def parse_args(self, ctx, args):
        if "@all" in args:
            args = ["one", "two"]
        return super().parse_args(ctx, args)


class Refusing(click.Command):
    def parse_args(self, ctx, args):
        rest = super().parse_args(ctx, args)
        if ctx.params["size"] == "7":
            raise click.UsageError("not seven")
        return rest


@click.group(cls=Noting)
def cli():
    pass


@cli.group(cls=Inserting)
def inserting():
    pass


@cli.command(cls=Refusing)
@click.option("--size")
def refusing(size):
    pass
"""


def customs(node: CommandNode) -> dict[str, tuple[str, ...]]:
    return {name: child.custom for name, child in node.commands.items()}


def test_a_parser_that_only_wraps_the_framework_s_is_not_custom(program: Maker) -> None:
    root = describe(program(WRAPPING)).tree.root
    assert root.custom == ()
    assert customs(root) == {"inserting": ("parse_args",), "refusing": ("parse_args",)}
