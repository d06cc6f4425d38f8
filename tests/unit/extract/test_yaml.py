"""Commands in YAML and JSON."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from doccheck.extract.embedded.scalars import scalar
from doccheck.model.source import MappedText
from tests.unit.extract.pages import blocks, commands, fence, read, words


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("run: acme go x", ["acme go x"]),
        ("- run: acme go x  # comment", ["acme go x"]),
        ("steps:\n  - name: run acme now\n    run: acme go x", ["acme go x"]),
        (
            "run: |\n  pip install acme\n  acme go \\\n    --x",
            ["pip install acme\nacme go \\\n  --x"],
        ),
        ("run: >-\n  acme go\n  --x", ["acme go --x"]),
        ('run: "acme \\"q\\" a"', ['acme "q" a']),
        ("run: 'acme ''s'' x'", ["acme 's' x"]),
        ("run: acme go\n  --x", ["acme go --x"]),
        ("script:\n  - acme go x\n  - echo y\n  - acme run y", ["acme go x", "acme run y"]),
        ("command: acme d 'e f'", ["acme d 'e f'"]),
        ("ansible.builtin.shell: acme go x", ["acme go x"]),
        ("run: acme go ${{ matrix.x }} {{ y }}", ["acme go ${{ matrix.x }} {{ y }}"]),
        ("{% if x %}\nrun: acme go x\n{% endif %}", ["acme go x"]),
        ("entrypoint: acme\ncommand: serve --x", ["acme serve --x"]),
        ("entry: acme check\nargs: [--x]", ["acme check --x ..."]),
        ("entry: acme lint --y", ["acme lint --y ..."]),
        ('command: ["sh", "-c", "acme x && acme y"]', ["acme x && acme y"]),
        ("command:\n  - acme a b\n  - acme c d", ["acme a b", "acme c d"]),
        ('test: ["CMD-SHELL", "acme status x || exit 1"]', ["acme status x || exit 1"]),
        ("shell: python\nrun: acme go x", []),
        ("name: acme go x", []),
        ("run: acme", []),
        ("steps:\n  ...\n  - run: acme go x", ["acme go x"]),
        ("a: 1\n---\nrun: acme go x", ["acme go x"]),
    ],
)
def test_scripts(content: str, expected: list[str]) -> None:
    assert commands(fence("yaml", content)) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('command: ["acme", "serve", "-p", "6566"]', [["acme", "serve", "-p", "6566"]]),
        ("command:\n  - acme\n  - b", [["acme", "b"]]),
        ('command: ["acme"]\nargs: ["serve", "$(PORT)"]', [["acme", "serve", "\ue000"]]),
        ('entrypoint: acme\ncommand: ["a", "b"]', [["acme", "a", "b"]]),
        ('args: ["acme", "z"]', [["acme", "z"]]),
        ('test: ["CMD", "acme", "status"]', [["acme", "status"]]),
        ("entry: acme\nargs: [--x]", [["acme", "--x", "..."]]),
        ("command: [acme]", []),
        ('args: ["serve", "acme"]', [["serve", "acme"]]),
    ],
)
def test_lists_of_words(content: str, expected: list[list[str]]) -> None:
    assert words(fence("yaml", content)) == expected


def test_json() -> None:
    content = (
        '{\n  // local\n  "mcpServers": {"a": {"command": "acme", "args": ["mcp", "--x"]}},\n'
        '  "scripts": {"b": "acme build \\u002d-x", "c": "tsc"}\n}'
    )
    page = fence("json", content)
    assert words(page) == [["acme", "mcp", "--x"]]
    assert commands(page)[0] == "acme build --x"


def test_what_is_broken_is_counted() -> None:
    (unread,) = read(fence("yaml", "a: [\nrun: acme x")).unread
    assert unread.detail.startswith("cannot be read as YAML")
    assert read(fence("yaml", "a: [\nrun: other x")).unread == ()


def test_deep_nesting_is_counted() -> None:
    assert read(fence("yaml", "[" * 50_000 + "acme")).unread
    assert read(fence("yaml", "run: acme x\n" * 50_000)).unread


def test_places_in_a_quoted_fence() -> None:
    page = "> - ```yaml\n>   run: |\n>     acme go \\\n>       --fast\n>   ```\n"
    (block,) = read(page).blocks
    at = block.text.text.index("--fast")
    span = block.text.span(at, at + 6)
    assert page[span.start : span.end] == "--fast"
    assert blocks(page) == ["embedded: acme go \\\n  --fast"]


_PART = st.sampled_from(
    ["a", "b c", " ", "  ", "'", '"', "\\", "\\n", "#", "\u00e9", "\n", "\n\n", "\n  ", ":x", "|"]
)


@given(st.lists(_PART, min_size=1, max_size=7).map("".join), st.sampled_from("p'\"|>"))
@settings(max_examples=150, deadline=None)
def test_scalars_have_the_values_that_yaml_gives_them(text: str, style: str) -> None:
    assume("\\\n" not in text)
    inner = text.replace("\n", "\n  ")
    written = {"p": inner, "'": f"'{inner}'", '"': f'"{inner}"'}.get(style, f"{style}\n  {inner}")
    page = f"run: {written}\nz: 1\n"
    try:
        root = yaml.compose(page)
    except yaml.YAMLError:
        root = None
    assume(isinstance(root, yaml.MappingNode))
    assert root is not None
    node = root.value[0][1]
    assume(isinstance(node, yaml.ScalarNode) and node.value.strip())
    raw = MappedText.verbatim(page, 0).slice(node.start_mark.index, node.end_mark.index)
    # Lines of blanks only are not kept as such.
    found, expected = scalar(raw, node.style).text, node.value
    assert re.sub(r"\n\s*\n", "\n", found).rstrip() == re.sub(r"\n\s*\n", "\n", expected).rstrip()
