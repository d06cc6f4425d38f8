"""Runs attacks under a backend and judges them."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

from benchmarks.attacks.arena import SECRET, Arena, arena, strays
from benchmarks.attacks.attack import PYTHON, Attack
from benchmarks.attacks.catalogue import ATTACKS
from doccheck.model.execution import Aspect, ExecutionResult, Isolation, Level
from doccheck.sandbox.bwrap import BwrapBackend
from doccheck.sandbox.direct import LandlockBackend
from doccheck.sandbox.interface import Backend, Limits, Network, Policy, Task, Worker
from doccheck.sandbox.measure import Unusable, measure

ORDINARY_UID = 21_877
_ROOT = Path(__file__).resolve().parents[2]
BACKENDS: dict[str, type[BwrapBackend | LandlockBackend]] = {
    "bwrap": BwrapBackend,
    "landlock": LandlockBackend,
}
LIMITS = Limits(
    wall=1.5,
    cpu=3,
    memory=128 << 20,
    processes=64,
    file_size=16 << 20,
    disk=32 << 20,
    open_files=64,
    output=64 << 10,
)


def attack(worker: Worker, arena: Arena, item: Attack) -> str:
    """Run one attack; return why it is not contained, empty when it is."""
    if item.network is Network.LOOPBACK and worker.isolation.backend == "landlock":
        return "skipped: a loopback network is not granted by this backend"
    if item.aspect == Aspect.SIGNALS and worker.isolation.backend == "landlock":
        seen = worker.isolation.aspects[Aspect.SIGNALS]
        if seen.level is Level.NONE:  # it would end whatever the user runs
            return f"skipped: {seen.reason}"
    began = time.monotonic()
    result = worker.run(Task(arena.fill(item.script), network=item.network))
    lasted = time.monotonic() - began
    follow = worker.run(Task(arena.fill(item.follow)))
    alive = worker.run(Task("echo alive", wall=10.0))
    return _verdict(arena, [result, follow, alive], lasted)


def _verdict(arena: Arena, results: list[ExecutionResult], lasted: float) -> str:
    texts = "".join(item.stdout + item.stderr for item in results)
    time.sleep(0.01)
    state, arena_before = arena.state(), arena.before
    arena.before = state
    changed = [key for key in arena_before if state.get(key) != arena_before[key]]
    reasons = (
        ("printed the secret", SECRET in texts),
        ("succeeded", any(_escaped(item.stdout) for item in results)),
        (f"changed {', '.join(changed)}", bool(changed)),
        (f"left {strays()}", bool(strays())),
        (f"took {lasted:.1f} s", lasted > LIMITS.wall + 4),
        ("flooded", any(len(item.stdout) > LIMITS.output for item in results)),
        ("the sandbox was lost", any(item.session_lost for item in results)),
        ("the sandbox did not survive", results[-1].stdout != "alive\n"),
    )
    return "; ".join(text for text, true in reasons if true)


def _escaped(stdout: str) -> bool:
    return any(line.startswith("ESCAPED") for line in stdout.splitlines())


def run(backend: Backend, only: str = "") -> dict[str, str]:
    """Run every attack under `backend` as the current user."""
    missing = backend.missing()
    if missing:
        return {item.name: f"skipped: {missing}" for item in ATTACKS}
    found: dict[str, str] = {}
    with arena() as here:
        os.environ["HOME"] = str(here.home)
        policy = Policy(
            project=here.project, read_only=(here.venv,), limits=LIMITS, environment={"A": "b"}
        )
        with backend.open(policy) as worker:
            control = worker.run(Task(f"cat {here.project}/README.md && {PYTHON} -c 'print(1)'"))
            if control.stdout != "# Project\n1\n":
                raise SystemExit(f"the control does not run: {control}")
            for item in ATTACKS:
                if only in item.name:
                    found[item.name] = attack(worker, here, item)
    return found


def levels(backend: Backend) -> Isolation | str:
    """Return the isolation that a backend is seen to keep here, or why it is of no use."""
    try:
        return measure(backend)
    except Unusable as answer:
        return str(answer)


def run_as(name: str, *, root: bool) -> dict[str, str]:
    """Run every attack under a backend in a process of its own, as root or as an ordinary user."""
    if root and os.getuid() != 0:
        return {item.name: "skipped: not run as root" for item in ATTACKS}
    switch = {"user": ORDINARY_UID, "group": ORDINARY_UID, "extra_groups": []}
    other = switch if not root and os.getuid() == 0 else {}
    done = subprocess.run(  # type: ignore[call-overload]  # noqa: S603  # this very program
        [PYTHON, "-m", "benchmarks.attacks", "--backend", name],
        stdout=subprocess.PIPE,
        check=True,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        **other,
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found
