"""The analysis of a session's log against a bare loop of orjson over the same lines.

Times are CPU seconds, taken in turn in fresh processes; memory is the peak. The log of 20 million
lines (4 GB) is a suite of its own, `uptime-large`, which runs only when it is named.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.measure import Ratio
from tests.unit.ops.uptime_log import DAY, RUN, Log, Planted, session

_ROUNDS = 5
_SPEED = 3.0
_MEMORY = 1.15  # of the peak over a log of one day: flat
_LARGE = 27  # sessions' worth of lines in the large log: 20 million

# the kernel's own mark: getrusage hands down what the parent held when it started this process
_FIGURES = "import json, sys, time\n"
_TOLD = """
used = time.process_time() - begun
peak = next(int(each.split()[1]) / 1024 for each in open("/proc/self/status") if "VmHWM" in each)
print(json.dumps([used, peak, lines]))
"""
_BARE = (
    _FIGURES
    + """
from orjson import loads
begun = time.process_time()
lines = 0
with open(sys.argv[1], "rb") as stream:
    for line in stream:
        loads(line)
        lines += 1
"""
    + _TOLD
)
_OURS = (
    _FIGURES
    + """
from pathlib import Path
from rustybt_ops.uptime.period import Period
from rustybt_ops.uptime.reader import read
from rustybt_ops.uptime.terms import Limits
begun = time.process_time()
lines = read([Path(sys.argv[1])], Period(None, None, 4e9), Limits()).lines
"""
    + _TOLD
)


def uptime() -> Iterator[Ratio]:
    """Measure speed over thirty days, and memory over thirty days against one."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        month = _write(folder / "month.log", 30)
        bare, ours = [], []
        for _ in range(_ROUNDS):
            bare.append(_run(_BARE, month))
            ours.append(_run(_OURS, month))
        slow, fast = (median(each[0] for each in runs) for runs in (ours, bare))
        lines = int(ours[0][2])
        detail = f"{lines} lines, {slow:.2f} s against {fast:.2f} s"
        yield Ratio("analyze-uptime, 30 days", "orjson loop", slow / fast, _SPEED, detail)
        yield _memory("30 days", ours[0], _day(folder))


def uptime_large() -> Iterator[Ratio]:
    """Measure memory over 20 million lines."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        day = _day(folder)
        yield _memory("years", _run(_OURS, _write(folder / "years.log", 30 * _LARGE)), day)


def _day(folder: Path) -> float:
    """The peak of memory over a log of one day."""
    return _run(_OURS, _write(folder / "day.log", 1))[1]


def _memory(name: str, figures: list[float], day: float) -> Ratio:
    detail = f"{int(figures[2])} lines, {figures[0]:.1f} s, {figures[1]:.1f} MB"
    return Ratio(f"memory, {name}", "1 day", figures[1] / day, _MEMORY, detail)


def _write(path: Path, days: int) -> Path:
    planted = [Planted("kill", each * DAY + 3600, 300) for each in range(0, days, 3)]
    with path.open("wb") as stream:
        stream.writelines(session(days * DAY, planted, bars=True, log=Log(RUN)))
    return path


def _run(code: str, path: Path) -> list[float]:
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    figures: list[float] = json.loads(done.stdout)
    return figures
