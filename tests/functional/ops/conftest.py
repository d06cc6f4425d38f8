from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from rustybt_ops.cli.main import run
from rustybt_ops.results.document import schema

_OURS = ("RUSTYBT_", "CCXT_", "BINANCE_", "KRAKEN_", "BYBIT_", "HTTP", "http")

# A test run in the background ignores SIGINT, and what it starts would too.
INTERRUPTIBLE = ("env", "--default-signal=INT,HUP")


@dataclass
class Outcome:
    """What one run of the program came to."""

    code: int
    out: str
    err: str
    result: dict[str, Any] = field(default_factory=dict)

    @property
    def checks(self) -> dict[str, dict[str, Any]]:
        return {check["name"]: check for check in self.result["checks"]}

    def statuses(self) -> dict[str, str]:
        return {name: check["status"] for name, check in self.checks.items()}

    def failure(self, name: str) -> str:
        return str(self.checks[name]["failure"])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the program's own, an empty working folder, and no variables from outside."""
    for name in list(os.environ):
        if name.startswith(_OURS):
            monkeypatch.delenv(name)
    folder = tmp_path / "home"
    monkeypatch.setenv("RUSTYBT_HOME", str(folder))
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return folder


def wait_for(condition: Callable[[], object], process: subprocess.Popen[Any]) -> None:
    """Until the condition holds; a process that has ended will never make it hold."""
    end = time.monotonic() + 120
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.02)


def newest_result(folder: Path) -> dict[str, Any]:
    found = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
    if not found:
        return {}
    loaded: dict[str, Any] = json.loads(found[-1].read_text())
    return loaded


@pytest.fixture
def ops(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Outcome]:
    """Runs the program in this process; every result is validated, every secret looked for."""

    def go(*argv: str, env: Mapping[str, str] | None = None) -> Outcome:
        for name, value in (env or {}).items():
            monkeypatch.setenv(name, value)
        before = set(home.glob("results/*.json"))
        code = run(argv)
        captured = capsys.readouterr()
        made = [path for path in home.glob("results/*.json") if path not in before]
        assert len(made) <= 1
        result = json.loads(made[0].read_text()) if made else {}
        if result:
            jsonschema.validate(result, schema())
        outcome = Outcome(code, captured.out, captured.err, result)
        require_no_secrets(outcome, home, env or {})
        return outcome

    return go


def require_no_secrets(outcome: Outcome, home: Path, env: Mapping[str, str]) -> None:
    logs = [path for path in home.glob("logs/*.log") if path.is_file()]
    written = "".join(path.read_text() for path in logs)
    everything = outcome.out + outcome.err + json.dumps(outcome.result) + written
    for name, value in env.items():
        if name.endswith(("_KEY", "_SECRET", "_PASSWORD")) and value.strip():
            assert value not in everything, f"the value of {name} is shown"


@pytest.fixture
def program(home: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the program as a process of its own, as a user does."""

    def go(*argv: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "rustybt_ops", *argv],
            env={**os.environ, **(env or {})},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert home
    return go
