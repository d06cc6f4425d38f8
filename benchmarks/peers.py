"""Strategy engines to measure beside ours, each in an environment of its own in the user's cache.

Both are under permissive licences (zipline-reloaded Apache-2.0, bt MIT). An environment is made
once; where it cannot be made the row says why, and nothing is measured.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PEERS = {
    "zipline-reloaded": ("zipline-reloaded==3.1.1", "pandas<3", "setuptools<81"),
    "bt": ("bt==1.4.1", "pandas<3"),
}
_SCRIPT = Path(__file__).with_name("engine_peer.py")
_INSTALLING = 900  # seconds
_RUNNING = 600
_SHOWN = 120  # characters of a failure


class UnavailableError(Exception):
    """A peer cannot be measured here."""


def cache() -> Path:
    """Where the environments are."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "rustybt-ops-benchmarks"


def bars_per_second(name: str) -> float:
    """Measure a peer once, in a fresh process.

    Raises:
        UnavailableError: It cannot be installed, or does not run.
    """
    command = [str(_interpreter(name)), "-W", "ignore", str(_SCRIPT)]
    found = json.loads(_run(command, _RUNNING).splitlines()[-1])
    return float(found["bars_per_second"])


def _interpreter(name: str) -> Path:
    """The peer's Python; its environment is made if there is none."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    folder = cache() / f"{name}-{version}"
    python = folder / "bin" / "python"
    done = folder / "installed"
    wanted = "\n".join(PEERS[name])
    if done.is_file() and done.read_text() == wanted:
        return python
    _run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(folder)], _INSTALLING)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python)]
    _run([*pip, "install", "--quiet", "--only-binary", ":all:", *PEERS[name]], _INSTALLING)
    done.write_text(wanted)
    return python


def _run(command: Sequence[str], seconds: float) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - pip, and our own script
            command, capture_output=True, text=True, timeout=seconds, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UnavailableError(str(error)[:_SHOWN]) from error
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise UnavailableError(last[:_SHOWN])
    return done.stdout
