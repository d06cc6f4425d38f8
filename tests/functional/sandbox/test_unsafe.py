"""Without a sandbox, on explicit demand: blocks still have bounds and folders of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from doccheck.model.execution import Aspect, Level
from doccheck.sandbox.direct import UnsafeBackend
from doccheck.sandbox.interface import Fixture, Limits, Policy, Task, Worker
from doccheck.sandbox.portable import PortableBackend


@pytest.fixture(params=[UnsafeBackend, PortableBackend])
def worker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Worker]:
    (tmp_path / "data.csv").write_text("a,b\n")
    with request.param().open(Policy(project=tmp_path, limits=Limits(wall=10))) as made:
        yield made


def test_results_say_that_nothing_is_kept(worker: Worker) -> None:
    isolation = worker.run(Task("true")).isolation
    assert isolation.backend == "none"
    assert isolation.level(Aspect.FS_WRITE) is Level.NONE
    assert isolation.level(Aspect.NETWORK) is Level.NONE


def test_output_exit_code_and_environment(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "secret")
    result = worker.run(Task('echo "$X$SECRET"; echo err >&2; exit 3', environment={"X": "it's"}))
    assert (result.stdout, result.stderr, result.exit_code) == ("it's\n", "err\n", 3)


def test_blocks_and_sessions_have_folders_of_their_own(worker: Worker) -> None:
    worker.run(Task("X=1; touch mine", session="a"))
    worker.run(Task("touch other"))
    assert worker.run(Task('ls; echo "$X"')).stdout == "\n"
    assert worker.run(Task('ls; echo "$X"', session="a")).stdout == "mine\n1\n"
    worker.end_session("a")
    assert worker.run(Task('ls; echo "$X"', session="a")).stdout == "\n"


def test_time_is_bounded(worker: Worker) -> None:
    result = worker.run(Task("echo begun; trap '' TERM; sleep 60; sleep 60", wall=0.3))
    assert result.timed_out
    assert result.stdout == "begun\n"
    session = worker.run(Task("while :; do :; done", session="b", wall=0.3))
    assert session.timed_out
    assert session.session_lost


def test_a_session_that_exits(worker: Worker) -> None:
    result = worker.run(Task("echo bye; exit 4", session="c"))
    assert (result.stdout, result.exit_code, result.session_lost) == ("bye\n", 4, True)
    assert worker.run(Task("echo anew", session="c")).stdout == "anew\n"


@pytest.mark.parametrize("session", ["", "d"])
def test_a_shell_that_is_replaced(worker: Worker, session: str) -> None:
    script = "exec sh -c 'sleep 0.2; echo said; exit 3'"
    result = worker.run(Task(script, session=session))
    assert (result.stdout, result.exit_code, result.session_lost) == ("said\n", 3, bool(session))
    late = worker.run(Task("exec sleep 60", session=session, wall=0.3))
    assert late.timed_out


def test_output_is_bounded(worker: Worker) -> None:
    result = worker.run(Task("head -c 3000000 /dev/zero | tr '\\0' x"))
    assert result.stdout_truncated
    assert len(result.stdout) == 1 << 20


def test_fixtures_are_copied(worker: Worker, tmp_path: Path) -> None:
    fixtures = (Fixture(tmp_path / "data.csv", "in/data.csv"),)
    assert worker.run(Task("cat in/data.csv", fixtures=fixtures)).stdout == "a,b\n"


def test_background_processes_end_with_their_block(worker: Worker) -> None:
    worker.run(Task("(sleep 54321 &) ; echo done"))
    assert "54321" not in worker.run(Task("ps -eo args | grep '[5]4321'")).stdout
