from pathlib import Path

import pytest

from doccheck.config.load import parse_settings
from doccheck.config.settings import ProgramSettings
from doccheck.errors import ConfigError

ROOT = Path("/project")


def parse(table: dict[str, object]) -> object:
    return parse_settings(table, root=ROOT, source=Path("doccheck.toml"))


def test_values_and_defaults() -> None:
    settings = parse_settings(
        {
            "select": ["DC1"],
            "fail-on": "warning",
            "programs": {"acme": {"app": "acme.cli:main", "aliases": ["python -m acme"]}},
        },
        root=ROOT,
        source=None,
    )
    assert settings.select == ("DC1",)
    assert settings.fail_on == "warning"
    assert settings.untagged == "auto"
    assert settings.programs == {
        "acme": ProgramSettings(app="acme.cli:main", aliases=("python -m acme",))
    }


def test_underscores_are_accepted() -> None:
    assert parse_settings({"fail_on": "info"}, root=ROOT, source=None).fail_on == "info"


@pytest.mark.parametrize(
    ("table", "message", "hint"),
    [
        ({"exlude": []}, "unknown setting `exlude`", "did you mean `exclude`?"),
        ({"zzz": 1}, "unknown setting `zzz`", "known: "),
        ({"select": "DC1"}, "`select` must be a list of strings, not a string", ""),
        ({"select": [1]}, "`select` must be a list of strings", ""),
        ({"arbiter": "yes"}, "`arbiter` must be true or false, not a string", ""),
        ({"import-timeout": True}, "`import-timeout` must be a whole number", ""),
        ({"import-timeout": 0}, "`import-timeout` must be at least 1 second", ""),
        ({"fail-on": "fatal"}, "`fail-on` must be one of error, warning, info", ""),
        ({"severity": {"DC101": "bad"}}, "`severity`.DC101 must be one of", ""),
        ({"programs": []}, "`programs` must be a table", ""),
        (
            {"programs": {"x": {"ap": "m:f"}}},
            "unknown setting `programs.x.ap`",
            "did you mean `programs.x.app`?",
        ),
        (
            {"allow-import": False, "programs": {"x": {"app": "m:f"}}},
            "has no `manifest`",
            "inventory",
        ),
        (
            {"programs": {"x": {"python": "py", "manifest": "x.json"}}},
            "the interpreter would never be used",
            "add `app`",
        ),
    ],
)
def test_faults_name_the_key(table: dict[str, object], message: str, hint: str) -> None:
    with pytest.raises(ConfigError) as error:
        parse(table)
    assert message in error.value.message
    assert "doccheck.toml" in error.value.message
    assert hint in error.value.hint
