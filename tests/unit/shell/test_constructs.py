"""Where commands stand in a script."""

from __future__ import annotations

import pytest

from doccheck.model.block import BlockKind, CodeBlock, Dialect
from doccheck.model.command import Usage, Word
from doccheck.model.source import MappedText, Span
from doccheck.shell import Programs, read_page
from tests.unit.shell.conftest import MakePage, ReadLines


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("prog a; prog b && prog c || prog d &", ["a", "b", "c", "d"]),
        ("prog a | tee log | prog b", ["a", "b"]),
        ("prog a |\n  prog b", ["a", "b"]),
        ("(cd x && prog a)", ["a"]),
        ("{ prog a; prog b; }", ["a", "b"]),
        ("if prog a; then prog b; elif prog c; then prog d; else prog e; fi", list("abcde")),
        ("for x in 1 2; do prog a $x; done", ["a ?+"]),
        ("while :; do prog run; done", ["run"]),
        ("until prog a; do prog b; done", ["a", "b"]),
        ("case $x in y) prog a;; *) prog b;; esac", ["a", "b"]),
        ("f() { prog a; }", ["a"]),
        ("function f { prog a; }", ["a"]),
        ("! prog a", ["a"]),
        ('echo $(prog a) `prog b` <(prog c) "$(prog d)"', ["a", "b", "c", "d"]),
        ("x=$(prog a)", ["a"]),
        ("export X=$(prog a)", ["a"]),
        ("prog a $(prog b $(prog c))", ["a ?+", "b ?+", "c"]),
        ("[[ -n $(prog a) ]] && prog b", ["a", "b"]),
        ("[ -f prog ] && prog b", ["b"]),
        ("echo prog a", []),
        ("# prog a\nprog b # prog c", ["b"]),
        ("which prog; command -v prog; type prog; man prog; pip install prog", []),
        ("if ! command -v prog; then prog a; fi", ["a"]),
        ("cat <<EOF\nprog a\nEOF\nprog b", ["b"]),
        ("cat <<EOF\n$(prog a)\nEOF", ["a"]),
        ("cat <<'EOF' | prog a --x\n$(prog b)\nEOF", ["a --x"]),
        ("bash <<EOF\nprog a\nEOF", ["a"]),
        ("ssh host <<-'EOF'\n\tprog a\n\tEOF", ["a"]),
        ("sudo bash -e <<EOF\nprog a\nEOF", ["a"]),
        ("bash <<< 'prog a'", ["a"]),
        ("prog a <<EOF --flag\nx\nEOF", ["a --flag"]),
        ("'prog' a; \"prog\" b; \\prog c", ["a", "b", "c"]),
        ("for x in $(prog a); do :; done", ["a"]),
        ("time prog a; coproc prog b", ["a", "b"]),
        ("prog", [""]),
    ],
)
def test_commands_are_found(lines: ReadLines, code: str, expected: list[str]) -> None:
    assert lines(code) == expected


@pytest.mark.parametrize(
    ("code", "argv", "redirects"),
    [
        ("prog a > out", "a", [(">", "out")]),
        ("prog a >out 2>&1", "a", [(">", "out"), ("2>&1", None)]),
        ("prog > out --flag x", "--flag x", [(">", "out")]),
        ("> out prog a", "a", [(">", "out")]),
        ("prog a <in.txt >out.txt", "a", [("<", "in.txt"), (">", "out.txt")]),
        ("prog a &> all >> 'my log'", "a", [("&>", "all"), (">>", "my log")]),
        ("prog a 2>/dev/null | cat > x", "a", [("2>", "/dev/null")]),
        ("x | prog a > out", "a", [(">", "out")]),
        ("prog a <<EOF\nx\nEOF", "a", [("<<", None)]),
    ],
)
def test_redirections_are_no_arguments(
    page: MakePage, code: str, argv: str, redirects: list[tuple[str, str | None]]
) -> None:
    found = page(code)
    assert found.lines == [argv]
    assert [
        (item.operator, item.target.text if item.target else None) for item in found.only.redirects
    ] == redirects


def test_variables_set_for_one_command(page: MakePage) -> None:
    call = page("A=1 B='x y' C= prog a").only
    assert [(item.name, item.value.text) for item in call.environment] == [
        ("A", "1"),
        ("B", "x y"),
        ("C", ""),
    ]


def test_exported_variables_reach_later_commands(page: MakePage) -> None:
    found = page("export A=1 B\nprog a", "prog b\nexport C=2")
    assert [[item.name for item in call.environment] for call in found.invocations] == [
        ["A", "B"],
        ["A", "B"],
    ]


def test_the_source_is_the_command_as_written(page: MakePage) -> None:
    found = page("cd x && A=1 sudo prog run \\\n  --flag > out # why\n")
    assert found.only.source == "A=1 sudo prog run \\\n  --flag"
    assert found.at(found.only.span) == found.only.source


@pytest.mark.parametrize(
    ("code", "head"),
    [
        ("./venv/bin/prog x", ["./venv/bin/prog"]),
        ("/usr/local/bin/prog x", ["/usr/local/bin/prog"]),
        ("./prog x", ["./prog"]),
        ("$VENV/bin/prog x", ["\ue000/bin/prog"]),
        ("prog.exe x", ["prog.exe"]),
        ("python -m prog x", ["python", "-m", "prog"]),
        ("python3.12 -X dev -m prog x", ["python3.12", "-X", "dev", "-m", "prog"]),
        ("py -3.12 -m prog x", ["py", "-3.12", "-m", "prog"]),
        (".venv/bin/python -um prog x", [".venv/bin/python", "-m", "prog"]),
        ("python -mprog x", ["python", "-m", "prog"]),
    ],
)
def test_forms_of_call(page: MakePage, code: str, head: list[str]) -> None:
    found = page(code)
    assert [word.text for word in found.only.head] == head
    assert found.lines == ["x"]


@pytest.mark.parametrize(
    "code",
    [
        "prog:tag x",
        "prog/sub x",
        "docs/prog x",
        "prog>=1.0",
        "prog >=1.0,<2",
        "prog==2",
        "prog<3",
        "prog~=1.4",
        "prog.py x",
        "prog-extra x",
        "my-prog x",
        "prog, other",
        "prog: error",
        "prog = 3",
        "prog == 3",
        "python -m prog.sub x",
        "python prog x",
        "python -c 'prog x'",
        "pip install prog",
        "./prog/run x",
    ],
)
def test_what_only_looks_like_a_call(lines: ReadLines, code: str) -> None:
    assert lines(code) == []


def test_other_modules_run_by_python_are_no_program(page: MakePage) -> None:
    assert page("python -m other prog x").invocations == ()


def test_words_that_are_split_already() -> None:
    text = '["prog", "serve", "-h"]'
    words = tuple(
        Word(
            MappedText.verbatim(word, text.index(word)),
            Span(text.index(word) - 1, 5 + text.index(word)),
        )
        for word in ("prog", "serve", "-h")
    )
    block = CodeBlock(
        BlockKind.EMBEDDED,
        Dialect.ARGV,
        MappedText.verbatim(text, 0),
        Span(0, len(text)),
        words=words,
    )
    (call,) = read_page([block], Programs({("prog",): "prog"})).invocations
    assert [word.text for word in call.argv] == ["serve", "-h"]
    assert call.usage is Usage.COMMAND
