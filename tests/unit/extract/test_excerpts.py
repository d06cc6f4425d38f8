"""Blocks that are named as the output of a command."""

from __future__ import annotations

import json

import pytest

from tests.unit.extract.pages import read

MARK = "<!-- doccheck: output-of: acme go --help -->"


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (f"{MARK}\n```text\nUsage: acme\n\n  x\n```\n", "Usage: acme\n\n  x\n"),
        (f"{MARK}\n\n~~~\nUsage: acme\n~~~\n", "Usage: acme\n"),
        (f"{MARK}\n\n    Usage: acme\n\nend\n", "Usage: acme\n"),
        (f"- a\n\n    {MARK}\n\n    ```\n    one\n    ```\n", "one\n"),
        (f"> {MARK}\n> ```\n> one\n>\n> two\n> ```\n", "one\n\ntwo\n"),
        (f"{MARK}\r\n```\r\none\r\n```\r\n", "one\n"),
        (f"{MARK}\n```\n```\n", ""),
        (f"{MARK}\n<!-- doccheck: skip it is slow -->\n```\none\n```\n", "one\n"),
    ],
)
def test_the_next_block(page: str, text: str) -> None:
    extraction = read(page)
    (excerpt,) = extraction.excerpts
    assert excerpt.text.text == text
    assert excerpt.directive in extraction.directives
    assert excerpt.directive.reason == "acme go --help"
    assert excerpt.span.start >= excerpt.directive.span.end


def test_words_before_the_colon() -> None:
    mark = "<!-- doccheck: output-of exit=2 env=URL=http://x normalise=wrapping: acme a:b -->"
    (excerpt,) = read(f"{mark}\n```\nx\n```\n").excerpts
    assert excerpt.directive.reason == "acme a:b"
    assert excerpt.directive.options == (
        ("exit", "2"),
        ("env", "URL=http://x"),
        ("normalise", "wrapping"),
    )


@pytest.mark.parametrize(
    "page", [f"{MARK}\n\ntext\n\n```\nx\n```\n", f"text {MARK}\n\n```\nx\n```\n", MARK]
)
def test_no_block_follows(page: str) -> None:
    extraction = read(page)
    assert extraction.excerpts == ()
    assert extraction.directives[0].fault == "no code block follows `output-of`"


def test_in_a_notebook() -> None:
    cell = {"cell_type": "markdown", "source": f"{MARK}\n```\nacme\n```"}
    (excerpt,) = read(json.dumps({"cells": [cell]}), "x.ipynb").excerpts
    assert excerpt.text.text == "acme\n"
