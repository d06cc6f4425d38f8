"""Values of a program's own types: refused by the program, if nothing outside has a say."""

import pytest

from doccheck.introspect.verdict import Status
from doccheck.model.resolution import ProblemKind, SkipReason
from tests.unit.introspect.conftest import Maker, ask

TYPES = """
import click
{extra}
CACHE = {{}}


class Known(click.ParamType):
    name = "known"

    def convert(self, value, param, ctx):
        if "names" not in CACHE:
            CACHE["names"] = {names}
        if value not in CACHE["names"]:
            self.fail("not known")
        return value


class Words(click.Choice):
    def __init__(self):
        pass

    case_sensitive = True

    @property
    def choices(self):
        return ["good"]

    def convert(self, value, param, ctx):
        if value not in self.choices:
            self.fail("not known")
        return value


@click.command()
@click.option("--known", type=Known())
@click.option("--words", type=Words())
@click.option("--plain", type=click.Choice(["good"]))
def cli(**_):
    pass
"""
READS_PLUGINS = "from importlib.metadata import entry_points\nentry_points()\n"
LINES = ("--known bad", "--known worse", "--words bad", "--plain bad")


def test_own_types_refuse_values_where_nothing_else_has_a_say(program: Maker) -> None:
    verdicts = ask(program(TYPES.format(extra="", names="['good']")), *LINES)
    assert [verdict.status for verdict in verdicts] == [Status.REJECTED] * 4


def test_a_program_s_memory_of_the_outside_is_outside(program: Maker) -> None:
    names = "open('names.txt').read() if __import__('os').path.exists('names.txt') else ''"
    verdicts = ask(program(TYPES.format(extra="", names=names)), *LINES)
    assert [verdict.reason for verdict in verdicts[:2]] == [SkipReason.ENVIRONMENT] * 2
    assert [verdict.status for verdict in verdicts[2:]] == [Status.REJECTED] * 2


def test_plugins_may_bring_the_values_of_own_types(program: Maker) -> None:
    verdicts = ask(program(TYPES.format(extra=READS_PLUGINS, names="['good']")), *LINES)
    assert [verdict.reason for verdict in verdicts[:3]] == [SkipReason.ENVIRONMENT] * 3
    assert verdicts[3].kind is ProblemKind.INVALID_CHOICE


MANAGER = """
from importlib.metadata import entry_points

def load(group="manager.own"):
    return [entry for entry in entry_points() if group == getattr(entry, "group", entry)]

def loads_its_own():
    return load()
"""


@pytest.mark.parametrize(
    ("call", "reason"),
    [("load('prog.plugins')", SkipReason.ENVIRONMENT), ("loads_its_own()", None)],
)
def test_plugins_of_a_library_are_not_the_program_s(
    program: Maker, call: str, reason: SkipReason | None
) -> None:
    extra = f"import manager\nmanager.{call}\n"
    spec = program(TYPES.format(extra=extra, names="['good']"))
    (spec.root / "manager.py").write_text(MANAGER, encoding="utf-8")
    (verdict,) = ask(spec, "--known bad")
    assert verdict.reason is reason
