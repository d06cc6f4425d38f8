"""The sandbox beside starting one process for each block, in wall time.

`python -m benchmarks.sandbox --program PATH` adds forked programs: PATH is a console script.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.measure import Ratio
from doccheck.model.execution import RunMode
from doccheck.sandbox.bwrap import BwrapBackend
from doccheck.sandbox.direct import LandlockBackend
from doccheck.sandbox.interface import Backend, Limits, Policy, Task, Worker
from doccheck.sandbox.profile import environment
from doccheck.sandbox.program import find_program

_BLOCKS = 400
_COMMANDS = 51
_ROUNDS = 3
_LIGHT, _HEAVY = 1 / 5, 1 / 50
_HEAVY_START = 2.0  # seconds a process
_WORDS = (("--help",), ("--no-such-option",), ("--version",))


def backends() -> list[Backend]:
    """Return the backends that this machine has."""
    return [item for item in (BwrapBackend(), LandlockBackend()) if not item.missing()]


def sandbox(count: int = _BLOCKS) -> Iterator[Ratio]:
    """Compare the same blocks in the sandbox and in a process each, in alternating rounds."""
    wanted = [f'name=reader{n}\necho "Hello, $name"\nprintf "%s\\n" done' for n in range(count)]
    for backend in backends():
        plain, boxed = [], []
        for _ in range(_ROUNDS):
            plain.append(_timed(lambda: _plainly(wanted)))
            boxed.append(_timed(lambda backend=backend: _contained(backend, wanted)))  # type: ignore[misc]  # bound now
        detail = f"{count} blocks: {min(boxed):.2f} s, {min(plain):.2f} s"
        baseline = "`bash -c` for each block"
        yield Ratio(f"sandbox: {backend.name}", baseline, min(boxed) / min(plain), 1.0, detail)


def programs(paths: Sequence[Path], count: int = _COMMANDS) -> Iterator[Ratio]:
    """Compare forked commands with a process each; both must say the same."""
    for backend in backends():
        for path in paths:
            yield _program(backend, path, count)


def _timed(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _plainly(wanted: Sequence[str]) -> None:
    for block in wanted:
        subprocess.run(["bash", "-c", block], check=True, capture_output=True)  # noqa: S603, S607  # the baseline


def _contained(backend: Backend, wanted: Sequence[str]) -> None:
    with backend.open(Policy()) as worker:
        # As `doccheck run` does: handed over ahead, looked at in their order.
        for course in [worker.begin((Task(block),)) for block in wanted]:
            (result,) = course
            if not result.ok or not result.stdout.endswith("done\n"):
                raise SystemExit(f"a block failed: {result}")


def _program(backend: Backend, path: Path, count: int) -> Ratio:
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
        start = time.perf_counter() - began
        if state != "ready":
            raise SystemExit(f"{path.name} has no fork server: {state}")
        return _compare(worker, policy, path, count, start)


def _compare(worker: Worker, policy: Policy, path: Path, count: int, start: float) -> Ratio:
    env = environment(policy) | {"HOME": "/"}
    expected: dict[tuple[str, ...], tuple[int, str]] = {}
    began = time.perf_counter()
    for words in _WORDS:
        command = [str(path), *words]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603  # the baseline
        expected[words] = done.returncode, done.stdout
    alone = (time.perf_counter() - began) / len(_WORDS)
    began = time.perf_counter()
    forked = sum(_forked(worker, path.name, n, expected) for n in range(count))
    each = (time.perf_counter() - began) / count
    name = f"fork server: {path.name} in {worker.isolation.backend}"
    limit = _HEAVY if alone > _HEAVY_START else _LIGHT
    detail = (
        f"{each * 1000:.1f} ms, {alone * 1000:.0f} ms: {alone / each:.0f} times faster; "
        f"{forked} of {count} forked, output and exit codes identical; start {start:.1f} s"
    )
    return Ratio(name, "a process for each command", each / alone, limit, detail)


def _forked(
    worker: Worker, name: str, number: int, expected: dict[tuple[str, ...], tuple[int, str]]
) -> bool:
    words = _WORDS[number % len(_WORDS)]
    code, text = expected[words]
    argv = (name, *words)
    result = worker.run(Task(" ".join(argv), argv=argv, expect=code))
    if (result.exit_code, result.stdout) != (code, text):
        raise SystemExit(f"{argv} differs: {result}")
    return result.mode is RunMode.FORKED


def main() -> int:
    """Print the ratios; exit with 1 if a limit is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=Path, action="append", default=[])
    parser.add_argument("--blocks", type=int, default=_BLOCKS)
    parser.add_argument("--commands", type=int, default=_COMMANDS)
    arguments = parser.parse_args()
    kept = True
    for ratios in (
        sandbox(arguments.blocks) if arguments.blocks else (),
        programs(arguments.program, arguments.commands),
    ):
        for ratio in ratios:
            sys.stdout.write(ratio.row() + "\n")
            kept &= ratio.kept
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
