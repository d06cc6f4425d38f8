"""Notebooks: every place is one of the JSON file."""

from __future__ import annotations

import json

import pytest

from tests.unit.extract.pages import blocks, commands, read


def _notebook(*cells: tuple[str, object], language: str = "python") -> dict[str, object]:
    return {
        "cells": [{"cell_type": kind, "metadata": {}, "source": source} for kind, source in cells],
        "metadata": {"kernelspec": {"language": language, "name": "x"}},
        "nbformat": 4,
    }


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_cells(indent: int | None, ascii_only: bool) -> None:  # noqa: FBT001 - a parameter
    notebook = _notebook(
        (
            "markdown",
            [
                '# \u00e9 \U0001f600 `acme md "x"`\n',
                "```bash\n",
                'acme nb "a\\\\b" \\\n',
                " --y\n",
                "```",
            ],
        ),
        ("code", ["!acme run 'x'\n", "%matplotlib inline\n", "y = 1"]),
        ("code", "%%bash\nacme cell a\nacme b\n"),
        ("raw", "acme raw x"),
    )
    page = json.dumps(notebook, indent=indent, ensure_ascii=ascii_only)
    assert blocks(page, "x.ipynb") == [
        'inline: acme md "x"',
        ': acme nb "a\\\\b" \\\n --y',
        "notebook: acme run 'x'",
        "notebook: acme cell a\nacme b",
    ]
    block = read(page, "x.ipynb").blocks[1]
    at = block.text.text.index("--y")
    span = block.text.span(at, at + 3)
    assert page[span.start : span.end] == "--y"


def test_a_notebook_of_a_shell_kernel() -> None:
    page = json.dumps(_notebook(("code", "acme go x"), language="bash"))
    assert blocks(page, "x.ipynb") == ["notebook: acme go x"]


def test_directives_in_cells() -> None:
    source = "<!-- doccheck: ignore[a] why -->\n```bash\nacme run\n```"
    page = json.dumps(_notebook(("markdown", source)))
    (directive,) = read(page, "x.ipynb").directives
    assert directive.target is not None
    assert page[directive.target.start : directive.target.end] == "```bash\\nacme run\\n```"
    assert page[directive.span.start : directive.span.end].startswith("<!-- doccheck")


@pytest.mark.parametrize(
    "page", ["", "[]", "{", '{"cells": 3}', '{"cells": [1, {"source": 3}]}', "\0"]
)
def test_what_is_no_notebook(page: str) -> None:
    assert commands(page, "x.ipynb") == []
