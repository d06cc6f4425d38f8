"""Run the validation commands that work offline, and render their results.

Usage: python scripts/validate.py

Each command writes its result document into docs/validation/results; then `doccheck report` renders
the pages. Services that need a network are played by stand-ins (tests/standins), and thirty days of
paper trading pass on a virtual clock: such results are labelled as simulated, by the commands
themselves, and count for nothing. On a machine with keys and a network, run the commands by hand
with `--output docs/validation/results/NAME.json`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path("docs/validation/results")
WORK = Path("build/validation")
SAMPLE = "rustybt_ops/data/SPY-daily-synthetic.csv"
STRATEGY = Path("examples/deployment/simple_strategy.py")  # that of the deployment guide
LOGS = ("--log-dir", str(WORK / "logs"))
YEAR = ("--symbol", "SPY", "--start", "2024-01-01", "--end", "2024-12-31")
TRADING = (
    "--strategy", str(WORK / STRATEGY.name), "--broker", "paper", "--duration", "30d",
    "--clock", "virtual", "--heartbeat", "60", "--source", "csv", "--path", SAMPLE, "--new", *LOGS,
)  # fmt: skip
REAL: Mapping[str, tuple[str, ...]] = {
    "test-broker-paper": ("test-broker", "--broker", "paper"),
    "test-data-csv": ("test-data", "--source", "csv", "--path", SAMPLE),
    "verify-config": ("verify-config",),
    "paper-trade": ("paper-trade", *TRADING),
    "analyze-uptime": ("analyze-uptime", *LOGS),
    "benchmark": (
        "benchmark", "--rounds", "10", "--baseline", ".benchmarks/benchmark-baseline.json",
    ),
}  # fmt: skip
STAND_INS: Mapping[str, tuple[str, ...]] = {
    "test-broker-binance": ("test-broker", "--broker", "binance", "--testnet"),
    "test-data-yfinance": ("test-data", "--source", "yfinance", *YEAR),
    "test-alerts": ("test-alerts",),
}
DOCUMENTATION: Mapping[str, tuple[str, ...]] = {
    "doccheck-check": ("check", "--exit-zero"),
    "doccheck-run": ("run",),
}


def main() -> int:
    """Run everything; return 1 if a command could not do its work."""
    os.chdir(ROOT)
    shutil.rmtree(WORK, ignore_errors=True)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (WORK / "home").mkdir(parents=True)
    shutil.copy(STRATEGY, WORK)
    broken = [name for name, arguments in REAL.items() if not _ops(name, arguments)]
    broken += [name for name, words in STAND_INS.items() if not _ops(name, words, stand_in=True)]
    broken += [name for name, words in DOCUMENTATION.items() if not _doccheck(name, words)]
    rendered = _call([_program("doccheck"), "report"], {})
    shutil.rmtree(WORK, ignore_errors=True)
    for name in broken:
        print(f"{name}: no result was written", file=sys.stderr)  # noqa: T201 - a script
    return int(bool(broken) or rendered != 0)


def _ops(name: str, arguments: Sequence[str], *, stand_in: bool = False) -> bool:
    """Run one operational command; tell whether it wrote its result."""
    path = RESULTS / f"{name}.json"
    first = [sys.executable, "-m", "tests.standins"] if stand_in else []
    variables = {"RUSTYBT_ENV": "validation", "HOME": str(ROOT / WORK / "home")}
    path.unlink(missing_ok=True)
    _call([*first, _program("rustybt-ops"), *arguments, "--output", str(path)], variables)
    return _without_root(path)


def _doccheck(name: str, arguments: Sequence[str]) -> bool:
    path = RESULTS / f"{name}.json"
    _call([_program("doccheck"), *arguments, "--record", str(path)], {})
    return path.is_file()


def _without_root(path: Path) -> bool:
    """Name paths below the checkout relative to it, so that a result reads the same anywhere."""
    if not path.is_file():
        return False
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f"{ROOT}/", ""), encoding="utf-8")
    return True


def _program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _call(command: Sequence[str], variables: Mapping[str, str]) -> int:
    print("$", " ".join(command).replace(f"{ROOT}/", ""), flush=True)  # noqa: T201 - a script
    environment = {name: value for name, value in os.environ.items() if "RUSTYBT" not in name}
    return subprocess.run(command, env={**environment, **variables}, check=False).returncode  # noqa: S603 - the commands above


if __name__ == "__main__":
    sys.exit(main())
