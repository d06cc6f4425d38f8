"""Every kind of parameter and group; no callback may run while it is described."""

import os

import click


def touched(*_args, **_kwargs):
    open(os.path.join(os.path.dirname(__file__), "canary"), "w").close()
    raise SystemExit(3)


class Lazy(click.Group):
    def list_commands(self, ctx):
        return ["early", "broken", "ghost"]

    def get_command(self, ctx, name):
        if name == "broken":
            import no_such_module_at_all  # noqa: F401 - it is missing on purpose
        if name == "early":
            return click.Command("early", callback=touched)


class Project(click.Group):
    def get_command(self, ctx, name):
        if os.path.exists("tasks.py"):
            return None
        return super().get_command(ctx, name)


class ByVariable(click.Group):
    def get_command(self, ctx, name):
        os.environ.get("PROG_COMMANDS")
        return super().get_command(ctx, name)


class Prefixes(click.Group):
    def get_command(self, ctx, name):
        found = [known for known in self.commands if known.startswith(name)]
        return super().get_command(ctx, found[0]) if len(found) == 1 else None


class Default(click.Group):
    def get_command(self, ctx, name):
        return super().get_command(ctx, name) or super().get_command(ctx, "first")


class Aliased(click.Group):
    aliases = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.aliases = {"rm": "remove"}

    def get_command(self, ctx, name):
        return super().get_command(ctx, self.aliases.get(name, name))


class Even(click.ParamType):
    name = "even"

    def convert(self, value, param, ctx):
        return int(value)


class OnlyCompletes(click.Choice):
    def shell_complete(self, ctx, param, incomplete):
        return []


class Checked(click.Option):
    def handle_parse_result(self, ctx, opts, args):
        return super().handle_parse_result(ctx, opts, args)


class Parses(click.Command):
    def parse_args(self, ctx, args):
        return super().parse_args(ctx, args[1:])


def version(ctx, param, value):
    if value and not ctx.resilient_parsing:
        ctx.exit()


def no_exit(ctx, param, value):
    return value


@click.group(context_settings={"auto_envvar_prefix": "PROG", "help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=version)
@click.option("--verbose", is_flag=True, is_eager=True, expose_value=False, callback=no_exit)
def cli():
    """Root help."""
    touched()


@cli.command(epilog="The end.", deprecated=True, hidden=True)
@click.option("--number", "-n", type=click.IntRange(1, 5, min_open=True), required=True)
@click.option("--clamped", type=click.FloatRange(max=2.5, clamp=True), default=1, show_default=True)
@click.option("--kind", type=click.Choice(["A", "B"], False), envvar=["KIND", "SORT"])
@click.option("--only", type=OnlyCompletes(["x", "y"]))
@click.option("--when", type=click.DateTime(["%Y"]))
@click.option("--pair", type=(int, str), multiple=True)
@click.option("--even", type=Even())
@click.option("--function", type=lambda value: value)
@click.option("--on/--off", "-o/-O", "switch")
@click.option("--level", is_flag=False, flag_value="x")
@click.option("--count", "-v", count=True)
@click.option("--secret", prompt=True, hidden=True)
@click.option("--checked", cls=Checked, callback=touched)
@click.option("+plus", type=click.UUID)
@click.option("/slash", type=bool)
@click.argument("source", type=click.Path(exists=True))
@click.argument("rest", nargs=-1, type=click.File())
def run(**kwargs):
    """Runs.

      Indented.
    \f
    Not shown.
    """
    touched()


@cli.group(chain=True, invoke_without_command=True)
def chained():
    touched()


@cli.command(
    context_settings={
        "ignore_unknown_options": True,
        "allow_extra_args": True,
        "allow_interspersed_args": False,
        "token_normalize_func": str.lower,
    },
    add_help_option=False,
    no_args_is_help=True,
)
def loose():
    touched()


@cli.command(cls=Parses, context_settings={"token_normalize_func": lambda word: word[::-1]})
def parses():
    touched()


for kind in (Lazy, Project, ByVariable, Prefixes, Default, Aliased):
    group = kind(kind.__name__.lower())
    for name in ("first", "second", "remove"):
        group.add_command(click.Command(name, callback=touched))
    cli.add_command(group)

cli.add_command(cli, "again")
cli.commands["shared"] = cli.commands["run"]
