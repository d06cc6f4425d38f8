from __future__ import annotations

import pytest
from msgspec.structs import replace

from doccheck.config import ProgramSettings
from doccheck.engine.analyse import AnalyseOptions, Facts, analyse, find_extensions
from doccheck.engine.evidence import Evidence
from doccheck.engine.judge import Ruling, queries, rule_on
from doccheck.engine.programs import Program
from doccheck.engine.targets import Target
from doccheck.introspect.verdict import Status, Verdict
from doccheck.model.command import Invocation
from doccheck.model.report import Means
from doccheck.model.resolution import NotJudged, ProblemKind, Resolved, SkipReason, Unresolved
from doccheck.model.source import Document
from doccheck.model.tree import CommandNode, CommandTree, Parameter, ValueType

NOTHING = Evidence.gather(())


def tree(lookup: str = "static") -> CommandTree:
    run = CommandNode(
        "run",
        params=(
            Parameter("level", "option", ValueType("integer"), opts=("--level",)),
            Parameter("file", "argument", ValueType("path"), required=True),
        ),
    )
    root = CommandNode(
        "acme",
        is_group=True,
        commands={"run": run},
        allow_extra_args=True,
        allow_interspersed_args=False,
        lookup=lookup,
    )
    return CommandTree("acme", root)


def program(lookup: str = "static", **settings: object) -> Program:
    own = ProgramSettings(**settings)  # type: ignore[arg-type]  # test data
    return Program(Target("acme", own, (("acme",),), spec=None), tree=tree(lookup))


def call(line: str) -> Invocation:
    document = Document("page.md", f"```bash\n{line}\n```\n")
    (found,) = analyse(document, AnalyseOptions({("acme",): "acme"})).reading.invocations
    return found


def ruled(line: str, *verdicts: Verdict, lookup: str = "static") -> Ruling:
    invocation, acme = call(line), program(lookup)
    acme.verdicts.update(zip(queries(invocation), verdicts, strict=True))
    return rule_on(invocation, acme, NOTHING)


ACCEPTED = Verdict(Status.ACCEPTED, ("run",))


def test_the_tree_alone() -> None:
    acme = program()
    assert rule_on(call("acme run x"), acme, NOTHING) == Ruling(
        Resolved(("acme", "run")), Means.TREE
    )
    found = rule_on(call("acme nope"), acme, NOTHING).resolution
    assert isinstance(found, Unresolved)
    assert found.problems[0].kind is ProblemKind.UNKNOWN_COMMAND


def test_both_agree() -> None:
    ruling = ruled("acme run x", ACCEPTED)
    assert (ruling.means, ruling.disagrees) == (Means.PARSER, False)
    no = Verdict(Status.REJECTED, ("run",), "NoSuchOption", kind=ProblemKind.UNKNOWN_OPTION)
    ruling = ruled("acme run --lvel 3 x", no)
    assert isinstance(ruling.resolution, Unresolved)
    assert ruling.resolution.problems[0].closest == ("--level",)
    assert not ruling.disagrees


def test_the_program_overrules_the_tree() -> None:
    ruling = ruled("acme alias x", Verdict(Status.ACCEPTED, ("run",)))
    assert ruling.resolution == Resolved(("acme", "run"))
    assert ruling.disagrees
    refused = Verdict(
        Status.REJECTED,
        ("run",),
        "BadParameter",
        "not a good file",
        ProblemKind.INVALID_VALUE,
        subject="x",
        param="FILE",
        position=1,
    )
    ruling = ruled("acme run x", refused)
    assert isinstance(ruling.resolution, Unresolved)
    (problem,) = ruling.resolution.problems
    assert (problem.subject, problem.detail, problem.parameter) == ("x", "not a good file", "FILE")
    assert problem.span.start == len("```bash\nacme run ")
    assert ruling.disagrees


def test_a_mention_is_not_refused_for_what_is_missing() -> None:
    document = Document("page.md", "Say `acme run`.\n")
    (mention,) = analyse(document, AnalyseOptions({("acme",): "acme"})).reading.invocations
    (query,) = queries(mention)
    assert query.lenient
    acme = program()
    missing = Verdict(
        Status.REJECTED, ("run",), "MissingParameter", kind=ProblemKind.MISSING_ARGUMENT
    )
    acme.verdicts[query] = missing
    assert isinstance(rule_on(mention, acme, NOTHING).resolution, Resolved)


def test_what_the_program_cannot_tell_is_a_skip() -> None:
    ruling = ruled(
        "acme run x", Verdict(Status.SKIPPED, reason=SkipReason.ENVIRONMENT, message="wants a file")
    )
    assert ruling.resolution == NotJudged(("acme", "run"), SkipReason.ENVIRONMENT, "wants a file")


def test_an_unquoted_variable_is_asked_both_ways() -> None:
    one = Verdict(Status.REJECTED, ("run",), "UsageError", kind=ProblemKind.UNEXPECTED_ARGUMENT)
    invocation = call("acme run x $MORE")
    assert len(queries(invocation)) == 2
    ruling = ruled("acme run x $MORE", one, ACCEPTED)
    assert isinstance(ruling.resolution, Resolved)


@pytest.mark.parametrize(
    ("lookup", "facts", "reason"),
    [
        ("static", Facts(frozenset({"extra"}), frozenset({("acme", "extra")})), None),
        ("plugins", Facts(), None),
        ("plugins", Facts(extensions=frozenset({("acme", "extra")})), SkipReason.PLUGIN_COMMAND),
        ("plugins", Facts(extensions=frozenset({("other", "extra")})), None),
        ("plugins", Facts(definitions=frozenset({"extra"})), SkipReason.PROJECT_COMMAND),
        ("project", Facts(), SkipReason.PROJECT_COMMAND),
    ],
)
def test_what_may_explain_an_unknown_command(
    lookup: str, facts: Facts, reason: SkipReason | None
) -> None:
    ruling = rule_on(call("acme extra"), program(lookup), Evidence(facts))
    found = ruling.resolution
    assert (found.reason if isinstance(found, NotJudged) else None) == reason


@pytest.mark.parametrize(
    ("written", "reported"),
    [("publihs", True), ("publsh", True), ("publishzz", True), ("polish", False), ("rum", False)],
)
def test_a_misspelt_command_is_no_command_of_the_project(written: str, *, reported: bool) -> None:
    acme = program("project")
    assert acme.tree is not None
    names = {name: CommandNode(name) for name in ("publish", "run")}
    acme.tree = replace(acme.tree, root=replace(acme.tree.root, commands=names))
    found = rule_on(call(f"acme {written}"), acme, NOTHING).resolution
    assert isinstance(found, Unresolved if reported else NotJudged)
    if isinstance(found, Unresolved):
        assert found.problems[0].closest[0] == "publish"


def test_commands_named_as_external() -> None:
    acme = program(external_commands=("extra",))
    found = rule_on(call("acme extra"), acme, NOTHING).resolution
    assert isinstance(found, NotJudged)
    assert found.reason is SkipReason.PLUGIN_COMMAND


def test_plugin_names_are_read_from_text() -> None:
    text = "pip install acme-extra Acme_More my-acme-not acme-2 acme.x-y"
    assert find_extensions(text, ["acme"]) == {("acme", "extra"), ("acme", "more"), ("acme", "2")}


def test_a_word_that_a_default_command_takes_in_vain_is_an_unknown_command() -> None:
    verdict = Verdict(
        Status.REJECTED,
        ("start",),
        "UsageError",
        "Got unexpected extra argument (rnu)",
        ProblemKind.UNEXPECTED_ARGUMENT,
        subject="rnu",
    )
    ruling = ruled("acme rnu", verdict)
    assert isinstance(ruling.resolution, Unresolved)
    (problem,) = ruling.resolution.problems
    assert (problem.kind, problem.subject, problem.closest) == (
        ProblemKind.UNKNOWN_COMMAND,
        "rnu",
        ("run",),
    )
