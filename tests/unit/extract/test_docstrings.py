"""Docstrings and help texts of Python files."""

from __future__ import annotations

import pytest

from tests.unit.extract.pages import blocks, commands, read


def _module(doc: str) -> str:
    return '"""' + doc + '"""\n'


@pytest.mark.parametrize(
    ("doc", "expected"),
    [
        ("Run::\n\n    acme run --x\n    acme go\n\nMore.\n", ["docstring: acme run --x\nacme go"]),
        (".. code-block:: bash\n\n   acme run x\n", ["docstring: acme run x"]),
        ("```console\n$ acme run x\nout\n```\n", ["docstring transcript: acme run x"]),
        ("~~~\nacme run x\n~~~\n", ["docstring: acme run x"]),
        ("Doc.\n\n    $ acme run \\\\\n        --x\n    out\n", None),
        ("Doc.\n\nExamples:\n    acme run --x\n", ["docstring: acme run --x"]),
        ("Doc.\n\n\\b\nacme run x\nacme go y\n", ["docstring: acme run x", "docstring: acme go y"]),
        ("acme is the tool for it.\n", ["docstring ambiguous: acme is the tool for it."]),
        ("Doc.\n\nacme run x\n", ["docstring ambiguous: acme run x"]),
        (
            "Use ``acme run x`` or `acme go y`::\n\n    z\n",
            ["inline: acme run x", "inline: acme go y"],
        ),
        (">>> acme.run()\n", []),
        (".. code-block:: python\n\n   acme = 1\n", []),
        ("A wrapped sentence on what the\n    program Acme and its\n    acme run does\n", None),
    ],
)
def test_docstrings(doc: str, expected: list[str] | None) -> None:
    found = blocks(_module(doc), "x.py")
    if expected is not None:
        assert found == expected
    elif "wrapped" in doc:
        assert all("ambiguous" in one for one in found)
    else:
        assert found == ["docstring transcript: acme run \\\n        --x"]


def test_help_texts_of_a_program() -> None:
    source = (
        '@click.command(help="Do it.\\n\\n\\b\\n  acme b1 x\\n  acme b2 \u00e9\\n",\n'
        '   epilog="See:\\n\\n"\n'
        '   "    acme ep --y\\n")\n'
        "def f():\n"
        '    r"""Doc.\n\n    Examples:\n        acme ex --x\n    """\n'
        '    subprocess.run(["acme", "go"], text="    acme no x")\n'
    )
    assert commands(source, "x.py") == ["acme b1 x", "acme b2 \u00e9", "acme ep --y", "acme ex --x"]
    assert commands(source.replace("\n", "\r\n"), "x.py") == commands(source, "x.py")


def test_places_go_through_escapes() -> None:
    source = 'help = dict(epilog="\\n\\b\\n  acme \\x67o --fast\\n")\n'
    (block,) = read(source, "x.py").blocks
    assert block.text.text.strip() == "acme go --fast"
    at = block.text.text.index("go")
    span = block.text.span(at, at + 2)
    assert source[span.start : span.end] == "\\x67o"


def test_a_file_that_cannot_be_parsed_is_counted() -> None:
    (unread,) = read("def acme(:\n", "x.py").unread
    assert unread.detail == "cannot be read as Python"
    assert read("def other(:\n", "x.py").unread == ()
