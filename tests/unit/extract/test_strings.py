"""String literals against the parsers of their languages."""

from __future__ import annotations

import ast
import json

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from doccheck.extract.embedded.offsets import Offsets
from doccheck.extract.embedded.strings import python_literal
from doccheck.extract.jsontext import JsonString, parse_json
from doccheck.model.source import MappedText

_ESCAPES = [
    r"\n",
    r"\t",
    r"\\",
    r"\'",
    r"\"",
    r"\x41",
    r"\u00e9",
    r"\101",
    r"\U0001f600",
    r"\0",
    r"\q",
    r"\r",
]
_PART = st.sampled_from(
    [*_ESCAPES, "a", " ", "\u00e9", "\U0001f600", "\\\n", "#", "{{", "}}", "'", '"', "\n"]
)
_TEXT = st.lists(_PART, max_size=6).map("".join)
_LITERAL = st.tuples(
    st.sampled_from(["", "r", "R", "u", "f", "rf", "b"]),
    st.sampled_from(['"', "'", '"""', "'''"]),
    _TEXT,
).map(lambda t: t[0] + t[1] + t[2] + t[1])
_GAP = st.sampled_from([" ", "\n  ", " # note\n ", " \\\n"])


@given(st.lists(_LITERAL, min_size=1, max_size=3), _GAP)
@settings(max_examples=200, deadline=None)
def test_python_literals_have_the_values_that_python_gives_them(
    literals: list[str], gap: str
) -> None:
    source = f"\u00e9 = f({gap.join(literals)})\n"
    try:
        tree = ast.parse(source)
    except SyntaxError:
        tree = None
    assume(tree is not None and isinstance(tree.body[0], ast.Assign))
    assert tree is not None
    call = tree.body[0].value  # type: ignore[attr-defined]  # an assignment
    assume(isinstance(call, ast.Call) and len(call.args) == 1)
    node = call.args[0]
    value = eval(compile(ast.Expression(node), "x", "eval"))  # noqa: S307 - the oracle
    text = MappedText.verbatim(source, 0)
    found = python_literal(text, *Offsets(source).of(node), lambda _: "?")
    assert (found.text if found else None) == (value if isinstance(value, str) else None)


def test_what_stands_in_braces_is_replaced() -> None:
    source = 'f"a{x!r:{w}}b{{c}}" "{d}"'
    found = python_literal(MappedText.verbatim(source, 0), 0, len(source), lambda _: "?")
    assert found is not None
    assert found.text == "a?b{c}{d}"
    span = found.span(1, 2)
    assert source[span.start : span.end] == "{x!r:{w}}"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(_JSON, st.booleans(), st.sampled_from([None, 1]))
@settings(max_examples=100, deadline=None)
def test_json_is_read_as_json_reads_it(value: object, ascii_only: bool, indent: int | None) -> None:  # noqa: FBT001 - drawn
    source = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    text = MappedText.verbatim(source, 0)

    def plain(found: object) -> object:
        if isinstance(found, dict):
            return {key: plain(inner) for key, inner in found.items()}
        if isinstance(found, list):
            return [plain(inner) for inner in found]
        if isinstance(found, JsonString):
            return found.value(text).text
        return json.loads(str(found))

    assert plain(parse_json(source)) == value


def test_broken_json_is_read_as_far_as_it_goes() -> None:
    found = parse_json('{"a": ["x", {"b": "y"')
    assert isinstance(found, dict)
    assert isinstance(found["a"], list)
    assert parse_json("") is None
    assert parse_json("[" * 10_000) is not None
