"""What a JSON Schema says against an example, absent keys left out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from doccheck.formats.schema import UnusableSchemaError, violations

NAMES = st.sampled_from("abc")
LEAVES: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [{"type": "string"}, {"type": "integer"}, {"enum": [1, "x"]}, {"type": ["null", "boolean"]}]
)
SCHEMAS: st.SearchStrategy[dict[str, Any]] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.fixed_dictionaries(
            {
                "type": st.just("object"),
                "properties": st.dictionaries(NAMES, inner, max_size=3),
                "additionalProperties": st.booleans(),
                "required": st.lists(NAMES, max_size=2, unique=True),
            }
        ),
        st.fixed_dictionaries({"type": st.just("array"), "items": inner}),
        st.fixed_dictionaries({"anyOf": st.lists(inner, min_size=1, max_size=3)}),
    ),
    max_leaves=6,
)
DATA = st.recursive(
    st.sampled_from([None, True, 1, 2, "x", "y"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


@given(SCHEMAS, DATA)
def test_what_is_valid_has_no_violation(schema: dict[str, Any], data: object) -> None:
    if Draft202012Validator(schema).is_valid(data):
        assert list(violations(data, schema)) == []


@given(SCHEMAS, DATA)
def test_what_is_refused_but_for_absent_keys_has_one(schema: dict[str, Any], data: object) -> None:
    bare = _without_required(schema)
    if not Draft202012Validator(bare).is_valid(data):
        assert list(violations(data, schema))


def _without_required(schema: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(schema, dict):
        return {key: _without_required(item) for key, item in schema.items() if key != "required"}
    return [_without_required(item) for item in schema] if isinstance(schema, list) else schema


def test_a_choice_is_told_by_its_best_branch() -> None:
    schema = {
        "anyOf": [
            {"type": "string"},
            {"type": "object", "additionalProperties": False, "properties": {"url": {}}},
        ]
    }
    (found,) = violations({"ulr": 1}, schema)
    assert (found.path, found.unknown, found.known) == (("ulr",), "ulr", ("url",))
    (found,) = violations(3, schema)
    assert found.path == ()


@pytest.mark.parametrize(
    "schema",
    [{"type": "strin"}, {"$ref": "https://example.org/other.json"}, {"$ref": "#/nowhere"}],
)
def test_a_schema_that_cannot_be_used(schema: dict[str, Any]) -> None:
    with pytest.raises(UnusableSchemaError):
        list(violations({}, schema))
