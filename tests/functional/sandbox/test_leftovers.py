"""Nothing stays: no process, mount, file or socket, however doccheck ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from doccheck.sandbox.interface import Backend, Task

_OWNER = """
import sys, time
from doccheck.sandbox.bwrap import BwrapBackend
from doccheck.sandbox.direct import LandlockBackend
from doccheck.sandbox.interface import Policy, Task
kind = {"bwrap": BwrapBackend, "landlock": LandlockBackend}[sys.argv[1]]
mark = sys.argv[2]
with kind().open(Policy()) as worker:
    worker.run(Task(f"touch x; (setsid bash -c 'exec -a {mark} sleep 300' &)", session="a"))
    state, _, count = sys.argv[3].partition(" ")
    for index in range(int(count or 0)):
        worker.run(Task("touch x; mkfifo p; (setsid sleep 300 &)"))
    if state == "busy":
        print("ready", flush=True)
        worker.run(Task(f"bash -c 'exec -a {mark} sleep 300'"))
    print("ready", flush=True)
    time.sleep(300)
"""


def marked(mark: str) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if words.startswith(mark.encode()):
            found.append(int(entry.name))
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def below(pid: int) -> set[int]:
    """Return the processes that belong to `pid` now, by their process table."""
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        try:
            tasks = Path(f"/proc/{waiting.pop()}/task").glob("*/children")
            text = " ".join(item.read_text() for item in tasks)
        except OSError:
            continue
        new = [int(item) for item in text.split()]
        found.update(new)
        waiting += new
    return found


def eventually(true: object, seconds: float = 8.0) -> bool:
    assert callable(true)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.05)
    return False


@contextmanager
def owner(
    backend: Backend, mark: str, state: str, scratch: Path
) -> Iterator[subprocess.Popen[str]]:
    """Run a doccheck that has a sandbox open, until it says that it is where it should be."""
    root = str(Path(__file__).parents[3])
    env = {**os.environ, "TMPDIR": str(scratch), "PYTHONPATH": root}
    argv = [sys.executable, "-c", _OWNER, backend.name, mark, state]
    with subprocess.Popen(
        argv, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("state", ["idle", "busy"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_stays_when_doccheck_is_ended(
    backend: Backend, tmp_path: Path, number: int, state: str
) -> None:
    mark = f"doccheck-left-{os.getpid()}-{time.monotonic_ns()}"
    with owner(backend, mark, state, tmp_path) as process:
        assert eventually(lambda: marked(mark))
        processes = below(process.pid)
        process.send_signal(number)
        process.wait(10)
    assert processes
    assert eventually(lambda: not marked(mark))
    assert eventually(lambda: not any(map(alive, processes)))
    assert eventually(lambda: not scratch_of(tmp_path))


def send(number: int, processes: set[int]) -> None:
    for pid in processes:
        with suppress(ProcessLookupError):  # it has just ended, or went with its namespace
            os.kill(pid, number)


def test_a_killed_sandbox_is_told_and_replaced(backend: Backend) -> None:
    from doccheck.sandbox.interface import Policy  # noqa: PLC0415  # only here

    with backend.open(Policy()) as worker:
        worker.run(Task("true"))
        send(signal.SIGKILL, below(os.getpid()))
        # Whether the next task still goes to the dead one is a matter of microseconds.
        result = worker.run(Task("echo lost"))
        assert result.ok or (result.session_lost and "unexpectedly" in result.notes[0])
        assert worker.run(Task("echo fine")).stdout == "fine\n"


def test_a_session_whose_sandbox_was_killed_is_told_of_it(backend: Backend) -> None:
    from doccheck.sandbox.interface import Policy  # noqa: PLC0415  # only here

    with backend.open(Policy()) as worker:
        for name in ("one", "two"):
            assert worker.run(Task("x=1", session=name)).ok
        send(signal.SIGKILL, below(os.getpid()))
        for name in ("one", "two"):
            told = worker.run(Task("echo [$x]", session=name))
            assert told.session_lost
            assert "unexpectedly" in told.notes[0]
            assert worker.run(Task("echo [$x]", session=name)).stdout == "[]\n"


def held() -> tuple[set[int], str, int]:
    """Return what this process has by now: processes, mounts and descriptors, sockets included."""
    descriptors = len(list(Path("/proc/self/fd").iterdir()))
    return below(os.getpid()), Path("/proc/self/mountinfo").read_text(), descriptors


def scratch_of(path: Path) -> list[str]:
    """Return all that lies in the folder for temporary files: sandboxes, FIFOs, sockets."""
    return sorted(str(item) for item in path.rglob("*"))


@pytest.mark.parametrize("count", [60, pytest.param(1000, marks=pytest.mark.slow)])
def test_nothing_stays_after_many_runs(
    backend: Backend, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from doccheck.sandbox.interface import Policy  # noqa: PLC0415  # only here

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = held()
    for _ in range(2):
        with backend.open(Policy()) as worker:
            for index in range(count // 2):
                session = f"s{index}" if index % 10 == 0 else ""
                worker.run(Task("touch x; mkfifo p; (setsid sleep 300 &)", session=session))
                if session:
                    worker.end_session(session)
            assert len(below(os.getpid())) < 8
    assert held() == before
    assert not scratch_of(tmp_path)


@pytest.mark.parametrize("count", [60, pytest.param(1000, marks=pytest.mark.slow)])
def test_nothing_stays_after_many_runs_and_a_kill(
    backend: Backend, count: int, tmp_path: Path
) -> None:
    mark = f"doccheck-left-{os.getpid()}-{time.monotonic_ns()}"
    mounts = held()[1]
    with owner(backend, mark, f"many {count}", tmp_path) as process:
        assert eventually(lambda: marked(mark))
        processes = below(process.pid)
        process.kill()
    assert processes
    assert eventually(lambda: not marked(mark))
    assert eventually(lambda: not any(map(alive, processes)))
    assert eventually(lambda: not scratch_of(tmp_path))
    assert held()[1] == mounts


def test_what_stays_when_all_is_killed_at_once_goes_with_the_next(
    backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the kernel ends a whole cgroup: nobody is left who would clean up."""
    from doccheck.kernel.scratch import scratch  # noqa: PLC0415  # only here
    from doccheck.sandbox.interface import Policy  # noqa: PLC0415  # only here

    mark = f"doccheck-left-{os.getpid()}-{time.monotonic_ns()}"
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with (
        owner(backend, mark, "busy", tmp_path) as process,
        owner(backend, mark, "idle", tmp_path) as living,
    ):
        kept = {path for path in tmp_path.iterdir() if f".{living.pid}." in path.name}
        everyone = {process.pid, *below(process.pid)}
        for number in (signal.SIGSTOP, signal.SIGKILL):
            send(number, everyone)
        process.wait(10)
        assert eventually(lambda: not any(map(alive, everyone)))
        assert bool(set(tmp_path.iterdir()) - kept) == (backend.name == "landlock")
        with backend.open(Policy()) as worker, scratch("run"):
            assert worker.run(Task("true")).ok
        assert set(tmp_path.iterdir()) == kept
