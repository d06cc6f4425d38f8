"""Configuration examples, variables and paths, through the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.functional.cli.conftest import Project

SETTINGS = """
[programs.shop]
app = "shop.cli:cli"
schemas = { "shop.yaml" = "shop.schema.json" }
environment-prefixes = ["SHOP_"]
environment = ["SHOP_TOKEN"]
state-paths = ["~/.shop/logs/"]
"""
SCHEMA = {"properties": {"color": {"enum": ["red"]}}, "additionalProperties": False}
PAGE = """\
Set `SHOP_TOKN`, look into `~/.shop/log/x`, run `shop listing`.

```yaml title="shop.yaml"
colour: red
```

```json
{"a": ...}
```
"""


@pytest.fixture
def shop(project: Project) -> Project:
    project.write("doccheck.toml", SETTINGS)
    project.write("shop.schema.json", json.dumps(SCHEMA))
    project.write("README.md", PAGE)
    return project


def _found(project: Project, *args: str) -> list[tuple[str, int, int]]:
    report = json.loads(project.run("check", "--output-format", "json", *args).out)
    return [(one["code"], one["line"], one["column"]) for one in report["findings"]]


ALL = [("DC405", 1, 6), ("DC406", 1, 29), ("DC404", 4, 1)]


def test_everything_declared_is_checked(shop: Project) -> None:
    assert _found(shop) == ALL
    said = shop.run("check").out
    assert "Read 1 of 2 configuration examples (not read: 1 shortened with an ellipsis)." in said


def test_a_manifest_carries_what_is_declared(shop: Project) -> None:
    assert shop.run("inventory", "--output-format", "json", "-o", "cli.json").code == 0
    shop.write("doccheck.toml", '[programs.shop]\nmanifest = "cli.json"\n')
    assert _found(shop, "--no-import") == ALL


def test_safe_fixes(shop: Project) -> None:
    shop.run("check", "--fix")
    assert shop.read("README.md") == PAGE.replace("TOKN", "TOKEN").replace("colour", "color")


def test_a_changed_schema_changes_the_verdict(shop: Project) -> None:
    assert _found(shop) == ALL
    shop.write("shop.schema.json", json.dumps({"properties": {"colour": {}}}))
    assert _found(shop) == ALL[:2]


def test_the_record_counts_examples(shop: Project) -> None:
    shop.run("check", "--record", "record.json")
    metrics = json.loads(shop.read("record.json"))["metrics"]
    assert metrics["configuration_examples"] == 2
    assert metrics["configuration_valid"] == 0
    assert metrics["configuration_skipped"] == 1


def test_an_example_set_aside_is_not_counted_as_read(shop: Project) -> None:
    shop.write("README.md", PAGE.replace("```yaml", "<!-- doccheck: ignore[DC404] -->\n```yaml"))
    assert _found(shop) == ALL[:2]
    assert "Read 0 of 2 configuration examples" in shop.run("check").out


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (None, "there is no such schema"),
        ("{", "the schema cannot be read"),
        ("[]", "this is not a JSON Schema"),
    ],
)
def test_a_schema_that_cannot_be_read_is_two(shop: Project, schema: str | None, said: str) -> None:
    if schema is None:
        (shop.root / "shop.schema.json").unlink()
    else:
        shop.write("shop.schema.json", schema)
    done = shop.run("check")
    assert done.code == 2
    assert said in done.err


def test_a_schema_that_cannot_be_used_is_a_counted_skip(shop: Project) -> None:
    shop.write("shop.schema.json", '{"type": "strin"}')
    done = shop.run("check")
    assert "the schema of shop.yaml cannot be used" in done.out
