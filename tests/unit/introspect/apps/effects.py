"""Everything that a parser may do beside parsing; each callback leaves a canary behind."""

import os
import sys
import time

import click

HERE = os.path.dirname(os.path.abspath(__file__))


def touch(*_args, **_kwargs):
    open(os.path.join(HERE, "canary"), "w").close()
    raise SystemExit("a callback ran")


def leave(ctx, param, value):
    touch()
    ctx.exit()


def load_settings(ctx, param, value):
    touch()
    ctx.default_map = {"name": value}


def default_name():
    touch()


class FromFile(click.ParamType):
    name = "known"

    def convert(self, value, param, ctx):
        with open("names.txt") as stream:
            if value not in stream.read():
                self.fail("not listed")


class Known(click.ParamType):
    name = "known"

    def convert(self, value, param, ctx):
        if value != "good":
            self.fail("not good")
        return value


class FromVariable(click.ParamType):
    name = "variable"

    def convert(self, value, param, ctx):
        if value not in os.environ.get("PROG_NAMES", ""):
            self.fail("not listed")


class FromObject(click.ParamType):
    name = "object"

    def convert(self, value, param, ctx):
        if ctx.obj is None or value not in ctx.obj:
            self.fail("not loaded")


class Breaks(click.ParamType):
    name = "breaks"

    def convert(self, value, param, ctx):
        return {}[value]


class Sleeps(click.ParamType):
    name = "sleeps"

    def convert(self, value, param, ctx):
        time.sleep(60)


class Exits(click.ParamType):
    name = "exits"

    def convert(self, value, param, ctx):
        if value == "hard":
            os._exit(7)
        sys.exit(3)


class OldPath(click.Path):
    def convert(self, value, param, ctx):
        path = super().convert(value, param, ctx)
        if not path.endswith(".toml"):
            self.fail("not a TOML file")
        return path


class Pair(click.Option):
    def handle_parse_result(self, ctx, opts, args):
        if opts.get("first") and opts.get("second"):
            raise click.UsageError("first and second exclude each other")
        return super().handle_parse_result(ctx, opts, args)


class Needs(click.Command):
    def parse_args(self, ctx, args):
        rest = super().parse_args(ctx, args)
        if not ctx.params.get("url"):
            raise click.UsageError("say where")
        return rest


class Project(click.Group):
    def get_command(self, ctx, name):
        if os.path.exists("project.toml"):
            touch()
        return super().get_command(ctx, name)


class Default(click.Group):
    def resolve_command(self, ctx, args):
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            return "show", self.commands["show"], args


class Broken(click.Group):
    def list_commands(self, ctx):
        return ["gone"]

    def get_command(self, ctx, name):
        if name == "gone":
            raise ImportError("no module named gone")


@click.group(invoke_without_command=True)
@click.option("--version", is_flag=True, callback=leave, is_eager=True, expose_value=False)
@click.option("--completion", callback=leave, is_eager=True, expose_value=False)
@click.option("--yes", is_flag=True, callback=lambda ctx, param, value: value or ctx.abort())
def cli(**kwargs):
    touch()


@cli.command()
@click.option("--name", required=True, default=default_name)
@click.option("--token", required=True, envvar="PROG_TOKEN")
@click.option("--password", prompt=True, confirmation_prompt=True, hide_input=True)
@click.option("--input", "stream", type=click.File("r"))
@click.option("--output", type=click.File("w"))
@click.option("--folder", type=click.Path(exists=True, file_okay=False, writable=True))
@click.option("--checked", callback=touch)
@click.option("--number", type=int)
@click.option("--pair", nargs=2, type=(int, click.Choice(["a", "b"])))
def run(**kwargs):
    touch()


@cli.command()
@click.option("--from-file", type=FromFile())
@click.option("--known", type=Known())
@click.option("--from-variable", type=FromVariable())
@click.option("--from-object", type=FromObject())
@click.option("--breaks", type=Breaks())
@click.option("--exits", type=Exits())
@click.option("--sleeps", type=Sleeps())
@click.option("--toml", type=OldPath(exists=True))
@click.option("--first", cls=Pair)
@click.option("--second", cls=Pair)
@click.option("--function", type=lambda text: int(text, 16))
def types(**kwargs):
    touch()


@cli.command()
@click.option("--config", callback=load_settings, is_eager=True)
@click.option("--name", required=True)
def configured(**kwargs):
    touch()


@cli.command()
@click.argument("source")
@click.argument("target", nargs=2)
@click.option("--must", required=True)
@click.option("--plain")
def strict(**kwargs):
    touch()


@cli.command(cls=Needs)
@click.option("--url", envvar="PROG_URL")
def needs(**kwargs):
    touch()


@cli.command(cls=Needs)
@click.option("--url")
def needs_really(**kwargs):
    touch()


@cli.group()
def nested():
    touch()


@nested.command()
def inner():
    touch()


class Wraps(click.Group):
    def invoke(self, ctx):
        try:
            return super().invoke(ctx)
        except ValueError:
            touch()


class Decides(click.Group):
    def invoke(self, ctx):
        if not ctx.args:
            return touch()
        return super().invoke(ctx)


@cli.group(cls=Wraps)
def wraps():
    touch()


@cli.group(cls=Decides)
@click.option("--flag", is_flag=True)
def decides(**kwargs):
    touch()


def add_more(ctx, param, value):
    touch()
    ctx.command.add_command(click.Command(value))


@cli.group()
@click.option("--load", callback=add_more)
def grows(**kwargs):
    touch()


@grows.group()
def below():
    touch()


for kind in (Project, Default, Broken):
    group = kind(kind.__name__.lower())
    group.add_command(click.Command("show", callback=touch, params=[click.Argument(["what"])]))
    cli.add_command(group)
