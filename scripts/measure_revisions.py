"""Measure two revisions of the repository in the working folder in turn on one machine.

Usage: python scripts/measure_revisions.py [BASE] [HEAD] [--rounds 10] [--suite all]

BASE is a commit or a branch: what is measured is the commit at which HEAD left it, or the parent
of HEAD where that is HEAD itself or where there is no such commit. Every round of a revision is
`rustybt-ops benchmark --rounds 1` in a fresh process of its own working tree; the revision that
goes first changes with each round, so that a machine that slows down slows both alike. The rounds
of each are written as one result document, `base.json` and `head.json`, for
scripts/check_performance_regression.py. Both run with the libraries installed now.

Exit code 1: HEAD breaks a limit of its settings in most rounds, or its rounds come to different
results. Exit code 2: HEAD cannot be measured. Exit code 3: there is nothing to compare it with.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # run by path, the packages beside it need not be installed

from rustybt_ops.bench.compare import NOT_COMPARABLE, ROUNDS  # noqa: E402 - after the path
from rustybt_ops.errors import ExitCode, OpsError  # noqa: E402 - below the path
from rustybt_ops.results.document import write  # noqa: E402 - below the path
from scripts.check_performance_regression import told  # noqa: E402 - below the path
from scripts.rounds import differing, merged, read  # noqa: E402 - below the path

_SUITES = ("backtest", "data", "memory", "all")
_ROUND_TIMEOUT = 900  # seconds
_SHOWN = 600  # characters of what a failed round printed


class NothingToCompareError(OpsError):
    """There is no other revision, or it cannot be measured."""


class GitError(OpsError):
    """Git does not do what it is asked."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and return the exit code."""
    given = _parser().parse_args(arguments)
    repository: Path = given.repository
    try:
        head = _commit(repository, given.head)
        base = base_of(repository, given.base, head)
        print(f"base {base}\nhead {head}", flush=True)  # noqa: T201 - the report
        documents = measure(repository, base, head, rounds=given.rounds, suite=given.suite)
        given.output_dir.mkdir(parents=True, exist_ok=True)
        for name, each in documents.items():
            write(each, given.output_dir / f"{name}.json")
    except NothingToCompareError as error:
        return told(given.summary, "Not comparable", error, NOT_COMPARABLE)
    except OpsError as error:
        return told(given.summary, "Error", error, ExitCode.USAGE)
    return _judged(given.summary, documents["head"])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measure two revisions in turn.")
    parser.add_argument("base", nargs="?", default="", help="commit or branch to compare with")
    parser.add_argument("head", nargs="?", default="HEAD")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--suite", choices=_SUITES, default="all")
    parser.add_argument("--output-dir", type=Path, default=Path("benchmark-revisions"))
    parser.add_argument("--summary", type=Path, help="Markdown file that a failure is added to")
    parser.add_argument("--repository", type=Path, default=Path())
    return parser


def base_of(repository: Path, base: str, head: str) -> str:
    """The commit to compare with.

    Args:
        repository: The folder of the repository.
        base: A commit or a branch; empty, or one that is not there, stands for the parent.
        head: The commit that is judged.

    Raises:
        NothingToCompareError: `head` has no parent.
    """
    found = _git(repository, "merge-base", base, head) if base else None
    if found and found != head:
        return found
    parent = _git(repository, "rev-parse", "--verify", "--quiet", f"{head}^1")
    if not parent:
        raise NothingToCompareError(
            f"{head} has no commit before it", advice="In a shallow clone: git fetch --unshallow."
        )
    if base:
        print(f"no commit of '{base}' lies before {head}: its parent is measured")  # noqa: T201 - for the log
    return parent


def measure(
    repository: Path, base: str, head: str, *, rounds: int, suite: str
) -> dict[str, dict[str, Any]]:
    """The result documents of `base` and `head`, each of all its rounds.

    Raises:
        NothingToCompareError: The base cannot be measured.
        OpsError: The head cannot be measured.
    """
    made: dict[str, list[dict[str, Any]]] = {"base": [], "head": []}
    with _checkouts(repository, {"base": base, "head": head}) as folders:
        for number in range(rounds):
            for name in ("base", "head") if number % 2 == 0 else ("head", "base"):
                print(f"round {number + 1} of {rounds}: {name}", flush=True)  # noqa: T201 - progress
                made[name].append(_round(name, folders[name], suite))
    return {name: merged(each) for name, each in made.items()}


def _round(name: str, folder: Path, suite: str) -> dict[str, Any]:
    output = folder.parent / f"{name}.json"
    output.unlink(missing_ok=True)
    command = ("benchmark", "--suite", suite, "--rounds", "1", "--output", str(output))
    environment = {**os.environ, "RUSTYBT_HOME": str(folder.parent / f"{name}-home")}
    try:
        done = subprocess.run(  # noqa: S603 - this repository's own program
            [sys.executable, "-m", "rustybt_ops", *command],
            cwd=folder,  # `-m` puts it before everything installed
            env=environment,
            capture_output=True,
            text=True,
            timeout=_ROUND_TIMEOUT,
            check=False,
        )
        if done.returncode <= ExitCode.FAILED and output.is_file():
            return read(output)
        reason = f"exit code {done.returncode}\n{(done.stderr or done.stdout).strip()[-_SHOWN:]}"
    except subprocess.TimeoutExpired:
        reason = f"no end within {_ROUND_TIMEOUT} s"
    failure = NothingToCompareError if name == "base" else OpsError
    raise failure(f"the {name} revision cannot be measured: {reason}")


@contextmanager
def _checkouts(repository: Path, commits: Mapping[str, str]) -> Iterator[dict[str, Path]]:
    """A working tree for each commit; they are gone at the end."""
    with tempfile.TemporaryDirectory(prefix="revisions-") as name:
        folders = {each: Path(name) / each for each in commits}
        try:
            for each, commit in commits.items():
                _require(repository, "worktree", "add", "--detach", str(folders[each]), commit)
            yield folders
        finally:
            for folder in folders.values():
                _git(repository, "worktree", "remove", "--force", str(folder))
            _git(repository, "worktree", "prune")


def _commit(repository: Path, name: str) -> str:
    return _require(repository, "rev-parse", "--verify", f"{name}^{{commit}}")


def _git(repository: Path, *words: str) -> str | None:
    """What git prints; None if it fails."""
    done = _run_git(repository, words)
    return done.stdout.strip() if done.returncode == 0 else None


def _require(repository: Path, *words: str) -> str:
    done = _run_git(repository, words)
    if done.returncode:
        raise GitError(f"git {words[0]}: {done.stderr.strip()}")
    return done.stdout.strip()


def _run_git(repository: Path, words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    command = ["git", "-C", str(repository), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - git


def _judged(summary: Path | None, head: Mapping[str, Any]) -> int:
    broken = [each for each in head["checks"] if each["status"] == "fail"]
    wrong = [f"{each['name']}: {each['detail']}" for each in broken]
    wrong += [f"{case}: its rounds come to different results" for case in differing(head)]
    for line in wrong:
        told(summary, "Failed", OpsError(line), ExitCode.FAILED)
    return ExitCode.FAILED if wrong else ExitCode.PASS


if __name__ == "__main__":
    sys.exit(main())
