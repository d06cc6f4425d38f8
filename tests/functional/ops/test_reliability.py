"""The reliability run itself, in little: every fault strikes, nothing is lost or doubled."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.slow
def test_every_fault_strikes_and_nothing_is_lost(tmp_path: Path) -> None:
    page = tmp_path / "reliability.md"
    asked = ("--kills", "5", "--times", "2", "--output", str(page))
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.reliability", *asked],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = re.findall(r"^\| (?!Fault|---)([^|]+) \| ([^|]+) \|", page.read_text(), re.MULTILINE)
    assert len(rows) == 12
    for what, faults in rows:
        if faults.startswith("skipped"):  # without root there is no disk to fill
            assert what == "a full disk (a small tmpfs)"
        else:
            assert int(faults) > 0
