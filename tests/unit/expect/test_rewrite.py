"""Writing output into a page: read again, the page shows exactly that output."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doccheck.expect import MatchOptions, Refusal, Refused, compare, rewrite
from doccheck.extract.prompts import strong_prompt
from doccheck.fix.apply import apply
from doccheck.model.source import Document
from tests.unit.extract.pages import OPTIONS, read


def _is_prompt(line: str) -> bool:
    return strong_prompt(line, OPTIONS) is not None


def _update(
    text: str, outputs: dict[int, str], options: MatchOptions | None = None
) -> str | Refused:
    """Rewrite outputs of the first block of a page, counted by prompt."""
    page = Document("page.md", text)
    block = read(text).blocks[0]
    edits = []
    for number, actual in outputs.items():
        made = rewrite(
            page, block.span, block.output[number], actual, options, is_prompt=_is_prompt
        )
        if isinstance(made, Refused):
            return made
        edits += made
    return apply(text, edits)


def _outputs(text: str) -> list[str]:
    return [one.text for one in read(text).blocks[0].output]


PAGES = {
    "fence": "# T\n\n```console\n$ acme run\nold\nmore\n$ acme go\nlast\n```\n\nend\n",
    "list": "- item\n\n    ```console\n    $ acme run\n    old\n    $ acme go\n    last\n    ```\n",
    "in a list line": "1. ```console\n   $ acme run\n   old\n   $ acme go\n   last\n   ```\n",
    "quote": "> ```console\n> $ acme run\n> old\n>\n> more\n> $ acme go\n> last\n> ```\n> end\n",
    "quote without blanks": ">```console\n>$ acme run\n>old\n>$ acme go\n>last\n>```\n",
    "admonition": "!!! note\n    ```console\n    $ acme run\n    old\n    $ acme go\n    ```\n",
    "list in a quote": "> - ```console\n>   $ acme run\n>   old\n>   $ acme go\n>   b\n>   ```\n",
    "indented": "text\n\n    $ acme run\n    old\n    $ acme go\n    last\n\nend\n",
    "carriage returns": "```console\r\n$ acme run\r\nold\r\n$ acme go\r\nlast\r\n```\r\nend\r\n",
    "tildes": "~~~~ console\n$ acme run\nold\n$ acme go\nlast\n~~~~\n",
    "the end of the file": "text\n\n    $ acme run\n    old\n    $ acme go\n    last",
    "nothing yet": "```console\n$ acme run\n$ acme go\n```\nend\n",
    "nothing yet in a quote": "> ```console\n> $ acme run\n> $ acme go\n> ```\n> end\n",
    "nothing yet in a list": "- x\n\n  ```console\n  $ acme run\n  $ acme go\n  ```\n",
    "blank lines around": "```console\n$ acme run\n\nold\n\n$ acme go\n\nlast\n\n```\n",
}


@pytest.mark.parametrize("text", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize(
    "actual", ["new\n", "a\n  b\n\nc\n", "old\n", "one\nold\ntwo\n", "", "x\n" * 30]
)
def test_a_page_read_again_shows_the_output(text: str, actual: str) -> None:
    changed = _update(text, {0: actual, 1: "last\nand a line\n"})
    assert isinstance(changed, str)
    assert _outputs(changed) == [actual, "last\nand a line\n"]
    assert changed.count("$ acme") == text.count("$ acme")
    assert ("\r\n" in changed) == ("\r\n" in text)
    assert changed.count("\n") - changed.count("\r\n") in {0, changed.count("\n")}
    span = read(text).blocks[0].span
    assert changed.startswith(text[: span.start])
    assert changed.endswith(text[span.end :])


LINES = st.lists(st.text(alphabet="ab .`~-:[]é\t", max_size=8), max_size=6)


@given(st.sampled_from(sorted(PAGES)), LINES, st.integers(0, 1))
def test_any_output_reads_back_or_is_refused(name: str, lines: list[str], number: int) -> None:
    actual = "\n".join(lines)
    exact = MatchOptions(ellipsis=False)
    changed = _update(PAGES[name], {number: actual}, exact)
    if isinstance(changed, Refused):
        assert changed.reason in {Refusal.FENCE, Refusal.PLACE}
        return
    outputs = _outputs(changed)
    assert compare(outputs[number], actual, exact) is None
    assert outputs[1 - number] == _outputs(PAGES[name])[1 - number]
    assert _update(changed, {number: actual}, exact) == changed


def test_what_still_matches_stays() -> None:
    text = "```console\n$ acme run\nstart ...\n...\nmid \\d+ (re)\nold\nend\n```\n"
    changed = _update(text, {0: "start 1\nx\ny\nmid 7\nnew\nmore\nend\n"})
    expected = "```console\n$ acme run\nstart ...\n...\nmid \\d+ (re)\nnew\nmore\nend\n```\n"
    assert changed == expected
    assert _update(text, {0: "start 1\nmid 7\nold\nend\n"}) == text


def test_normalised_lines_stay() -> None:
    text = "```console\n$ acme run\ntook 1.2s\nold\n```\n"
    changed = _update(text, {0: "took 3s\nnew\n"}, MatchOptions(normalise=("durations",)))
    assert changed == "```console\n$ acme run\ntook 1.2s\nnew\n```\n"


def test_paragraphs_are_replaced_whole() -> None:
    text = "```console\n$ acme run\none\ntwo\n\nthree\nfour\n```\n"
    changed = _update(text, {0: "one two\n\nthree five\n"}, MatchOptions(normalise=("wrapping",)))
    assert changed == "```console\n$ acme run\none\ntwo\n\nthree five\n```\n"


@pytest.mark.parametrize(
    ("shown", "printed", "written"),
    [
        ("one\ntwo\n", "two\none\n", "one\ntwo\n"),
        ("one\ntwo\n", "two\nsix\n", "six\ntwo\n"),
        (
            "sofa ... us\n... ✓    90 us\nlamp  30 de\n",
            "lamp  30 us\nsofa  60 us\ntable ✓    90 us\n",
            "sofa ... us\n... ✓    90 us\nlamp  30 us\n",
        ),
        ("b ... x\na\n", "c\na\nd\nb y x\n", "b ... x\na\nc\nd\n"),
        ("a\nb\n", "d\nc\ne\na\n", "a\nd\nc\ne\n"),
        ("a\ngone\nb\nlost\n", "b\na\n", "a\nb\n"),
        ("gone\n...\nb\n", "a\nb\n", "...\nb\n"),
        ("[0-9] (re)\na\na\n", "a\n7\nb\n", "[0-9] (re)\na\nb\n"),
    ],
)
def test_lines_in_any_order_keep_their_place_and_marks(
    shown: str, printed: str, written: str
) -> None:
    text = "```console\n$ acme run\n{}```\n"
    changed = _update(text.format(shown), {0: printed}, MatchOptions(unordered=True))
    assert changed == text.format(written)


SHOWN = st.lists(
    st.sampled_from(["a", "b", "c d", "...", "a...", "[a-c] (re)"]), min_size=1, max_size=6
)


@given(SHOWN, st.lists(st.sampled_from(["a", "b", "ab", "c d", "e"]), max_size=6))
@pytest.mark.parametrize("name", ["fence", "quote", "the end of the file"])
def test_in_any_order_what_is_written_matches(
    name: str, shown: list[str], lines: list[str]
) -> None:
    options = MatchOptions(unordered=True)
    page = _update(PAGES[name], {1: "\n".join(shown)}, MatchOptions(ellipsis=False))
    assert isinstance(page, str)
    changed = _update(page, {1: "\n".join(lines)}, options)
    assert isinstance(changed, str)
    assert compare(_outputs(changed)[1], "\n".join(lines), options) is None
    assert _outputs(changed)[0] == _outputs(page)[0]


@pytest.mark.parametrize(
    ("actual", "reason"),
    [
        ("a\n```\n", Refusal.FENCE),
        ("a\n  ````  \n", Refusal.FENCE),
        ("$ ls\n", Refusal.PROMPT),
        ("a\x07b\n", Refusal.CONTROL),
        ("a\x00\n", Refusal.CONTROL),
        ("a\u2028b\n", Refusal.CONTROL),
        ("a\n# done\n", Refusal.REMARK),
        ("a\n" * 1001, Refusal.TOO_LARGE),
        ("a" * 100_001, Refusal.TOO_LARGE),
    ],
)
def test_output_that_cannot_stand_in_the_block(actual: str, reason: Refusal) -> None:
    made = _update(PAGES["fence"], {0: actual})
    assert isinstance(made, Refused)
    assert made.reason is reason
    assert made.detail


def test_a_failure_is_never_hidden() -> None:
    page = Document("page.md", PAGES["fence"])
    block = read(page.text).blocks[0]
    made = rewrite(page, block.span, block.output[0], "new", failure="it ended with exit code 1")
    assert made == Refused(Refusal.FAILED, "it ended with exit code 1")


def test_colours_are_left_out() -> None:
    changed = _update(PAGES["fence"], {0: "\x1b[1mbold\x1b[0m\n"})
    assert isinstance(changed, str)
    assert _outputs(changed)[0] == "bold\n"


def test_what_was_written_over_is_left_out() -> None:
    changed = _update(PAGES["fence"], {0: "10%\r50%\rdone \r\nab\x08c\n"})
    assert isinstance(changed, str)
    assert _outputs(changed)[0] == "done\nac\n"


def test_excerpts() -> None:
    text = "<!-- doccheck: output-of: acme --help -->\n```text\nUsage: acme\n\n  Old.\n```\nend\n"
    (excerpt,) = read(text).excerpts
    made = rewrite(Document("page.md", text), excerpt.span, excerpt.text, "Usage: acme\n\n  New.\n")
    assert not isinstance(made, Refused)
    assert apply(text, made) == text.replace("Old", "New")


def test_an_excerpt_holds_no_commands() -> None:
    text = "<!-- doccheck: output-of: acme list -->\n```\nold\n```\n"
    (excerpt,) = read(text).excerpts
    made = rewrite(Document("page.md", text), excerpt.span, excerpt.text, "$ 5\n# end\n")
    assert not isinstance(made, Refused)
    assert apply(text, made) == text.replace("old", "$ 5\n# end")


def test_an_empty_excerpt_is_filled() -> None:
    text = "> <!-- doccheck: output-of: acme list -->\n> ```\n> ```\n"
    (excerpt,) = read(text).excerpts
    made = rewrite(Document("page.md", text), excerpt.span, excerpt.text, "one\n\n  two\n")
    assert not isinstance(made, Refused)
    assert read(apply(text, made)).excerpts[0].text.text == "one\n\n  two\n"


def test_a_notebook_is_left_alone() -> None:
    cell = {"cell_type": "markdown", "source": "```console\n$ acme\nold\n```"}
    text = json.dumps({"cells": [cell]})
    block = read(text, "x.ipynb").blocks[0]
    made = rewrite(Document("x.ipynb", text), block.span, block.output[0], "new")
    assert isinstance(made, Refused)
    assert made.reason is Refusal.PLACE
