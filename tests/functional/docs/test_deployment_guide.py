"""The files that the guide shows are those that its commands are executed with."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
FILES = ROOT / "examples" / "deployment"
TITLED = re.compile(r'^```\w+ title="([^"]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)


def shown(page: str) -> dict[str, str]:
    return dict(TITLED.findall((ROOT / "docs" / page).read_text(encoding="utf-8")))


def test_the_guide_shows_every_file_as_it_is() -> None:
    files = {path.name: path.read_text(encoding="utf-8") for path in FILES.iterdir()}
    assert shown("deployment-guide.md") == files


def test_the_strategy_is_the_same_elsewhere() -> None:
    strategy = (FILES / "simple_strategy.py").read_text(encoding="utf-8")
    assert shown("guides/paper-trading.md")["simple_strategy.py"] == strategy
