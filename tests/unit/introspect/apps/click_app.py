from inspect import signature

import click

# Options with an optional value came with click 8.
OPTIONAL = {"is_flag": False, "flag_value": "x"} if hasattr(click.Command, "shell_complete") else {}
# Command gained `no_args_is_help` with click 7.1.
SHY = {"no_args_is_help": True} if "no_args_is_help" in signature(click.Command).parameters else {}


@click.group(context_settings=dict(auto_envvar_prefix="PROG"))
@click.option("--debug/--no-debug", "-d/-D")
@click.option("--conf", type=click.Choice(["a", "b"]))
@click.version_option("1")
def cli(debug, conf):
    pass


@cli.command()
@click.option("--n", "-n", type=int)
@click.option("--req")
@click.option("--pair", nargs=2, type=(int, str), multiple=True)
@click.option("-v", count=True)
@click.option("--opt", **OPTIONAL)
@click.argument("a")
@click.argument("rest", nargs=-1)
def run(**k):
    pass


@cli.command(context_settings=dict(ignore_unknown_options=True, allow_interspersed_args=False))
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
def pas(args):
    pass


@cli.command(context_settings=dict(allow_extra_args=True))
@click.option("--x", is_flag=True)
def extra(x):
    pass


@cli.group(invoke_without_command=True)
@click.argument("first")
@click.pass_context
def sub(ctx, first):
    pass


@sub.command()
@click.argument("two", nargs=2)
def leaf(two):
    pass


@cli.group(chain=True)
@click.option("--o", type=float)
def ch(o):
    pass


@ch.command()
@click.option("--k")
@click.argument("f")
def one(**k):
    pass


@ch.command()
def two():
    pass


@cli.command(
    **SHY,
    context_settings=dict(token_normalize_func=lambda s: s.lower().replace("_", "-")),
)
@click.option("--some-thing", type=click.IntRange(0, 5))
@click.argument("c", type=click.Choice(["red", "green"]), required=False)
def norm(**k):
    pass


class P(click.Group):
    def get_command(self, ctx, name):
        m = [c for c in self.commands if c.startswith(name)]
        if len(m) > 1:
            ctx.fail("Too many matches: " + ", ".join(m))
        return super().get_command(ctx, m[0]) if m else None


@cli.group(cls=P)
def pre():
    pass


@pre.command()
def start():
    pass


@pre.command()
@click.argument("n", type=lambda s: int(s))
def status(n):
    pass


class Even(click.ParamType):
    name = "even"

    def convert(self, value, param, ctx):
        try:
            v = int(value)
        except ValueError:
            self.fail("not int", param, ctx)
        if v % 2:
            self.fail("odd", param, ctx)
        return v


class Excl(click.Option):
    def handle_parse_result(self, ctx, opts, args):
        if (
            self.name in opts
            and opts[self.name] is not None
            and "alt" in opts
            and opts["alt"] is not None
        ):
            raise click.UsageError("exclusive")
        return super().handle_parse_result(ctx, opts, args)


@cli.command()
@click.option("--alt")
@click.option("--main", cls=Excl)
@click.option("--even", type=Even())
@click.option("+p", type=bool)
@click.option("--when", type=click.DateTime())
def custom(**k):
    pass


# Words

WORDS = """
run pas extra sub leaf ch one two norm pre start status st sta custom --debug -d -D --no-debug
--conf a b --conf=a --conf=z --version --help -n 5 --n=x -vv -v -vn3 --req q --pair 1 zz --opt
--opt=1 --nope -z -- --x --o 1.5 --o=q --k v --some-thing --SOME_THING 3 9 RED red c --alt
--main --even 2 3 +p yes maybe --when 2024-01-01 nope -
"""

LINES = """
run --req q a b c
run -n 5 --pair 1 zz -vv a
run --opt --req q a
pas --nope -z a
extra --x a b
sub first leaf 1 2
sub first
ch one --k v f two two
ch --o 1.5 two
norm --SOME_THING 3 RED
norm --some-thing=3 green
pre start
pre sta 5
pre status 5
custom --even 2 +p yes --when 2024-01-01
custom --alt a
custom --main a
-d --conf a run a
"""
