"""The workflow that compares a commit with the one before, run as the runner runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from rustybt_ops.results.document import schema
from scripts.measure_revisions import main
from scripts.rounds import differing, merged

ROOT = Path(__file__).resolve().parents[3]
WORKFLOW = ROOT / ".github" / "workflows" / "performance.yml"
# a benchmark that is over at once: what it measures stands in the revision's own file
PROGRAM = """
import json, os, sys
from pathlib import Path

asked = sys.argv[1:]
told = json.loads(Path("figures.json").read_text())
with open(os.environ["CALLS"], "a") as stream:
    stream.write(told["name"] + "\\n")
if told["code"] == 2:
    sys.exit("Error: no such command")
seconds = told["seconds"]
document = json.loads(Path("result.json").read_text())
document["samples"] = [
    {"case": "sma", "round": 1, "seconds": seconds, "cpu_seconds": seconds, "bars": 9,
     "peak_mb": 5.0, "result": told["result"]}
]
document["checks"][0]["status"] = "fail" if told["code"] else "pass"
Path(asked[asked.index("--output") + 1]).write_text(json.dumps(document))
sys.exit(told["code"])
"""
RESULT: dict[str, Any] = {
    "schema_version": 1,
    "tool": {"name": "rustybt-ops", "version": "0"},
    "command": "benchmark",
    "argv": [],
    "run_id": "0" * 32,
    "started": "2025-10-11T00:00:00Z",
    "finished": "2025-10-11T00:00:01Z",
    "duration_seconds": 1.0,
    "status": "pass",
    "environment": None,
    "simulated": False,
    "endpoints": [],
    "clock": {"kind": "system", "simulated": False},
    "versions": {},
    "parameters": {"rounds": 1},
    "checks": [{"name": "sma", "status": "pass", "detail": "SMA", "value": 1.0}],
    "metrics": {},
    "samples": [],
    "artifacts": [],
    "details": {"machine": {"cpu": "a"}, "workload": 1, "suites": {"sma": "backtest"}},
}


class Repository:
    """A repository with one commit a revision."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "rustybt_ops").mkdir(parents=True)
        (folder / "rustybt_ops" / "__init__.py").touch()
        (folder / "rustybt_ops" / "__main__.py").write_text(PROGRAM)
        (folder / "result.json").write_text(json.dumps(RESULT))
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str) -> str:
        who = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
        command = ["git", *who, *words]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def commit(self, name: str, seconds: float = 1.0, result: str = "x", code: int = 0) -> str:
        figures = {"name": name, "seconds": seconds, "result": result, "code": code}
        (self.folder / "figures.json").write_text(json.dumps(figures))
        self.git("add", "figures.json", "result.json", "rustybt_ops")
        self.git("commit", "-q", "-m", name)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    made = Repository(tmp_path / "repository")
    monkeypatch.chdir(made.folder)
    return made


@pytest.fixture
def step(repository: Repository, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs one step of the workflow with the environment that its job declares."""
    job = yaml.safe_load(WORKFLOW.read_text())["jobs"]["compare"]
    (repository.folder / "scripts").symlink_to(ROOT / "scripts")
    (repository.folder / ".venv" / "bin").mkdir(parents=True)
    python = repository.folder / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)

    def go(name: str, **env: str) -> subprocess.CompletedProcess[str]:
        (found,) = [each for each in job["steps"] if each.get("name") == name]
        assert set(env) <= set(job["env"])
        summary = {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
        return subprocess.run(
            ["bash", "-eo", "pipefail", "-c", found["run"]],
            cwd=repository.folder,
            env={**os.environ, **job["env"], "BASE": "", **summary, **env},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return go


Step = Callable[..., subprocess.CompletedProcess[str]]


def test_a_slower_commit_is_found(repository: Repository, step: Step, tmp_path: Path) -> None:
    base = repository.commit("base")
    repository.commit("head", seconds=1.5)
    done = step("Measure both in turn", BASE=base)
    assert done.returncode == 0, done.stderr
    calls = (tmp_path / "calls").read_text().split()
    assert calls == ["base", "head", "head", "base"] * 5
    compared = step("Compare")
    assert compared.returncode == 1, compared.stderr
    summary = (tmp_path / "summary.md").read_text()
    assert "| sma | cpu_seconds | 1 | 1.5 | 1.50 | 1.50 | **regressed** |" in summary
    for name in ("base", "head"):
        document = json.loads(Path("benchmark-revisions", f"{name}.json").read_text())
        jsonschema.validate(document, schema())
        assert [each["round"] for each in document["samples"]] == list(range(1, 11))
        assert document["metrics"]["sma.samples"] == document["parameters"]["rounds"] == 10
    assert repository.git("worktree", "list").count("\n") == 0


def test_an_equal_commit_passes(repository: Repository, step: Step, tmp_path: Path) -> None:
    repository.commit("base")
    repository.commit("head", seconds=1.1)
    assert step("Measure both in turn").returncode == 0
    assert step("Compare").returncode == 0
    assert "**0 of 1 cases have regressed**" in (tmp_path / "summary.md").read_text()


def test_what_is_not_comparable_fails(repository: Repository, step: Step, tmp_path: Path) -> None:
    repository.commit("first")
    alone = step("Measure both in turn")
    assert alone.returncode == 3
    assert "has no commit before it" in (tmp_path / "summary.md").read_text()
    assert step("Compare").returncode == 2  # there is nothing to compare
    repository.commit("head")
    few = step("Measure both in turn", ROUNDS="2")
    assert few.returncode == 0, few.stderr
    assert step("Compare").returncode == 3
    assert "> Not comparable: sma has 2 rounds" in (tmp_path / "summary.md").read_text()


def test_a_base_without_the_benchmark_is_not_comparable(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit("base", code=2)
    head = repository.commit("head")
    assert main(["", head, "--rounds", "1"]) == 3
    assert "the base revision cannot be measured: exit code" in capsys.readouterr().err
    repository.commit("broken", code=2)
    assert main(["--rounds", "1"]) == 2
    assert "the head revision cannot be measured" in capsys.readouterr().err


def test_limits_and_differing_results_of_the_head_fail(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit("base", code=1)
    repository.commit("head")
    assert main(["--rounds", "1"]) == 0
    repository.commit("slow", code=1)
    assert main(["--rounds", "1"]) == 1
    assert "Failed: sma: SMA (rounds: fail 1)" in capsys.readouterr().err
    document = {**RESULT, "samples": [{"case": "sma", "result": each} for each in "xy"]}
    assert differing(document) == ["sma"]


def test_what_is_measured_is_where_the_branch_left(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = repository.commit("root")
    repository.git("checkout", "-q", "-b", "topic")
    repository.commit("topic")
    repository.git("checkout", "-q", "main")
    repository.commit("main")
    assert main(["main", "topic", "--rounds", "1"]) == 0
    assert f"base {root}" in capsys.readouterr().out
    assert (tmp_path / "calls").read_text().split() == ["root", "topic"]
    zeros = "0" * 40  # what a push of a new branch names as the commit before
    assert main([zeros, "main", "--rounds", "1"]) == 0
    assert "its parent is measured" in capsys.readouterr().out
    assert main(["main", "nowhere"]) == 2


def test_most_rounds_decide_over_a_check() -> None:
    def document(status: str, value: float) -> dict[str, Any]:
        sample = {"case": "sma", "seconds": value, "cpu_seconds": value, "bars": 1, "peak_mb": 1.0}
        check = {"name": "sma", "status": status, "detail": "SMA", "value": value}
        return {**RESULT, "checks": [check], "samples": [sample]}

    found = merged([document("fail", 9.0), document("pass", 1.0), document("pass", 2.0)])
    assert (found["status"], found["checks"][0]["value"]) == ("pass", 2.0)
    found = merged([document("fail", 9.0), document("pass", 1.0), document("fail", 8.0)])
    assert (found["status"], found["checks"][0]["value"]) == ("fail", 8.0)
    with pytest.raises(ValueError, match="no round"):
        merged([])


@pytest.mark.slow
def test_the_real_benchmark_of_two_real_revisions(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--shared", ROOT, clone], check=True)
    arguments = ["--repository", str(clone), "--rounds", "1", "--suite", "data"]
    assert main([*arguments, "--output-dir", str(tmp_path / "out")]) == 0
    document = json.loads((tmp_path / "out" / "head.json").read_text())
    jsonschema.validate(document, schema())
    assert {each["case"] for each in document["samples"]} >= {"csv"}
