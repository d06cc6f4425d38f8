"""What a tree tells of the program besides its names."""

from __future__ import annotations

import pytest

from doccheck.model.resolution import Resolved
from doccheck.model.tree import ValueType
from tests.unit.resolve.shop import (
    SHOP,
    argument,
    command,
    flag,
    group,
    judge,
    option,
    problem,
    problems,
    remarks,
    shown,
    skipped,
    tree,
    with_root,
)


@pytest.mark.parametrize("method", ["parse_args", "make_parser", "make_context", "main"])
def test_a_parser_of_the_program_s_own_is_not_judged(method: str) -> None:
    program = with_root(SHOP, custom=(method,))
    assert skipped("shop nosuch --nosuch", program) == "custom-parser"


def test_problems_above_a_parser_of_the_program_s_own_count() -> None:
    inner = command("run", custom=("parse_args",))
    program = tree(group("prog", commands=(inner,)))
    assert skipped("prog run --nosuch", program) == "custom-parser"
    assert problems("prog --nosuch run --nosuch", program) == [("unknown-option", "--nosuch")]


@pytest.mark.parametrize("method", ["get_command", "resolve_command", "list_commands"])
def test_a_lookup_of_the_program_s_own_decides_on_names_not_listed(method: str) -> None:
    program = with_root(SHOP, custom=(method,))
    assert skipped("shop nosuch", program) == "custom-parser"
    assert problems("shop orders list --nosuch", program) == [("unknown-option", "--nosuch")]


def test_a_group_that_decides_what_runs_may_do_without_a_command() -> None:
    assert skipped("shop -v", with_root(SHOP, custom=("invoke",))) == "custom-parser"


def test_commands_of_the_project_are_not_judged() -> None:
    assert skipped("shop nosuch", with_root(SHOP, lookup="project")) == "project-command"
    assert problems("shop nosuch", with_root(SHOP, lookup="plugins"))


def test_a_command_that_could_not_be_loaded_is_not_judged() -> None:
    program = with_root(SHOP, failed=(("broken", "ImportError: no module"),))
    assert skipped("shop broken --nosuch", program) == "command-not-loadable"


def test_other_words_go_to_the_default_command() -> None:
    program = tree(
        group(
            "prog",
            commands=(command("run", argument("file"), flag("--fast")), command("stop")),
            default_command="run",
            ignore_unknown_options=True,
            custom=("parse_args", "get_command", "resolve_command"),
        )
    )
    assert judge("prog file.txt --fast", program) == Resolved(("prog", "run"))
    assert judge("prog --fast file.txt", program) == Resolved(("prog", "run"))
    assert judge("prog stop", program) == Resolved(("prog", "stop"))
    assert problems("prog file.txt --slow", program) == [("unknown-option", "--slow")]
    assert skipped("prog", program) == "custom-parser"


def test_a_parameter_that_the_environment_can_supply_is_not_missing() -> None:
    name = option("--name", required=True)
    inner = command("run", name)
    assert problems("prog run", tree(group("prog", commands=(inner,)))) == [
        ("missing-option", "run")
    ]
    prefixed = tree(group("prog", commands=(inner,), auto_envvar_prefix="PROG"))
    assert problems("prog run", prefixed) == []


def test_a_parameter_with_a_value_of_its_own_is_not_missing() -> None:
    default = option("--name", required=True, has_default=True)
    asked = option("--name", required=True, prompts=True)
    assert problems("prog", tree(command("prog", default))) == []
    assert problems("prog", tree(command("prog", asked))) == []


def test_a_parameter_filled_by_code_of_the_program_is_not_judged() -> None:
    name = option("--name", required=True, kind=ValueType("integer"), custom=("process_value",))
    program = tree(command("prog", name))
    assert skipped("prog", program) == "custom-parser"
    assert problems("prog --name x", program) == []


def test_an_option_that_takes_words_by_its_own_code_hides_what_follows() -> None:
    eats = option("--files", custom=("add_to_parser",))
    program = tree(command("prog", eats, option("--name", required=True)))
    assert problems("prog --files a b c", program) == []
    assert problems("prog --files a b --nosuch", program) == [("unknown-option", "--nosuch")]


def test_an_option_that_reads_settings_may_supply_the_rest() -> None:
    config = option("--config", eager=True, has_callback=True, kind=ValueType("path"))
    program = tree(command("prog", config, option("--name", required=True)))
    assert skipped("prog", program) == "environment"
    assert problems("prog --nosuch", program) == [("unknown-option", "--nosuch")]


def test_an_eager_flag_with_a_callback_may_end_the_program() -> None:
    version = flag("--version", eager=True, has_callback=True)
    run = command("run", option("--name", required=True))
    program = tree(group("prog", version, commands=(run,), no_args_is_help=False))
    assert problems("prog --version", program) == []
    assert problems("prog --version nosuch", program) == [("unknown-command", "nosuch")]
    assert problems("prog", program) == [("missing-argument", "prog")]


def test_an_option_that_exits_ends_the_walk() -> None:
    version = flag("--version", "-V", eager=True, exits=True)
    program = tree(command("prog", version, argument("file"), option("--n", kind=_INTEGER)))
    assert problems("prog --version", program) == []
    assert problems("prog -V --n x", program) == []
    assert problems("prog -V --nosuch", program) == [("unknown-option", "--nosuch")]


def test_an_eager_value_is_checked_before_a_later_exit() -> None:
    eager = option("--n", kind=_INTEGER, eager=True)
    program = tree(command("prog", flag("--version", eager=True, exits=True), eager))
    assert problems("prog --n x --version", program) == [("invalid-value", "x")]
    assert problems("prog --version --n x", program) == []


_INTEGER = ValueType("integer")


def test_a_chain_passes_the_rest_on() -> None:
    commands = (command("clean"), command("build", argument("target"), flag("--fast")))
    program = tree(group("make", commands=commands, chain=True))
    assert judge("make clean build --fast all clean", program) == Resolved(("make", "clean"))
    assert problems("make clean build all --fast", program) == [("unknown-option", "--fast")]
    assert problems("make clean build", program) == [("missing-argument", "build")]


def test_names_are_compared_as_the_program_does() -> None:
    run = command("run-all", option("--dry-run", kind=ValueType("choice", choices=("a-b",))))
    loose = tree(group("prog", commands=(run,), normalization="lower-dash"))
    assert problems("prog Run_All --DRY_run A_B", loose) == []
    strict = tree(group("prog", commands=(run,)))
    assert problems("prog run_all", strict) == [("unknown-command", "run_all")]
    own = tree(group("prog", commands=(run,), normalization="custom"))
    assert skipped("prog run_all", own) == "custom-parser"
    assert skipped("prog run-all --dryrun x", own) == "custom-parser"
    assert problems("prog run-all --dry-run a-b", own) == []


def test_unknown_options_are_ignored_where_the_program_says_so() -> None:
    program = tree(command("prog", flag("--model"), flag("-v"), ignore_unknown_options=True))
    line = "prog --modle"
    found = problem(line, program)
    assert (found.kind, found.subject, found.closest) == (
        "unexpected-argument",
        "--modle",
        ("--model",),
    )
    passing = tree(command("prog", ignore_unknown_options=True, allow_extra_args=True))
    assert problems("prog --anything -x y", passing) == []
    assert problems("prog -xvy", program) == [("unexpected-argument", "-xvy")]


def test_options_may_have_to_come_first() -> None:
    program = tree(command("prog", flag("--fast"), argument("file"), allow_interspersed_args=False))
    assert problems("prog --fast x", program) == []
    found = problem("prog x --fast", program)
    assert (found.kind, found.subject) == ("unexpected-argument", "--fast")
    assert found.detail == "It is an option: write it before the arguments"


def test_other_prefixes_begin_options() -> None:
    program = tree(command("prog", option("/out"), flag("+w"), argument("file", required=False)))
    assert problems("prog /out x +w", program) == []
    assert problems("prog /etc/file", program) == [("unknown-option", "/etc/file")]


def test_an_option_may_stand_without_its_value() -> None:
    program = tree(command("prog", option("--name", optional_value=True), flag("--all")))
    assert problems("prog --name --all", program) == []
    assert problems("prog --name", program) == []
    assert problems("prog --name x y", program) == [("unexpected-argument", "y")]


def test_values_of_a_tuple_have_types_of_their_own() -> None:
    pair = ValueType("tuple", items=(_INTEGER, ValueType("choice", choices=("a", "b"))))
    program = tree(command("prog", option("--pair", kind=pair, nargs=2)))
    assert problems("prog --pair 1 b", program) == []
    assert problems("prog --pair x b", program) == [("invalid-value", "x")]
    assert problems("prog --pair 1 c", program) == [("invalid-choice", "c")]


def test_a_counting_option_has_a_limit() -> None:
    program = tree(command("prog", option("-v", count=True, kind=ValueType("integer", maximum=2))))
    assert problems("prog -vv", program) == []
    found = problem("prog -vv -v", program)
    assert (found.kind, found.subject, shown("prog -vv -v", found)) == ("invalid-value", "3", "-v")


def test_an_argument_that_takes_several_needs_them_all() -> None:
    program = tree(command("prog", argument("pair", nargs=2), argument("rest", nargs=-1)))
    assert problems("prog a b c d", program) == []
    assert problems("prog a", program) == [("missing-argument", "a")]
    assert problems("prog a b", program) == [("missing-argument", "prog")]


def test_deprecated_names_are_remarked_on() -> None:
    (found,) = remarks("shop retired")
    assert (found.kind, found.subject, found.detail) == (
        "deprecated-command",
        "retired",
        "use pack",
    )
    (found,) = remarks("shop tidy --deep=x")
    assert (found.kind, found.subject) == ("deprecated-option", "--deep")
    assert shown("shop tidy --deep=x", found) == "--deep"


def test_a_long_option_read_as_short_ones_is_remarked_on() -> None:
    line = "shop orders list -start"
    (found,) = remarks(line)
    assert (found.kind, shown(line, found), found.closest) == (
        "clustered-long-option",
        "-start",
        ("--start",),
    )
    assert remarks("shop orders list -s tart") == ()
    assert remarks("shop orders list -ab") == ()


def test_the_release_of_click_decides_on_some_values() -> None:
    root = command("prog", option("--on", kind=ValueType("boolean")))
    assert problems("prog --on on", tree(root, "click 7.1.2")) == [("invalid-value", "on")]
    assert problems("prog --on on", tree(root, "click 8.1.7")) == []
    assert problems("prog --on=", tree(root, "click 8.1.7")) == [("invalid-value", "")]
    assert problems("prog --on=", tree(root, "click 8.5.1")) == []
    assert problems("prog --on=", tree(root, "")) == []
