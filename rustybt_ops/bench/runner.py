"""Rounds in fresh processes, the cases taking turns so that each is spread over the whole time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rustybt_ops.errors import OpsError
from rustybt_ops.results.model import Scalar

_TIMEOUT = 600  # seconds that one round may take
_ROOT = Path(__file__).parents[2]


def run_rounds(
    cases: Sequence[str], rounds: int, folder: Path, progress: Callable[[str], None]
) -> list[dict[str, Scalar]]:
    """Measure every case in every round.

    The case that begins changes from round to round: none always runs on a machine just warmed up.

    Raises:
        OpsError: A round failed; the message has what it printed.
    """
    samples = []
    for number in range(rounds):
        shift = number % len(cases)
        for case in (*cases[shift:], *cases[:shift]):
            progress(f"round {number + 1} of {rounds}: {case}")
            samples.append({"case": case, "round": number + 1, **_round(case, folder)})
    return samples


def _round(case: str, folder: Path) -> dict[str, Scalar]:
    path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "rustybt_ops.bench.worker", case, str(folder)],
            capture_output=True,
            text=True,
            timeout=_TIMEOUT,
            check=False,
            env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "0"},
        )
    except subprocess.TimeoutExpired as error:
        raise OpsError(f"the benchmark {case} took more than {_TIMEOUT} s") from error
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise OpsError(f"the benchmark {case} failed with code {done.returncode}: {last}")
    measured: dict[str, Scalar] = json.loads(done.stdout)
    return measured
