"""The faults: each strikes a session, lets it go on, and has it looked through."""

from __future__ import annotations

import os
import random
import resource
import signal
import time
from collections import Counter
from pathlib import Path

from benchmarks.reliability.examine import LOG, Row, counted, entry_lines, looked_through, moment
from benchmarks.reliability.process import REFUSED, require, start, wait_for
from benchmarks.reliability.small_disk import NoDiskError, fill, on_small_disk
from rustybt_ops.paper.faults import Fault, Kind, rehearse
from tests.unit.ops.paper.rehearsal import DAY, Churn, Waves, plan

KILLED = "kill -9 while it trades"
FULL_DISK = "a full disk (a small tmpfs)"
_PAGE_SIZE = 4096  # bytes; no file of a session is as small
_A_SESSION = 50  # kills that one session suffers
_PAUSE = 0.3  # seconds of a fault, and between two


def killed_trading(folder: Path, kills: int, chance: random.Random, seen: Counter[str]) -> Row:
    """Processes are killed while bars come, orders fill and entries are written."""
    total = Row(KILLED)
    for number in range(0, kills, _A_SESSION):
        part = folder / str(number)
        part.mkdir()
        here = min(_A_SESSION, kills - number)
        for _ in range(here):
            child = start(part)
            child.wait_until_it_trades()
            time.sleep(chance.uniform(0.0, 0.15))
            child.end(signal.SIGKILL)
            left = moment(part)
            seen["undecided"] += left.undecided
            seen["open_order"] += left.open_order
            seen["unrepeated"] += left.unrepeated
        total = total.plus(clean_end(part, KILLED, here))
    return total


def killed_starting(folder: Path, kills: int, chance: random.Random) -> Row:
    """Processes are killed while they start, or shortly after."""
    for _ in range(kills):
        child = start(folder)
        time.sleep(chance.uniform(0.0, 0.15))
        child.end(signal.SIGKILL)
    return clean_end(folder, "kill -9 while it starts or resumes", kills)


def clean_end(folder: Path, what: str, faults: int) -> Row:
    """Let the session go on undisturbed for a moment, end it politely, and look it through."""
    child = start(folder)
    child.wait_until_it_trades()
    before = counted(folder, "fills")
    wait_for(lambda: counted(folder, "fills") > before + 5, "it trades on")
    code = child.end(signal.SIGTERM)
    require(code == 0, f"the session did not end in good order: {code}")
    return looked_through(folder, what, faults)


def full_disk(folder: Path, times: int) -> Row:
    """A small disk is filled to the last byte, and emptied again, while a session trades."""

    def work(disk: Path) -> Row:
        child = start(disk)
        child.wait_until_it_trades()
        for _ in range(times):
            ballast = fill(disk)
            time.sleep(_PAUSE)
            ballast.unlink()
            before = counted(disk, "fills")
            wait_for(lambda before=before: counted(disk, "fills") > before, "it trades on")  # type: ignore[misc]  # bound now
        require(child.end(signal.SIGTERM) == 0, "the session did not end in good order")
        _require_refusals(disk)
        return clean_end(disk, FULL_DISK, times)

    try:
        return on_small_disk(work, folder)
    except NoDiskError as error:
        return Row(FULL_DISK, skipped=str(error))


def small_files(folder: Path, times: int) -> Row:
    """The system lets no file grow for a while."""

    def refuse() -> None:
        wait_for(lambda: _traded(folder), "it trades")
        for _ in range(times):
            time.sleep(_PAUSE)
            most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
            resource.setrlimit(resource.RLIMIT_FSIZE, (_PAGE_SIZE, most))
            time.sleep(_PAUSE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        os.kill(os.getpid(), signal.SIGTERM)

    start(folder, during=refuse).end()
    _require_refusals(folder)
    return clean_end(folder, "files that may not grow", times)


def _require_refusals(folder: Path) -> None:
    told = sum(b'"category":"storage"' in each for each in entry_lines(folder))
    require(told > 0, "the disk has refused nothing")


def second_sessions(folder: Path, times: int) -> Row:
    """Other processes try to run a session where one trades."""
    first = start(folder)
    first.wait_until_it_trades()
    refused = sum(start(folder).end() == REFUSED for _ in range(times))
    first.end(signal.SIGTERM)
    require(refused == times, f"{times - refused} second sessions were let in")
    return clean_end(folder, "a second session in the same folder (all refused)", times)


def at_once(folder: Path, times: int) -> Row:
    """Two processes resume the session at the same moment; the one that is let in is killed."""
    for _ in range(times):
        two = [start(folder), start(folder)]
        # the one that is refused closes its end of the pipe without a word
        heard = [os.read(each.trading, 1) == b"t" for each in two]
        require(sum(heard) == 1, f"{sum(heard)} of two sessions were let in")
        codes = [
            child.end(signal.SIGKILL if let_in else None)
            for child, let_in in zip(two, heard, strict=True)
        ]
        require(sorted(codes) == [-signal.SIGKILL, REFUSED], f"they ended with {codes}")
    return clean_end(folder, "two at once, the one let in is killed (kill -9)", times)


def erratic(folder: Path, _: int) -> Row:
    """The feed goes back in time."""
    child = start(folder, erratic=True)
    child.wait_until_it_trades()
    wait_for(lambda: counted(folder, "fills") > 300, "three hundred fills")  # noqa: PLR2004 - enough
    child.end(signal.SIGTERM)
    bars = counted(folder, "bars")
    return looked_through(folder, "bars from the past among the new ones", bars)


def planted(folder: Path, kind: Kind, times: int, what: str) -> Row:
    """Faults under a virtual clock."""
    seconds = {Kind.CLOCK: 900.0}.get(kind, 1800.0)
    faults = [
        Fault(
            kind, 7200 * (number + 1), seconds * (-1) ** number if kind is Kind.CLOCK else seconds
        )
        for number in range(times)
    ]
    days = (7200 * (times + 2)) / DAY
    asked = plan(days, 30.0)
    rehearse(folder, asked, Churn, Waves(round((days + 1) * DAY)), faults)
    return looked_through(folder, f"{what} (virtual clock)", times)


def _traded(folder: Path) -> bool:
    """Whether the session in this folder has begun to trade."""
    log = folder / LOG
    return log.exists() and b'"event":"fill"' in log.read_bytes()
