"""Manifests: what is written is read back, and what is not a manifest is refused."""

import json
from importlib import resources
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import NODEFAULT
from msgspec.structs import fields, replace

from doccheck.errors import ManifestError
from doccheck.introspect.manifest import SCHEMA_VERSION, dump, load
from doccheck.model.tree import CommandNode, CommandTree, Parameter, ValueType

names = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8)
words = st.lists(names, max_size=3).map(tuple)
type_names = st.sampled_from(
    ["text", "integer", "float", "boolean", "choice", "datetime", "path", "custom"]
)
numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False)
leaf_types = st.builds(
    ValueType,
    name=type_names,
    choices=words,
    case_sensitive=st.booleans(),
    minimum=numbers,
    maximum=numbers,
    clamp=st.booleans(),
    formats=words,
    detail=names,
)
types = leaf_types | st.builds(
    ValueType, name=st.just("tuple"), items=st.lists(leaf_types, max_size=3).map(tuple)
)
parameters = st.builds(
    Parameter,
    name=names,
    kind=st.sampled_from(["option", "argument"]),
    type=types,
    opts=words,
    secondary_opts=words,
    nargs=st.integers(-1, 5),
    required=st.booleans(),
    envvars=words,
    deprecated=st.none() | names,
    help=names,
    custom=words,
)


def nodes(children: st.SearchStrategy[CommandNode]) -> st.SearchStrategy[CommandNode]:
    def named(found: dict[str, CommandNode]) -> dict[str, CommandNode]:
        return {name: with_name(node, name) for name, node in found.items()}

    return st.builds(
        CommandNode,
        name=names,
        is_group=st.booleans(),
        params=st.lists(parameters, max_size=3).map(tuple),
        commands=st.dictionaries(names, children, max_size=3).map(named),
        help_options=words,
        normalization=st.sampled_from(["none", "lower", "custom"]),
        default_command=st.none() | names,
        source_file=st.none() | st.just("src/a.py"),
        source_line=st.none() | st.integers(1, 99),
        lookup=st.sampled_from(["static", "plugins", "project"]),
        failed=st.lists(st.tuples(names, names), max_size=2).map(tuple),
    )


def with_name(node: CommandNode, name: str) -> CommandNode:
    return replace(node, name=name)


trees = st.builds(
    CommandTree,
    program=names,
    root=st.recursive(nodes(st.nothing()), nodes, max_leaves=5),
    app=names,
    version=st.none() | names,
    framework=names,
    environment=st.dictionaries(names, names, max_size=3),
    paths=words,
    schemas=st.dictionaries(names, st.just({"type": "object"}), max_size=2),
)


def schema() -> dict[str, Any]:
    text = resources.files("doccheck").joinpath("schemas/manifest.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


validator = jsonschema.Draft202012Validator(schema())


@given(trees)
@settings(max_examples=60, deadline=None)
def test_round_trip(tree: CommandTree) -> None:
    text = dump(tree)
    assert load(text) == tree
    assert dump(load(text)) == text
    validator.validate(json.loads(text))


def test_the_schema_is_a_schema_and_names_no_host() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    assert "://" not in schema()["$id"]
    assert schema()["properties"]["schema_version"]["const"] == SCHEMA_VERSION


def test_the_schema_knows_every_field() -> None:
    definitions = schema()["$defs"]
    for kind, definition in (
        (CommandNode, definitions["command"]),
        (Parameter, definitions["parameter"]),
        (ValueType, definitions["type"]),
        (CommandTree, schema()),
    ):
        known = set(definition["properties"])
        assert {item.name for item in fields(kind)} <= known


def test_the_schema_states_the_defaults() -> None:
    for kind, name in ((CommandNode, "command"), (Parameter, "parameter")):
        properties = schema()["$defs"][name]["properties"]
        for item in fields(kind):
            if item.default is not NODEFAULT:
                stated = properties[item.name]["default"]
                expected = list(item.default) if type(item.default) is tuple else item.default
                assert stated == expected, item.name


def test_defaults_are_left_out() -> None:
    tree = CommandTree("prog", CommandNode("prog"))
    assert json.loads(dump(tree)) == {"schema_version": 1, "program": "prog", "root": {}}


def test_a_file_outside_the_project_is_not_written() -> None:
    node = CommandNode("prog", source_file="/usr/lib/prog.py", source_line=3)
    assert "prog.py" not in dump(CommandTree("prog", node))
    assert "source_line" not in dump(CommandTree("prog", node))


def test_the_root_keeps_a_name_of_its_own() -> None:
    tree = CommandTree("prog", CommandNode("cli"))
    assert load(dump(tree)) == tree


def test_the_order_of_commands_does_not_show() -> None:
    first = {name: CommandNode(name) for name in ("a", "b")}
    second = {name: CommandNode(name) for name in ("b", "a")}
    assert dump(CommandTree("p", CommandNode("p", commands=first))) == dump(
        CommandTree("p", CommandNode("p", commands=second))
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON"),
        ("[1", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "schema_version"),
        ("{}", "schema_version"),
        ('{"schema_version": "1"}', "schema_version"),
        ('{"schema_version": true}', "schema_version"),
        ('{"schema_version": 0}', "schema_version"),
        ('{"schema_version": 7, "program": "x", "root": {}}', "version 7.*up to 1"),
        ('{"schema_version": 1, "root": {}}', "`program` is missing"),
        ('{"schema_version": 1, "program": "x"}', "`root` is missing"),
        ('{"schema_version": 1, "program": "x", "root": []}', "`root`"),
        ('{"schema_version": 1, "program": 3, "root": {}}', "`program` must be a string"),
        ('{"schema_version": 1, "program": "x", "root": {"chain": 1}}', "root: `chain`"),
        (
            '{"schema_version": 1, "program": "x", "root": {"commands": {"a": {"params": [{}]}}}}',
            "root > a, parameter 1: `name` is missing",
        ),
        (
            (
                '{"schema_version": 1, "program": "x", "root": {"params": [{"name": "a", '
                '"kind": "option", "type": {"name": "text", "choices": "ab"}}]}}'
            ),
            "parameter 1, type: `choices` must be a list of strings",
        ),
        ('{"schema_version": 1, "program": "x", "root": {"failed": [["a"]]}}', "`failed`"),
    ],
)
def test_what_is_not_a_manifest(text: str, message: str) -> None:
    with pytest.raises(ManifestError, match=message):
        load(text)


def test_unknown_fields_of_the_same_version_are_passed_over() -> None:
    text = '{"schema_version": 1, "program": "x", "root": {"novelty": 1}, "more": {}}'
    assert load(text) == CommandTree("x", CommandNode("x"))
