"""Usage lines, which are read for their names."""

from __future__ import annotations

import pytest

from doccheck.model.block import BlockKind, Dialect
from doccheck.model.command import Unknown, Usage
from tests.unit.shell.conftest import MakePage


def test_a_usage_line_after_a_fed_quote(page: MakePage) -> None:
    fed = "prog add \"$(cat <<'X'\nhello \"world\nX\n)\"\nprog add 'multi\nline'\n"
    found = page(fed + 'prog add TITLE [TITLE...]\nprog list | while read -r x; do echo "$x"; done')
    assert found.lines == ["add ?", "add multi\nline", "add ? ?+", "list"]
    assert found.invocations[2].usage is Usage.SYNOPSIS


@pytest.mark.parametrize("optional", ["[TITLE...]", "[title…]", "[TITLE]"])
def test_notation_read_as_a_command_is_any_number_of_words(page: MakePage, optional: str) -> None:
    call = page(f"if prog add {optional}; then\n  true\nfi").only
    assert call.argv[-1].unknown is Unknown.PLACEHOLDER
    assert call.argv[-1].many


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("prog run [OPTIONS] FILE...", ["run ?+ ?+"]),
        ("prog [OPTIONS] COMMAND [ARGS]...", ["?+ ? ?+"]),
        ("usage: prog run FILE", ["run ?"]),
        ("Usage: prog run [-h]", ["run -h"]),
        ("prog command [options]", ["? ?+"]),
        ("prog run [--region R] [--force]", ["run --region ? --force"]),
        ("prog run [--region=R] [--n[=N]] --z[=W]", ["run --region=? --n --z"]),
        ("prog run [-h | --help] x", ["run -h x", "run --help x"]),
        ("prog run [-q|--quiet]", ["run -q", "run --quiet"]),
        ("prog run [--format json|yaml]", ["run --format ?"]),
        ("prog run [-f|--file FILE]...", ["run ?+"]),
        ("prog run --[no-]color [x]", ["run --? ?+"]),
        ("prog {list|remove}", ["list ...", "remove ..."]),
        ("prog schedule {list|remove} [--all]", ["schedule list ...", "schedule remove ..."]),
        ("prog (start|stop) NAME", ["start ...", "stop ..."]),
        ("prog {start | stop}", ["start ...", "stop ..."]),
        ("prog start|stop [NAME]", ["start ...", "stop ..."]),
        ("usage: prog {a,b} ...", ["a ...", "b ..."]),
        ("prog run --mode {fast|slow} --x", ["run --mode ? --x"]),
        ("prog run {--all | --name NAME}", ["run --all", "run --name ?"]),
        ("prog run {<a>|<b>} x", ["run ? x"]),
        ("prog run your_script.py [-- script args]", ["run ? -- script ?"]),
        ("prog run [name [name ...]] --x", ["run ?+ --x"]),
        ("prog run [x] | tee log && prog ok", ["run ?+", "ok"]),
        ("prog run [x] > out", ["run ?+"]),
        ("prog run [--a] \\\n  [--b] \\\n  path/", ["run --a --b path/"]),
        ("sudo uv run prog run [--a]", ["run --a"]),
        ("python -m prog run [--a]", ["run --a"]),
        ("prog run [] [x]", ["run ? ?+"]),
        ("prog run [--a # [--b]", ["run [--a"]),
        ("prog run [OPTIONS] # what [it] does", ["run ?+"]),
    ],
)
def test_usage_lines(page: MakePage, code: str, expected: list[str]) -> None:
    found = page(code)
    assert found.lines == expected
    if "# [--b]" not in code:
        assert found.usages == {Usage.SYNOPSIS}


@pytest.mark.parametrize(
    "code",
    [
        "prog run x",
        "[ -f x ] && prog run x",
        "[[ -f x ]] && prog run x",
        "prog run [a-z]*.csv",
        "prog run [0-9]",
        "prog run items[0]",
        "prog run pkg[extra]",
        "prog run '[OPTIONS]' \"[a|b]\"",
        "prog run [80,443]",
        "if [ x ]; then prog run x; fi",
        "prog run {a,b}",
        "prog run <a|b>",
        "prog run | grep x",
        "{ prog run | cat; }",
        "(prog run|cat)",
        "ls && (prog run | cat)",
        "case x in (prog|other) prog run;; esac",
    ],
)
def test_commands_are_not_taken_for_usage_lines(page: MakePage, code: str) -> None:
    assert page(code).usages == {Usage.COMMAND}


def test_other_lines_of_the_block_are_commands(page: MakePage) -> None:
    found = page("prog run [OPTIONS]\nprog go --x\n")
    assert [call.usage for call in found.invocations] == [Usage.SYNOPSIS, Usage.COMMAND]


def test_each_alternative_knows_its_place(page: MakePage) -> None:
    found = page("prog {list|remove} [--x]")
    assert [found.at(call.argv[0].span) for call in found.invocations] == ["list", "remove"]


def test_an_option_in_brackets_knows_its_place(page: MakePage) -> None:
    found = page("prog run [--region <name>] [FILE]")
    assert [found.at(word.span) for word in found.only.argv] == [
        "run",
        "--region",
        "<name>",
        "[FILE]",
    ]


def test_usage_lines_in_other_shells(page: MakePage) -> None:
    assert page("prog run [OPTIONS] <x>", dialect=Dialect.POWERSHELL).usages == {Usage.SYNOPSIS}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("prog run", ["run"]),
        ("prog", [""]),
        ("prog edit/tutorial/new", ["edit", "tutorial", "new"]),
        ("prog db up/down", ["db ?"]),
        ("prog docs/index.md", ["?"]),
        ("prog run --open/--no-open", ["run --open", "run --no-open"]),
        ("prog run -v/--verbose x/y", ["run -v x/y", "run --verbose x/y"]),
        ("prog --file a/b", ["--file a/b"]),
        ("prog list|remove", ["list"]),
        ("prog run [OPTIONS]", ["run ?+"]),
        ("prog run ...", ["run ..."]),
        ("prog run -v, --verbose", ["run -v --verbose"]),
    ],
)
def test_mentions_in_running_text(page: MakePage, code: str, expected: list[str]) -> None:
    found = page(code, kind=BlockKind.INLINE)
    assert found.lines == expected
    assert Usage.COMMAND not in found.usages


@pytest.mark.parametrize(
    "code", ["prog = 3", "prog.run(x)", "prog(x)", "prog: x", "from prog import x", "prog >= 2"]
)
def test_other_notations_in_running_text(page: MakePage, code: str) -> None:
    found = page(code, kind=BlockKind.INLINE)
    assert found.invocations == ()
    assert found.reading.syntax_faults == ()


def test_deep_brackets_are_read_as_they_stand(page: MakePage) -> None:
    assert page("prog run " + "[" * 3000 + "x" + "]" * 3000 + " [--a]").invocations
