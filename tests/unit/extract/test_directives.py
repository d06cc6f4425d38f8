"""Comments that speak to doccheck."""

from __future__ import annotations

import pytest

from doccheck.model.block import Directive
from tests.unit.extract.pages import read


def _one(text: str) -> Directive:
    (directive,) = read(text).directives
    return directive


def _target(page: str) -> str | None:
    target = _one(page).target
    return None if target is None else page[target.start : target.end]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("ignore[unknown-option] a reason", ("ignore", ("unknown-option",), "a reason", ())),
        ("ignore[a, b]: why\n  so", ("ignore", ("a", "b"), "why so", ())),
        ("ignore-file[a]", ("ignore-file", ("a",), "", ())),
        ("disable[a]", ("disable", ("a",), "", ())),
        ("enable[a]", ("enable", ("a",), "", ())),
        ("run", ("run", (), "", ())),
        (
            "run exit=2 timeout=30s session=s-1 network=none",
            (
                "run",
                (),
                "",
                (("exit", "2"), ("timeout", "30s"), ("session", "s-1"), ("network", "none")),
            ),
        ),
        ("run-as: acme go --x", ("run-as", (), "acme go --x", ())),
        (
            "run regex unordered=off normalise=paths,times stderr=apart",
            (
                "run",
                (),
                "",
                (
                    ("regex", ""),
                    ("unordered", "off"),
                    ("normalise", "paths,times"),
                    ("stderr", "apart"),
                ),
            ),
        ),
        ("skip it needs a broker", ("skip", (), "it needs a broker", ())),
    ],
)
def test_verbs(body: str, expected: tuple[object, ...]) -> None:
    found = _one(f"<!-- doccheck: {body} -->\n\ntext\n")
    assert (found.verb, found.rules, found.reason, found.options) == expected
    assert found.fault == ""


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("ignor[a]", "`ignor` is not a directive; did you mean `ignore`?"),
        ("xyzzy", "`xyzzy` is not a directive; known are"),
        ("", "no directive is named"),
        ("ignore", "name the rules in brackets: ignore[rule-name]"),
        ("ignore a", "name the rules in brackets: ignore[rule-name]"),
        ("ignore[a", "name the rules in brackets: ignore[a]"),
        ("disable[]", "no rule stands in the brackets"),
        ("run timout=3", "`timout` is not a key of run; did you mean `timeout`?"),
        ("run x", "`x` is not a key of run; known are"),
        ("run exit", "`exit` wants a value"),
        ("run exit=two", "`exit` cannot be `two`"),
        ("run network=all", "`network` cannot be `all`"),
        ("run regex=yes", "`regex` cannot be `yes`"),
        ("run regex regex=off", "`regex` is there twice"),
        ("run stderr=out", "`stderr` cannot be `out`"),
        ("run normalise", "`normalise` wants a value"),
        ("output-of acme", "say whose output it is: output-of: COMMAND"),
        ("output-of: ", "say whose output it is"),
        ("output-of exit=x: acme", "`exit` cannot be `x`"),
        ("output-of run: acme", "`run` is not a key of output-of"),
        ("output-of: acme", "no code block follows `output-of`"),
        ("run-as acme", "say what to run"),
        ("run-as:", "say what to run"),
    ],
)
def test_faults(body: str, told: str) -> None:
    assert _one(f"<!-- doccheck: {body} -->\n").fault.startswith(told)


def test_a_comment_that_is_not_closed() -> None:
    assert _one("text\n\n<!-- doccheck: run\n").fault == "the comment is not closed"


@pytest.mark.parametrize(
    ("page", "target"),
    [
        ("<!-- doccheck: run -->\n```bash\nacme\n```\n\nx", "```bash\nacme\n```"),
        ("<!-- doccheck: run -->\n\ntext\nmore\n\nx", "text\nmore"),
        ("<!-- doccheck: run -->\n\n- a\n- b\n\nx", "- a\n- b"),
        ("<!-- doccheck: run\n-->\n\n!!! note\n    a\n\nx", "!!! note\n    a"),
        ("a\n<!-- doccheck: run --> `acme x`\nb", "<!-- doccheck: run --> `acme x`"),
        ("| a |\n|---|\n| b <!-- doccheck: run --> |\n", "| b <!-- doccheck: run --> |"),
        ("<!-- doccheck: run -->\n<!-- other -->\n\ntext", "text"),
        ("<div>\n<!-- doccheck: run -->\n<pre>acme</pre>\n</div>\n", "<pre>acme</pre>\n</div>"),
        (
            "- a\n\n    <!-- doccheck: run -->\n\n    ```\n    x\n    ```\n",
            "    ```\n    x\n    ```",
        ),
        ("> <!-- doccheck: run -->\n> ```\n> x\n> ```\n", "> ```\n> x\n> ```"),
        ("<!-- doccheck: run -->\r\n\r\ntext\r\n", "text"),
        ("text\n\n<!-- doccheck: run -->\n", None),
        ("<!-- doccheck: disable[a] -->\n\ntext\n", None),
    ],
)
def test_targets(page: str, target: str | None) -> None:
    assert _target(page) == target


@pytest.mark.parametrize(
    "page",
    [
        "```\n<!-- doccheck: run -->\n```\n",
        "````md\n```\n<!-- doccheck: run -->\n```\n````\n",
        "    <!-- doccheck: run -->\n",
        "`<!-- doccheck: run -->`\n",
        "---\na: <!-- doccheck: run -->\n---\n",
    ],
)
def test_inert_in_code(page: str) -> None:
    assert read(page).directives == ()
