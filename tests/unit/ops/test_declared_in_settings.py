"""What the project's settings declare of rustybt-ops is what the program has."""

from __future__ import annotations

import tomllib
from pathlib import Path

from rustybt_ops.settings.fields import variables

ROOT = Path(__file__).parents[3]


def test_the_variables_are_those_that_the_program_reads() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = settings["tool"]["doccheck"]["programs"]["rustybt-ops"]
    wanted = "the list `environment` in pyproject.toml follows the settings of rustybt-ops"
    assert declared["environment"] == sorted(variables()), wanted
