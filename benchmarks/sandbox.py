"""Measures the sandbox beside starting one process for each block.

Prints ratios: time in the sandbox by time of `subprocess.run(["bash", "-c", block])`, and how many
times faster a forked program is. `--program PATH` adds a program of your own.
"""
# ruff: noqa: T201  # a script that prints

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from doccheck.model.execution import RunMode
from doccheck.sandbox.bwrap import BwrapBackend
from doccheck.sandbox.direct import LandlockBackend
from doccheck.sandbox.interface import Backend, Limits, Policy, Task, Worker
from doccheck.sandbox.profile import environment
from doccheck.sandbox.program import find_program

_BLOCKS = 400
_ROUNDS = 3
_COMMANDS = (("--help",), ("--no-such-option",), ("--version",))


def blocks(count: int) -> list[str]:
    """Return blocks such as pages have: a few builtins and variables each."""
    return [f'name=reader{n}\necho "Hello, $name"\nprintf "%s\\n" done' for n in range(count)]


def timed(action: Callable[[], object]) -> float:
    """Return the seconds that `action` takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def bench_blocks(backend: Backend, count: int) -> None:
    """Compare the same blocks in the sandbox and in a process each, in alternating rounds."""
    wanted = blocks(count)
    plain: list[float] = []
    boxed: list[float] = []
    for _ in range(_ROUNDS):
        plain.append(timed(lambda: _plainly(wanted)))
        boxed.append(timed(lambda: _in_sandbox(backend, wanted)))
    ratio = min(boxed) / min(plain)
    print(
        f"{backend.name}: {count} blocks, {min(plain):.2f} s plainly, {min(boxed):.2f} s in the "
        f"sandbox, its start and end included: ratio {ratio:.2f}"
    )


def _plainly(wanted: Sequence[str]) -> None:
    for block in wanted:
        subprocess.run(["bash", "-c", block], check=True, capture_output=True)  # noqa: S603, S607  # the baseline


def _in_sandbox(backend: Backend, wanted: Sequence[str]) -> None:
    with backend.open(Policy()) as worker:
        for block in wanted:
            result = worker.run(Task(block))
            if not result.ok or not result.stdout.endswith("done\n"):
                raise SystemExit(f"a block failed: {result}")


def bench_program(backend: Backend, path: Path, count: int) -> None:
    """Compare forked commands with a process each; check that both say the same."""
    program = find_program(path.name, [path.parent])
    if program is None:
        raise SystemExit(f"{path} is no script that can be imported ahead")
    policy = Policy(
        search_path=(path.parent,),
        programs=(program,),
        limits=Limits(memory=4 << 30),
        sample_every=10**9,
    )
    with backend.open(policy) as worker:
        began = time.perf_counter()
        state = worker.warm()[path.name]
        started = time.perf_counter() - began
        if state != "ready":
            print(f"{backend.name}: {path.name}: no fork server: {state}")
            return
        _compare(worker, policy, path, count, started)


def _compare(worker: Worker, policy: Policy, path: Path, count: int, started: float) -> None:
    env = environment(policy) | {"HOME": "/tmp"}  # noqa: S108  # for the baseline only
    single: list[float] = []
    expected: dict[tuple[str, ...], tuple[int, str]] = {}
    for words in _COMMANDS:
        began = time.perf_counter()
        done = subprocess.run([path, *words], env=env, capture_output=True, text=True, check=False)  # noqa: S603  # the baseline
        single.append(time.perf_counter() - began)
        expected[words] = done.returncode, done.stdout
    began = time.perf_counter()
    forked = 0
    for index in range(count):
        words = _COMMANDS[index % len(_COMMANDS)]
        argv = (path.name, *words)
        code, text = expected[words]
        result = worker.run(Task(" ".join(argv), argv=argv, expect=code))
        forked += result.mode is RunMode.FORKED
        if (result.exit_code, result.stdout) != (code, text):
            raise SystemExit(f"{argv} differs: {result}")
    each = (time.perf_counter() - began) / count
    alone = sum(single) / len(single)
    print(
        f"{worker.isolation.backend}: {path.name}: {alone * 1000:.0f} ms a process, "
        f"{each * 1000:.1f} ms forked ({forked} of {count}): {alone / each:.0f} times faster; "
        f"start and self-test {started:.1f} s; output and exit codes identical"
    )


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=Path, action="append", default=[])
    parser.add_argument("--blocks", type=int, default=_BLOCKS)
    parser.add_argument("--commands", type=int, default=51)
    arguments = parser.parse_args()
    for backend in (BwrapBackend(), LandlockBackend()):
        if missing := backend.missing():
            print(f"{backend.name}: skipped: {missing}")
            continue
        if arguments.blocks:
            bench_blocks(backend, arguments.blocks)
        for path in arguments.program:
            bench_program(backend, path, arguments.commands)


if __name__ == "__main__":
    main()
