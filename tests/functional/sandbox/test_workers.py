"""Several workers side by side, from several threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from doccheck.sandbox.interface import Backend, Network, Policy, Task, Worker


def test_workers_do_not_meet(backend: Backend) -> None:
    def page(number: int) -> list[str]:
        seen = []
        with backend.open(Policy()) as worker:
            for block in range(15):
                session = "s" if block % 3 else ""
                script = f"echo {number}.{block}; touch f{number}; ls; (sleep 300 &)"
                seen.append(worker.run(Task(script, session=session)).stdout)
        return seen

    with ThreadPoolExecutor(4) as pool:
        for number, seen in enumerate(pool.map(page, range(6))):
            assert seen == [f"{number}.{block}\nf{number}\n" for block in range(15)]


def test_a_worker_outlives_the_thread_that_made_it(backend: Backend) -> None:
    with ThreadPoolExecutor(1) as pool:
        worker: Worker = pool.submit(backend.open, Policy()).result()
        assert pool.submit(worker.run, Task("X=1", session="a")).result().ok
    with worker:
        assert worker.run(Task('echo "$X"', session="a")).stdout == "1\n"


def test_two_workers_may_serve_the_same_port(project: Path) -> None:
    from doccheck.sandbox.bwrap import BwrapBackend  # noqa: PLC0415  # the only one with a network

    backend = BwrapBackend()
    if missing := backend.missing():
        pytest.skip(missing)
    bind = 'import socket, time; s = socket.create_server(("127.0.0.1", 8125))'
    policy = Policy(project=project)
    with backend.open(policy) as first, backend.open(policy) as second:
        held = f"python3 -c '{bind}; print(1, flush=True); time.sleep(30)' | (read -r; echo held) &"
        task = Task(f"{held} sleep 0.5", session="a", network=Network.LOOPBACK)
        assert first.run(task).stdout == "held\n"
        task = Task(f"python3 -c '{bind}; print(2)'", network=Network.LOOPBACK)
        assert second.run(task).stdout == "2\n"
