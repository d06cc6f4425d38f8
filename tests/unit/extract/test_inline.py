"""Code spans in running text and HTML."""

from __future__ import annotations

import pytest

from doccheck.model.block import BlockKind, Certainty
from tests.unit.extract.pages import blocks, commands, read


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("Use `acme run`.", ["acme run"]),
        ("# The `acme run` command #", ["acme run"]),
        ("The `acme run` command\n===", ["acme run"]),
        ("- a `acme run`\n  - `acme go x`", ["acme run", "acme go x"]),
        ("> `acme run`", ["acme run"]),
        ("``acme `x` y``", ["acme `x` y"]),
        ("`` `acme x ``", []),
        ("`acme\nrun x`", ["acme run x"]),
        ("> `acme\n> run x`", ["acme run x"]),
        (r"\`acme run\`", []),
        (r"`acme run\`", ["acme run\\"]),
        ("`acme run``", []),
        ("`` `acme run`", ["acme run"]),
        ("[`acme run`](x.md) **`acme go x`**", ["acme run", "acme go x"]),
        ("<!-- `acme run` --> `acme go x`", ["acme go x"]),
        ("`a <!-- b` `acme run` -->", ["acme run"]),
        ('<a title="`acme run`">x</a>', []),
        ("`#!bash acme run` `:::sh acme go x`", ["acme run", "acme go x"]),
        ("`$ acme run`", ["acme run"]),
        ("`uv run acme go` `python -m acme go` `sudo acme x`", 3 * [""]),
        ("`X=1 acme go` `cd x && acme go`", 2 * [""]),
        ("`acme`, `import acme`, `acme.run()`, `my-acme x`, `acme/x y`, `python x.py`", []),
        ("`acme>=1.0` `acme[x]==1`", []),
        ('!!! note "T `acme run`"\n', ["acme run"]),
        ('=== ":icon: `acme run`"\n', ["acme run"]),
        ("/// tab | `acme run`\n", ["acme run"]),
        ("[^1]: `acme run`\n", ["acme run"]),
        ("Term\n: `acme run`\n", ["acme run"]),
        ("| a | b |\n|---|---|\n| `acme run \\| cat` | x |\n", ["acme run | cat"]),
        ("| a |\n|---|\n| ` | `acme run` |\n| `acme go x` |\n", ["acme go x"]),
        ("a | b\n- | -\n`acme run` | b", ["acme run"]),
        ("<code>acme run &amp;&amp; x</code>", ["acme run && x"]),
        ("a <kbd>acme <b>run</b></kbd>", ["acme run"]),
        ("<summary>`acme run`</summary>", ["acme run"]),
        ("<div>\n<code>acme run</code>\n</div>", ["acme run"]),
        ("<script>\n`acme run`\n</script>", []),
    ],
)
def test_code_spans(page: str, expected: list[str]) -> None:
    found = commands(page)
    if any(expected) or not expected:
        assert found == expected
    else:
        assert len(found) == len(expected)


@pytest.mark.parametrize(
    "page", ["a `acme run --x` b", "| `acme run --x` |\n|---|\n", "> a `acme\n> run --x`"]
)
def test_each_word_of_a_span_has_its_place(page: str) -> None:
    (block,) = read(page).blocks
    at = block.text.text.index("--x")
    span = block.text.span(at, at + 3)
    assert page[span.start : span.end] == "--x"


def test_a_mention_in_html_is_inline() -> None:
    page = "<table><tr><td><code>acme go x</code></td></tr></table>\n"
    assert [block.kind for block in read(page).blocks] == [BlockKind.INLINE]


def test_several_commands_in_one_span_are_not_certain() -> None:
    assert blocks("`acme edit/tutorial/new`") == ["inline ambiguous: acme edit/tutorial/new"]


@pytest.mark.parametrize(
    ("code", "certainty"),
    [
        ("acme is great", Certainty.AMBIGUOUS),
        ("acme for teams", Certainty.AMBIGUOUS),
        ("acme run with care", Certainty.CERTAIN),
        ("sudo acme run", Certainty.CERTAIN),
    ],
)
def test_a_phrase_about_the_program(code: str, certainty: Certainty) -> None:
    (block,) = read(f"`{code}`").blocks
    assert block.certainty is certainty
    assert blocks("`acme check src/lib`") == ["inline: acme check src/lib"]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<pre><code>acme -d go --x\n</code></pre>", ["html: acme -d go --x"]),
        ("<pre>\n$ acme run &lt;x&gt;<br>out\n</pre>", ["html transcript: acme run <x>"]),
        ('<pre><code class="language-bash">acme go\n</code></pre>', ["html: acme go"]),
        ("<pre>acme is one of the tools.\n</pre>", ["html ambiguous: acme is one of the tools."]),
        ("<pre>acme go --x", ["html: acme go --x"]),
        ("<table>\n<tr><td><pre>\nacme go --x\n</pre></td></tr>\n</table>", ["html: acme go --x"]),
        ("<!-- <pre>acme go --x</pre> -->", []),
    ],
)
def test_preformatted_html(page: str, expected: list[str]) -> None:
    assert blocks(page) == expected


def test_an_entity_has_the_place_of_what_is_written() -> None:
    page = "<code>acme a &vert;&vert; b</code>"
    (block,) = read(page).blocks
    assert block.text.text == "acme a || b"
    span = block.text.span(7, 8)
    assert page[span.start : span.end] == "&vert;"
