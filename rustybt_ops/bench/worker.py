"""One round of one case, in a process of its own: `python -m rustybt_ops.bench.worker CASE FOLDER`.

Prints one line of JSON. Only the work is timed; the peak of memory is that of the whole process.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from rustybt_ops.bench.workloads import CASES


def measure(case: str, folder: Path) -> dict[str, int | float | str]:
    """Do the work once."""
    work = CASES[case].prepare(folder)
    wall, cpu = time.perf_counter(), time.process_time()
    bars, result = work()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return {
        "seconds": round(wall, 6),
        "cpu_seconds": round(cpu, 6),
        "bars": bars,
        "peak_mb": round(_peak() / 1e6, 3),
        "result": result,
    }


def _peak() -> int:
    """The most memory that was resident, in bytes.

    The kernel's own mark of this program is used where there is one: `getrusage` hands down what
    the parent process held when it started this one.
    """
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))  # noqa: T201 - its one output
