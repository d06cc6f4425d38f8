"""The arbiter and the program agree on every command line, word for word."""

import sys
from collections.abc import Callable
from typing import Any

import pytest

Compare = Callable[..., Any]


@pytest.mark.parametrize("name", ["click_app", "typer_app", "cloup_app", "rich_app"])
def test_verdicts_are_those_of_the_program(
    application: Callable[..., Any], compare: Compare, name: str
) -> None:
    comparison = compare(application(name, sys.executable), 400)
    assert comparison.disagreements() == []
    accepted, rejected = comparison.balance["accepted"], comparison.balance["rejected"]
    assert min(accepted, rejected) > 80
