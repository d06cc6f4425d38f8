"""On what a benchmark ran: figures of two machines cannot be compared."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path


def fingerprint() -> dict[str, str | int]:
    """What must be the same for two runs to be comparable."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count() or 0,
        "system": platform.system(),
        "machine": platform.machine(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
    }


def commit() -> str | None:
    """The commit of the source that is measured; None for an installed package without one."""
    folder = Path(__file__).parent
    try:
        done = subprocess.run(
            ["git", "rev-parse", "HEAD"],  # noqa: S607 - whichever git the user has
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None


def _cpu() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith(("model name", "Model", "Hardware")):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or "unknown"
