from pathlib import Path

import jsonschema
import pytest

from doccheck.config.load import parse_settings
from doccheck.config.schema import settings_schema
from doccheck.errors import ConfigError

EXAMPLES = [
    {},
    {"select": ["DC1"], "programs": {"a": {"app": "m:f", "renames": {"x": "y"}}}},
    {"per-file-ignores": {"docs/old/*": ["DC1"]}, "severity": {"DC102": "info"}},
    {"select": "DC1"},
    {"programs": {"a": {"nope": 1}}},
    {"severity": {"DC102": "loud"}},
    {"arbiter": 1},
]


@pytest.mark.parametrize("table", EXAMPLES)
def test_schema_and_loader_agree(table: dict[str, object]) -> None:
    try:
        parse_settings(table, root=Path(), source=None)
        loads = True
    except ConfigError:
        loads = False
    valid = jsonschema.Draft202012Validator(settings_schema()).is_valid(table)
    assert valid == loads


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(settings_schema())
