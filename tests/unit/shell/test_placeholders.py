"""What the reader is to put in: it excuses its own word and no other."""

from __future__ import annotations

import pytest

from doccheck.model.command import Unknown, Usage
from tests.unit.shell.conftest import MakePage, ReadLines


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("prog deploy <target> --region <r> --force", "deploy ? --region ? --force"),
        ("prog x <path to file> --y", "x ? --y"),
        ("prog <user>@<host>:<port>", "?@?:?"),
        ("prog --opt=<value> --<name>=1", "--opt=? --?=1"),
        ("prog <a|b> <a/b> <a.b>", "? ? ?"),
        ("prog <file>... --x", "?+ --x"),
        ("prog <user's name> x", "? x"),
        ("prog \"<name>\" '<name>' 'a <b> c'", "? ? a ? c"),
        ("prog <in.txt >out.txt", ""),
        ("prog <in.txt>out.txt", ""),
        ("prog < in > out", ""),
        ("prog {name} {your name} {name}.csv", "? ? ?.csv"),
        ("prog {{ name }} {{name}}/x --y={{ a.b }}", "? ?/x --y=?"),
        ("prog ${{ inputs.name }} \"${{ x['y'] }}\" --z", "? ? --z"),
        ("prog {% if x %} --y", "? --y"),
        ("prog FILE OUTPUT_DIR YOUR_TOKEN --n N", "? ? ? --n ?"),
        ("prog PATH/TO/FILE HOST:PORT --key=VALUE KEY=VALUE", "? ? --key=? KEY=?"),
        ("prog your-token your_name Your-Name", "? ? ?"),
        ("prog yours path/to/x --level DEBUG GET JSON", "yours path/to/x --level DEBUG GET JSON"),
        ("prog AAPL x1 1D Aa", "? x1 1D Aa"),
        ("prog XXXX xxx ***", "? ? ?+"),
        ("prog FILE...", "?+"),
        ("prog x ./... ../...", "x ./... ../..."),
        ("prog x # (1)!", "x"),
        ("prog x (...) --y", "x ? --y"),
    ],
)
def test_placeholders(page: MakePage, code: str, expected: str) -> None:
    found = page(code)
    assert found.lines == [expected]
    assert found.usages == {Usage.COMMAND}
    kinds = {word.unknown for word in found.only.argv if word.unknown and not word.many}
    assert kinds <= {Unknown.PLACEHOLDER, Unknown.TEMPLATE}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("prog run ...", "run ..."),
        ("prog run …", "run ..."),
        ("prog ... --x", "?+ --x"),
        ("prog a ... && ls", "a ..."),
    ],
)
def test_an_ellipsis_says_that_words_are_left_out(
    lines: ReadLines, code: str, expected: str
) -> None:
    assert lines(code) == [expected]


def test_a_placeholder_for_the_program_is_no_reference(lines: ReadLines) -> None:
    assert lines("<prog> run x; PROG run") == []


def test_placeholders_know_their_place(page: MakePage) -> None:
    found = page("prog <path to file> --opt=<x> {y}")
    assert [found.at(word.span) for word in found.only.argv] == [
        "<path to file>",
        "--opt=<x>",
        "{y}",
    ]
    assert found.at(found.only.argv[1].value.span(6, 7)) == "<x>"


def test_html_colours_of_a_terminal_are_dropped(page: MakePage) -> None:
    found = page('<font color="#4E9A06">prog</font> run --<b>flag</b>')
    assert found.lines == ["run --flag"]
    assert found.at(found.only.argv[0].span) == "run"


def test_the_mask_does_not_reach_into_comments_and_heredocs(lines: ReadLines) -> None:
    code = "# don't <x>\ncat <<EOF | prog in <a>\nit's <x>\nEOF\nprog out <b> [--c]"
    assert lines(code) == ["in ?", "out ? --c"]


def test_a_python_prompt_continues_a_command(lines: ReadLines) -> None:
    assert lines("prog run \\\n... --flag x") == ["run --flag x"]
