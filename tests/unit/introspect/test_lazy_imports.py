"""What is imported only when a value is converted, and looks around as it is."""

from collections.abc import Callable

import pytest

from doccheck.introspect.client import arbitrate
from doccheck.introspect.program import ProgramSpec
from doccheck.introspect.verdict import Query
from doccheck.model.resolution import ProblemKind, SkipReason

Maker = Callable[..., ProgramSpec]

CLICK = """
import click


class Known(click.ParamType):
    name = "known"

    def convert(self, value, param, ctx):
        {look}
        if value != "good":
            self.fail("not good")
        return value


@click.command()
@click.option("--known", type=Known())
def cli(known):
    raise SystemExit("a command ran")
"""
READS = "import os\nNAMES = os.environ.get('PROG_NAMES', '')\n"


def first(spec: ProgramSpec, *argv: str) -> ProblemKind | SkipReason | None:
    """Return what the very first query to a program comes to."""
    (verdict,) = arbitrate(spec, [Query(argv)])
    return verdict.kind or verdict.reason


def test_what_a_standard_module_reads_at_import_does_not_decide(program: Maker) -> None:
    spec = program(CLICK.format(look="import zoneinfo"))
    assert first(spec, "--known", "bad") is ProblemKind.INVALID_VALUE


@pytest.mark.parametrize("argv", [("done", "one"), ("list", "-n", "500"), ("add", "--kind", "c")])
def test_the_first_bad_value_of_a_typer_program(program: Maker, argv: tuple[str, ...]) -> None:
    spec = program(
        """
        import enum
        from typing import List
        import typer

        class Kind(str, enum.Enum):
            a = "a"

        cli = typer.Typer()

        @cli.command()
        def done(ids: List[int]): pass

        @cli.command("list")
        def show(limit: int = typer.Option(10, "-n", max=100)): pass

        @cli.command()
        def add(kind: Kind = Kind.a): pass
        """
    )
    assert first(spec, *argv) in {ProblemKind.INVALID_VALUE, ProblemKind.INVALID_CHOICE}


@pytest.mark.parametrize(
    "look",
    [
        "import prog_names",
        "import importlib; importlib.import_module('prog_names')",
        "import zoneinfo, prog_names",
        "import prog_library",
        "import zoneinfo, os; os.environ.get('PROG_NAMES')",
    ],
)
def test_what_the_program_s_own_modules_read_may_decide(program: Maker, look: str) -> None:
    spec = program(CLICK.format(look=look))
    (spec.root / "prog_names.py").write_text(READS, encoding="utf-8")
    (spec.root / "prog_library.py").write_text("import prog_names", encoding="utf-8")
    assert first(spec, "--known", "bad") is SkipReason.ENVIRONMENT
