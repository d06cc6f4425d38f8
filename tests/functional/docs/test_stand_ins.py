"""Outputs that a sandbox cannot produce are those that the program prints to a stand-in."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest

from doccheck.expect import MatchOptions, compare
from rustybt_ops.cli.main import run
from rustybt_ops.errors import FailureKind
from tests.functional.docs.stand_ins import SCENARIOS

ROOT = Path(__file__).resolve().parents[3]
UPDATE = bool(os.environ.get("DOCCHECK_UPDATE_GOLDEN"))
SHOWN = re.compile(
    r"^<!-- doccheck: skip [^\n]*stand-in (?P<name>[\w-]+) -->\n```console\n"
    r"\$ rustybt-ops (?P<command>[^\n]*)\n(?P<output>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
MARK = re.compile(r"<!-- doccheck: skip [^\n]*stand-in ")
OURS = ("RUSTYBT_", "CCXT_", "BINANCE_", "HTTP", "http")
BLOCKS = [
    pytest.param(page, match, id=f"{page.stem}-{match['name']}-{number}")
    for page in sorted((ROOT / "docs").rglob("*.md"))
    for number, match in enumerate(SHOWN.finditer(page.read_text(encoding="utf-8")), 1)
]

# aiosmtpd's own use of asyncio is not what is tested here
pytestmark = pytest.mark.filterwarnings("ignore:.*(LOGIN|auth|Require|decode_data|event loop).*")


@pytest.mark.parametrize(("page", "match"), BLOCKS)
def test_the_output_is_the_programs(
    page: Path,
    match: re.Match[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in [name for name in os.environ if name.startswith(OURS)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RUSTYBT_HOME", str(tmp_path / "home"))
    with SCENARIOS[match["name"]]() as variables:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        run(shlex.split(match["command"]))
    printed = "".join(capsys.readouterr())
    if UPDATE and compare(match["output"], printed, MatchOptions()) is not None:
        text = page.read_text(encoding="utf-8")
        block = match[0].replace(f"\n{match['output']}```", f"\n{printed}```")
        page.write_text(text.replace(match[0], block), encoding="utf-8")
    elif (difference := compare(match["output"], printed, MatchOptions())) is not None:
        pytest.fail(f"{difference.summary}\n{difference.diff}")


def test_every_mark_is_understood_and_every_scenario_used() -> None:
    pages = [page.read_text(encoding="utf-8") for page in (ROOT / "docs").rglob("*.md")]
    assert sum(len(MARK.findall(text)) for text in pages) == len(BLOCKS)
    assert {block.values[1]["name"] for block in BLOCKS} == set(SCENARIOS)


def test_each_class_has_an_entry_with_a_message_of_that_class() -> None:
    page = (ROOT / "docs/troubleshooting.md").read_text(encoding="utf-8")
    entries = dict(re.findall(r"^## ([a-z ]+)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
    assert set(entries) == set(FailureKind)
    for kind, text in entries.items():
        assert re.search(rf"^  FAIL  [\w-]+: {kind}: ", text, re.MULTILINE), kind
