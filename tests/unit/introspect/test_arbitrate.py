"""The program's own parser as the arbiter: its effects stay out, its rules stay in."""

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from doccheck.introspect import client
from doccheck.introspect.client import arbitrate, describe
from doccheck.introspect.program import ProgramSpec
from doccheck.introspect.verdict import Query, Status, Verdict
from doccheck.model.command import DYNAMIC
from doccheck.model.resolution import ProblemKind, SkipReason

Judge = Callable[..., Verdict]

SOURCE = Path(__file__).with_name("apps") / "effects.py"


@pytest.fixture(scope="module")
def spec(program: Callable[..., ProgramSpec]) -> ProgramSpec:
    return program(SOURCE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def judged(spec: ProgramSpec) -> dict[tuple[str, bool], Verdict]:
    """Answer every line of this module's tests in one run of the probe."""
    asked = [(line, False) for line, _ in CASES] + [(line, True) for line, _ in LENIENT]
    verdicts = arbitrate(spec, [Query(words(line), lenient=lenient) for line, lenient in asked])
    assert not (spec.root / "canary").exists(), "a callback ran"
    return dict(zip(asked, verdicts, strict=True))


def words(line: str) -> tuple[str, ...]:
    return tuple(shlex.split(line.replace("?", DYNAMIC)))


Kind = ProblemKind
REST = "--token t --name n"
CASES: list[tuple[str, ProblemKind | SkipReason | None]] = [
    # effects
    ("", None),
    (f"run {REST} --input /nowhere --output /nowhere/x --folder /nowhere --checked x", None),
    (f"run {REST} --folder", Kind.OPTION_ARITY),
    ("run", None),  # the environment, a prompt and a function may supply everything
    ("--version --nope", Kind.UNKNOWN_OPTION),
    ("--version no such thing", None),
    ("--completion bash nothing", SkipReason.PARSER_FAILED),
    ("--completion bash nested inner", None),
    ("--yes nothing", Kind.UNKNOWN_COMMAND),
    ("run --help --number x", None),
    ("run extra", Kind.UNEXPECTED_ARGUMENT),
    # what is not known satisfies every type
    ("run --number ?", None),
    ("run --number x?", None),
    ("run --number x", Kind.INVALID_VALUE),
    ("run --pair 1 ?", None),
    ("run --pair ? c", Kind.INVALID_CHOICE),
    ("run --pair 1 c", Kind.INVALID_CHOICE),
    ("types --known ? --from-file ? --breaks ? --exits ?", None),
    ("?", SkipReason.DYNAMIC_COMMAND),
    ("nested ?", SkipReason.DYNAMIC_COMMAND),
    ("run --?", SkipReason.DYNAMIC_COMMAND),
    ("types --from-file=?x", None),
    # types of the program's own
    ("types --known good", None),
    ("types --known bad", Kind.INVALID_VALUE),
    ("types --function ff", None),
    ("types --function gg", Kind.INVALID_VALUE),
    ("types --from-file x", SkipReason.ENVIRONMENT),
    ("types --from-variable x", SkipReason.ENVIRONMENT),
    ("types --from-object x", SkipReason.ENVIRONMENT),
    ("types --breaks x", SkipReason.PARSER_FAILED),
    ("types --exits soft", SkipReason.PARSER_FAILED),
    ("types --toml /nowhere.toml", None),
    ("types --toml /nowhere.yaml", Kind.INVALID_VALUE),
    ("types --first 1", None),
    ("types --from-file x --nope", Kind.UNKNOWN_OPTION),
    # missing
    ("configured", SkipReason.ENVIRONMENT),
    ("configured --name x", None),
    ("strict a b c", Kind.MISSING_OPTION),
    ("strict --must m", Kind.MISSING_ARGUMENT),
    ("strict --must m a b", Kind.MISSING_ARGUMENT),
    ("strict --must m a b c", None),
    ("strict --must m a b c d", Kind.UNEXPECTED_ARGUMENT),
    ("nested", None),  # shows its help
    ("needs", SkipReason.ENVIRONMENT),
    # groups of the program's own
    ("project show x", None),
    ("project nothing", Kind.UNKNOWN_COMMAND),  # settings bring no commands
    ("default show x", None),
    ("default anything", None),
    ("default anything else", Kind.UNEXPECTED_ARGUMENT),
    ("broken gone", SkipReason.COMMAND_NOT_LOADABLE),
    ("broken other", Kind.UNKNOWN_COMMAND),
    ("wraps other", Kind.UNKNOWN_COMMAND),
    ("decides other", SkipReason.PARSER_FAILED),
    ("decides --flag", SkipReason.PARSER_FAILED),
    ("grows other", SkipReason.PROJECT_COMMAND),
    ("grows below other", SkipReason.PROJECT_COMMAND),
    ("nested other", Kind.UNKNOWN_COMMAND),
    ("nested inner x", Kind.UNEXPECTED_ARGUMENT),
]
LENIENT: list[tuple[str, ProblemKind | SkipReason | None]] = [
    ("strict", None),
    ("strict --must", None),
    ("strict a b", None),
    ("strict --plain=", None),
    ("strict --nope", Kind.UNKNOWN_OPTION),
    ("strict a --nope", Kind.UNKNOWN_OPTION),
    ("nested", None),
    ("nested other", Kind.UNKNOWN_COMMAND),
    ("types --first 1 --second 2", None),
    ("needs-really", None),
    ("--version nothing", None),
]


@pytest.mark.parametrize(("line", "expected"), CASES)
def test_verdict(
    judged: dict[tuple[str, bool], Verdict], line: str, expected: ProblemKind | SkipReason | None
) -> None:
    check(judged[line, False], expected)


@pytest.mark.parametrize(("line", "expected"), LENIENT)
def test_a_mention(
    judged: dict[tuple[str, bool], Verdict], line: str, expected: ProblemKind | SkipReason | None
) -> None:
    check(judged[line, True], expected)


def check(verdict: Verdict, expected: ProblemKind | SkipReason | None) -> None:
    if expected is None:
        assert verdict.status is Status.ACCEPTED, verdict
    elif isinstance(expected, ProblemKind):
        assert (verdict.status, verdict.kind) == (Status.REJECTED, expected), verdict
    else:
        assert (verdict.status, verdict.reason) == (Status.SKIPPED, expected), verdict


def test_a_refusal_of_the_program_s_own(spec: ProgramSpec) -> None:
    first, second = arbitrate(
        spec, [Query(("types", "--first", "1", "--second", "2")), Query(("needs-really",))]
    )
    assert (first.status, first.kind) == (Status.REJECTED, None)
    assert first.message == "first and second exclude each other"
    assert (second.status, second.message) == (Status.REJECTED, "say where")


def test_where_the_fault_is(spec: ProgramSpec) -> None:
    lines = [
        ("run", "--number", "x"),
        ("run", "--number=x"),
        ("--yes", "nothing"),
        ("nested", "--deep"),
        ("strict", "--must", "m", "a", "b", "c", "d", "e"),
        ("strict", "a", "b", "c"),
        ("run", "--pair", "1", "c"),
    ]
    found = arbitrate(spec, [Query(line) for line in lines])
    assert [(v.subject, v.position, v.path) for v in found] == [
        ("x", 2, ("run",)),
        ("x", 1, ("run",)),
        ("nothing", 1, ()),
        ("--deep", 1, ("nested",)),
        ("d", 6, ("strict",)),
        ("--must", None, ("strict",)),
        ("c", 3, ("run",)),
    ]
    assert found[0].param == "--number"
    assert found[5].param == "--must"


def test_a_parser_that_does_not_end_is_skipped(
    spec: ProgramSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "QUERY_SECONDS", 0.5)
    slow, after = arbitrate(spec, [Query(("types", "--sleeps", "x")), Query(("nested", "inner"))])
    assert (slow.status, slow.reason) == (Status.SKIPPED, SkipReason.PARSER_FAILED)
    assert after.status is Status.ACCEPTED


def test_a_parser_that_ends_the_program_costs_only_its_own_verdict(spec: ProgramSpec) -> None:
    lines = [("nested", "inner"), ("types", "--exits", "hard"), ("nested", "other")]
    before, hard, after = arbitrate(spec, [Query(line) for line in lines])
    assert before.status is Status.ACCEPTED
    assert (hard.status, hard.reason) == (Status.SKIPPED, SkipReason.PARSER_FAILED)
    assert after.kind is ProblemKind.UNKNOWN_COMMAND


def test_one_process_describes_and_judges(spec: ProgramSpec) -> None:
    described = describe(spec, queries=[Query(("nested", "inner"))])
    assert "nested" in described.tree.root.commands
    assert [verdict.status for verdict in described.verdicts] == [Status.ACCEPTED]
