import enum
import pathlib
import typing
import uuid

import typer

cli = typer.Typer()
sub = typer.Typer()
cli.add_typer(sub, name="sub", help="Nested.")


class Colour(str, enum.Enum):
    red = "RED"
    green = "GREEN"


def version(value: bool) -> None:
    if value:
        raise typer.Exit


@cli.callback()
def root(
    version: bool = typer.Option(False, "--version", callback=version, is_eager=True),
    debug: bool = False,
) -> None:
    """Root."""


@cli.command()
def run(
    source: str,
    rest: typing.Optional[typing.List[int]] = typer.Argument(None),
    number: int = typer.Option(3, "--number", "-n", min=1, max=9),
    ratio: float = 1.5,
    colour: Colour = Colour.red,
    lower: Colour = typer.Option(Colour.red, case_sensitive=False),
    pair: typing.Tuple[int, str] = (1, "x"),
    path: pathlib.Path = pathlib.Path(),
    flag: bool = typer.Option(False, "--on/--off"),
    verbose: int = typer.Option(0, "-v", count=True),
    several: typing.List[str] = typer.Option([], "--several"),
    key: typing.Optional[uuid.UUID] = None,
) -> None:
    """Run."""


@sub.command("leaf")
def leaf(required: str = typer.Option(...), hidden: str = typer.Option("", hidden=True)) -> None:
    """Leaf."""


@sub.command(hidden=True, deprecated=True, context_settings={"allow_extra_args": True})
def old_name(context: typer.Context) -> None:
    """Old."""


# Words

WORDS = """
run sub leaf old-name old_name --version --debug --no-debug --help src 1 5 x -n --number
--number=12 -n3 --ratio 2.5 abc --colour RED red --lower green blue --pair 4 --path /nowhere
--on --off --on=1 -v -vv --several a --several=b --key 12345678-1234-5678-1234-567812345678
--required r --required=q --hidden h --nope -- - -z
"""

LINES = """
run src
run src 1 5 -n 3 --ratio 2.5
run src --colour RED --lower green -vv --on
run src --pair 4 x --several a --several=b
run src --path /nowhere --key 12345678-1234-5678-1234-567812345678
sub leaf --required r --hidden h
sub old-name a b
--debug run --off src 5
"""
