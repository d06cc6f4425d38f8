"""What one block says holds for those after it."""

from __future__ import annotations

import pytest

from doccheck.model.block import BlockKind, Certainty, Dialect
from doccheck.model.resolution import SkipReason
from doccheck.shell import grammar
from tests.unit.shell.conftest import MakePage, ReadLines


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        (
            ["export X=binance", 'prog --b $X ${X} "$X" $X/y'],
            ["--b binance binance binance binance/y"],
        ),
        (["X=a\nprog $X"], ["a"]),
        (["X=a; Y=$X-b", "prog $Y"], ["a-b"]),
        (["X='a b'\nprog $X \"$X\""], ["a b a b"]),
        (["X=' a '\nprog y$X-z"], ["y a -z"]),
        (['X=~/dir\nprog "$X"'], ["~/dir"]),
        (["X=\nprog $X y"], ["y"]),
        (["declare -r X=a\nprog $X"], ["a"]),
        (["prog $X", "X=a"], ["?+"]),
        (["X=a", "X=b", "prog $X"], ["?+"]),
        (["X=a\nprog $X", "X=b\nprog $X", "prog $X"], ["a", "b", "?+"]),
        (["X=a", "X=a", "prog $X"], ["a"]),
        (["X=a\nX=b\nprog $X"], ["b"]),
        (["X=$(date)\nprog $X"], ["?+"]),
        (["X=a; X+=b\nprog $X"], ["?+"]),
        (["X=(a b)\nprog $X"], ["?+"]),
        (["X=a; unset X\nprog $X"], ["?+"]),
        (["X=a; for X in 1 2; do prog $X; done"], ["?+"]),
        (["if x; then X=a; fi; prog $X"], ["?+"]),
        (["(X=a); prog $X"], ["?+"]),
        (["x || X=a; prog $X"], ["?+"]),
        (["X=a | cat; prog $X"], ["?+"]),
        (["f() { X=a; }; prog $X"], ["?+"]),
        (["X=a; read X; prog $X"], ["?+"]),
        (["X=a prog $X"], ["?+"]),
        (["X=a\nprog ${X:-b} ${#X} '$X' \\$X"], ["?+ ?+ $X $X"]),
        (['X=a\nbash -c "prog $X"'], ["a"]),
        (["CLI='uv run prog'", "$CLI run x"], ["run x"]),
        (["P=prog", "$P run x\n${P} y"], ["run x", "y"]),
    ],
)
def test_constants(lines: ReadLines, blocks: list[str], expected: list[str]) -> None:
    assert lines(*blocks) == expected


def test_a_constant_stands_where_it_is_used(page: MakePage) -> None:
    found = page("X=a", "prog --b=$X/c")
    word = found.only.argv[0]
    assert found.at(word.span) == "--b=$X/c"
    assert found.at(word.value.span(4, 5)) == "$X"


def test_inline_code_and_embedded_code_set_nothing_for_others(lines: ReadLines) -> None:
    assert lines("X=a", "prog $X", kind=BlockKind.INLINE) == ["?+"]
    assert lines("X=a", "prog $X", kind=BlockKind.EMBEDDED) == ["?+"]


@pytest.mark.parametrize(
    "blocks",
    [
        ["alias prog='tcloud prog'", "prog x"],
        ["alias prog='tcloud prog'\nprog x"],
        ['prog() { docker run img "$@"; }', "prog x"],
        ['function prog { other "$@"; }\nprog x'],
        ["alias prog='docker run --rm -v $PWD:/x org/prog:latest'", "prog x"],
    ],
)
def test_a_name_given_to_something_else(page: MakePage, blocks: list[str]) -> None:
    found = page(*blocks)
    assert found.invocations == ()
    assert [skip.reason for skip in found.reading.skipped] == [SkipReason.ALIAS]
    assert found.reading.skipped[0].source == "prog x"


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        (["alias prog='uv run prog'", "prog x"], ["...", "x"]),
        (["alias prog='python -m prog'\nprog x"], ["...", "x"]),
        (["alias p=prog", "p x; p y"], ["...", "x", "y"]),
        (["alias p='prog run'", "p x"], ["run ..."]),
        (["alias q=other\nprog x; q y"], ["x"]),
        (['prog() { command prog --x "$@"; }'], ["--x ?+"]),
        (
            ["alias prog='other'", "./venv/bin/prog x; python -m prog y; uv run prog z"],
            ["x", "y", "z"],
        ),
    ],
)
def test_aliases_of_the_program(lines: ReadLines, blocks: list[str], expected: list[str]) -> None:
    assert lines(*blocks) == expected


@pytest.mark.parametrize(
    "code",
    [
        "_PROG_COMPLETE=bash_source prog",
        "env _PROG_COMPLETE=bash_source prog > prog.sh",
        'eval "$(_PROG_COMPLETE=zsh_source prog)"',
        "export _PROG_COMPLETE=zsh_source\nprog",
        "source <(_PROG_COMPLETE=bash_source prog)",
    ],
)
def test_shell_completion_is_skipped(page: MakePage, code: str) -> None:
    found = page(code)
    assert found.invocations == ()
    assert [skip.reason for skip in found.reading.skipped] == [SkipReason.COMPLETION]


def test_shell_completion_ends_with_its_block(lines: ReadLines) -> None:
    assert lines("export _PROG_COMPLETE=zsh_source\nprog", "prog run x") == ["run x"]


def test_invocations_stand_in_the_order_of_the_page(page: MakePage) -> None:
    found = page("prog a [x]\nprog b", "prog c\nusage: prog d")
    assert [call.argv[0].text for call in found.invocations] == ["a", "b", "c", "d"]
    assert [call.block for call in found.invocations] == [0, 0, 1, 1]


def test_of_doubtful_text_only_the_starts_of_lines_count(page: MakePage) -> None:
    text = "prog run x\nsee prog go and $(prog b)\n  prog c\nuv run prog d\n"
    assert page(text, certainty=Certainty.AMBIGUOUS).lines == ["run x", "c", "d"]


def test_prose_does_not_spoil_its_neighbours(lines: ReadLines) -> None:
    text = "prog run x\nprog can't do that\nprog go\n"
    assert lines(text, certainty=Certainty.AMBIGUOUS)[0] == "run x"


def test_a_page_without_the_program_is_not_parsed(
    page: MakePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(grammar.Tree, "__init__")
    assert page("ls -l\nexport A=b", "echo prag").reading.invocations == ()


def test_blocks_too_long_to_read_are_counted(page: MakePage) -> None:
    found = page("prog run x\n" * 200_000)
    assert found.invocations == ()
    assert [skip.reason for skip in found.reading.skipped] == [SkipReason.UNSUPPORTED_SYNTAX]


@pytest.mark.parametrize(
    ("code", "detail", "at"),
    [
        ("prog run 'x", "a single quote is not closed", "'x"),
        ('ls\nprog run "x y\nls -l', "a double quote is not closed", '"x y\nls -l'),
        ("prog run $(date", "the parenthesis of `$(` is not closed", "$(date"),
        ("prog run x &&", "no command follows `&&`", "&&"),
        ("prog run x |", "no command follows `|`", "|"),
        ("prog run x >", "no file name follows `>`", ">"),
    ],
)
def test_syntax_faults(page: MakePage, code: str, detail: str, at: str) -> None:
    found = page(code)
    assert found.invocations == ()
    (fault,) = found.reading.syntax_faults
    assert fault.detail == detail
    assert found.at(fault.span) == at
    assert found.reading.skipped == ()


@pytest.mark.parametrize(
    ("code", "traits", "reason"),
    [
        ("prog run (x)", {}, SkipReason.SHELL_SYNTAX),
        ("prog can't do", {}, SkipReason.SHELL_SYNTAX),
        ("prog run 'x", {"certainty": Certainty.AMBIGUOUS}, SkipReason.SHELL_SYNTAX),
        ("prog run 'x", {"kind": BlockKind.INLINE}, SkipReason.SHELL_SYNTAX),
        ("if true\n  prog run x (\nend", {"language": "fish"}, SkipReason.UNSUPPORTED_SYNTAX),
        ("Options:\n  prog run 'x", {}, SkipReason.SHELL_SYNTAX),
    ],
)
def test_what_cannot_be_parsed_is_counted(
    page: MakePage, code: str, traits: dict[str, object], reason: SkipReason
) -> None:
    found = page(code, **traits)
    assert found.invocations == ()
    assert found.reading.syntax_faults == ()
    assert [skip.reason for skip in found.reading.skipped] == [reason]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("prog a\nls (x)\nprog b", ["a", "b"]),
        ("prog a\nprog (x)\nprog b", ["a", "b"]),
        ("prog a\n)\nprog b", ["a", "b"]),
        ("echo 'x\nprog a\n\nprog b", ["b"]),
        ("prog a\ncat <<EOF\nprog b\n\nprog c", ["a"]),
        ("for x in 1\ndo\nprog a\ndone\nls (\nprog b", ["a", "b"]),
        ("prog a \\\n  --x\nls )\nprog b \\\n  --y", ["a --x", "b --y"]),
        ("Traceback (most recent call last):\nprog a", ["a"]),
    ],
)
def test_sound_statements_around_a_fault_are_read(
    lines: ReadLines, code: str, expected: list[str]
) -> None:
    assert lines(code) == expected


def test_a_fault_elsewhere_is_none_of_ours(page: MakePage) -> None:
    found = page("ls 'x\n\nprog a")
    assert found.lines == ["a"]
    assert (found.reading.skipped, found.reading.syntax_faults) == ((), ())


@pytest.mark.parametrize(
    "word", ["v1.2", "2.0", "1.2.3", "2.x", "1.*", "v2", "1.0rc1", "3.12+", "✓", "→ x"]
)
def test_a_release_or_a_sign_in_running_text_is_no_argument(page: MakePage, word: str) -> None:
    found = page(f"prog {word}", kind=BlockKind.INLINE)
    assert found.invocations == ()
    assert [skip.reason for skip in found.reading.skipped] == [SkipReason.AMBIGUOUS_TEXT]


@pytest.mark.parametrize("word", [".", "-", "3d", "é", "2.0 x", "v1.2.csv"])
def test_other_words_in_running_text_are_arguments(lines: ReadLines, word: str) -> None:
    assert lines(f"prog {word}", kind=BlockKind.INLINE) == [word]


def test_a_release_in_a_command_is_an_argument(lines: ReadLines) -> None:
    assert lines("prog v1.2\nprog 2.0") == ["v1.2", "2.0"]


def test_transcripts_are_scripts(lines: ReadLines) -> None:
    assert lines("prog a\nprog b 'c\nd'\n", dialect=Dialect.TRANSCRIPT) == ["a", "b c\nd"]
