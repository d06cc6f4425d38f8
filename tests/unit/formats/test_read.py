"""Configuration examples: what parses, what does not, and what may not be meant to."""

from __future__ import annotations

import json
import tomllib

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from doccheck.formats.parsed import Doubtful, Fault, Parsed
from doccheck.formats.read import read
from doccheck.model.config import ConfigFormat

FORMATS = st.sampled_from(list(ConfigFormat))
PIECES = st.sampled_from(
    ["a", "b: ", "- ", "\n", "  ", "\t", "{", "}", "[", "]", '"', "'", "=", ",", "1", "# x", "&a ",
     "*a", "<<: ", "!t ", "|", ">", "...", "---\n", "é", "\u2028", "\x00", "export ", ".", "\\"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=40).map("".join)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("aé .:#'-", max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abé", max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(TEXTS, FORMATS)
def test_any_text_is_read_and_every_place_lies_in_it(text: str, kind: ConfigFormat) -> None:
    found = read(text, kind)
    if isinstance(found, Fault):
        assert 0 <= found.start <= found.end <= len(text)
        assert found.detail
    elif isinstance(found, Parsed):
        assert all(0 <= low <= high <= len(text) for low, high in found.spots.values())


@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml.CSafeLoader])
@given(text=TEXTS)
def test_what_a_yaml_parser_accepts_is_no_fault(text: str, loader: type) -> None:
    try:
        list(yaml.compose_all(text, loader))
    except yaml.YAMLError:
        return
    assert isinstance(read(text, ConfigFormat.YAML), Parsed)


@pytest.mark.parametrize("text", ["a: b: c", "a:\n\tb: 1", "[1, 2", "a: 'x", "- a\nb: 1", "a: @b"])
def test_what_no_yaml_parser_accepts_is_a_fault(text: str) -> None:
    assert isinstance(read(text, ConfigFormat.YAML), Fault)


@given(TEXTS)
def test_toml_agrees_with_its_parser(text: str) -> None:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assert isinstance(read(text, ConfigFormat.TOML), Fault | Doubtful)
    else:
        assert isinstance(read(text, ConfigFormat.TOML), Parsed)


@given(JSON, st.sampled_from([None, 2]))
def test_json_and_yaml_give_the_data_back(data: object, indent: int | None) -> None:
    text = json.dumps(data, indent=indent, ensure_ascii=False)
    found = read(text, ConfigFormat.JSON)
    assert isinstance(found, Parsed)
    assert found.data == (data,)
    shown = read(yaml.safe_dump(data, allow_unicode=True), ConfigFormat.YAML)
    assert isinstance(shown, Parsed)
    assert shown.partial or shown.data == (data,) or data is None


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), JSON, min_size=1, max_size=4))
def test_each_key_is_found_where_it_stands(data: dict[str, object]) -> None:
    text = json.dumps(data, indent=2)
    found = read(text, ConfigFormat.JSON)
    assert isinstance(found, Parsed)
    for path, (low, high) in found.spots.items():
        if isinstance(path[-1], str):
            assert json.loads(text[low:high]) == path[-1]


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("A=1\n", {"A": "1"}),
        ("export A = 'x # y' # note\n\n# c\nB=", {"A": "x # y", "B": ""}),
        ('A="x\ny"\nB=z # note\n', {"A": "x\ny", "B": "z"}),
        ("A=https://example.org/#part\n", {"A": "https://example.org/#part"}),
    ],
)
def test_dotenv(text: str, data: dict[str, str]) -> None:
    found = read(text, ConfigFormat.DOTENV)
    assert isinstance(found, Parsed)
    assert found.data == (data,)


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        (ConfigFormat.YAML, "a: [1, ...", "shortened with an ellipsis"),
        (ConfigFormat.YAML, "account: ********\n", "holds a placeholder"),
        (ConfigFormat.YAML, "+ a: 1\n- b\n", "a difference between two versions"),
        (ConfigFormat.TOML, "a = 1\na = 2\n", "shows one key in several ways"),
        (ConfigFormat.TOML, "[a]\n[a]\n", "shows one key in several ways"),
        (ConfigFormat.TOML, "a = {\n  b = 1\n}\n", "an inline table over several lines"),
        (ConfigFormat.JSON, '{"a": 1} // why', "holds comments"),
        (ConfigFormat.JSON, "HTTP/1.1 200 OK\n\n{}", "holds what a terminal shows"),
        (ConfigFormat.JSON, "Response: {}", "does not begin like JSON"),
        (ConfigFormat.JSON, '{"a": {{ value }}}', "a template"),
        (ConfigFormat.DOTENV, "A: <KEY>", "holds a placeholder"),
        (ConfigFormat.JSON, "[" * 200_001, "too long"),
    ],
)
def test_what_may_not_be_meant_to_parse(kind: ConfigFormat, text: str, reason: str) -> None:
    found = read(text, kind)
    assert isinstance(found, Doubtful)
    assert found.reason.startswith(reason)


@pytest.mark.parametrize(
    "text", ["[" * 5000, "{a: " * 5000, "- " * 5000 + "x", "?" * 5000, " " * 5000 + "a: 1"]
)
def test_nesting_is_bounded(text: str) -> None:
    assert read(text, ConfigFormat.YAML) == Parsed(partial="too deep to be read")


def test_aliases_cannot_multiply() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    assert read("\n".join(rows), ConfigFormat.YAML) == Parsed(partial="too large to be judged")


@pytest.mark.parametrize(
    ("text", "partial"),
    [
        ("b: *base\n", "uses an anchor that stands elsewhere"),
        ("a: &a {x: 1}\nb:\n  <<: *a\n", "merges other parts (`<<`)"),
        ("[1, 2]: x\n", "keys that are no text"),
    ],
)
def test_yaml_that_cannot_be_judged(text: str, partial: str) -> None:
    assert read(text, ConfigFormat.YAML) == Parsed(partial=partial)


def test_values_of_unknown_kinds_are_left_out() -> None:
    found = read("a: !ENV X\nb: [!x 1, 2]\nc: 2020-01-01\n", ConfigFormat.YAML)
    assert isinstance(found, Parsed)
    assert found.data == ({"b": [2], "c": "2020-01-01"},)
