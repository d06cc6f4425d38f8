"""Portions of pages, shared among workers; the order of results is that of the pages.

Each worker has a sandbox of its own. The workers are threads: when doccheck is killed, every
sandbox sees its channel close and ends.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from itertools import groupby, islice

from msgspec import Struct, field

from doccheck.engine.run.perform import Bench, PortionRun, Result
from doccheck.engine.run.portions import Page, Portion, divide
from doccheck.engine.run.unit import PagePlan
from doccheck.model.executed import Outcome
from doccheck.sandbox.interface import Worker

Progress = Callable[[int, int], None]
_WORTH_A_WORKER = 8
"""Units for which a further sandbox, and the start of its programs, pays off."""
_WORTH_WARMING = 4
"""Units of a worker for which it waits until its programs are imported: then they are forked."""


class Crew(Struct):
    """Workers that share a run, each in a sandbox of `make`.

    `fail_fast` ends the run at the first trouble, a keyboard interrupt at once: `interrupted` tells
    so, and what was not reached is left out.
    """

    make: Callable[[], Worker]
    fail_fast: bool = False
    progress: Progress = lambda _done, _total: None
    interrupted: bool = False
    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _open: list[Worker] = field(default_factory=list)
    _done: int = 0
    _ended: bool = False

    @property
    def stopped(self) -> bool:
        """Tell whether the run is to end."""
        return self._stop.is_set()

    def run(self, plans: Sequence[PagePlan], bench: Bench, jobs: int) -> list[Result]:
        """Execute all units and return the results in the order of `plans`."""
        pages = [Page.of(plan, bench.key, bench.settings, bench.memory) for plan in plans]
        total = sum(len(page.pending) for page in pages)
        if not total:
            whole = divide(pages, 1)
            return [one for part in whole for one in PortionRun(part, None, bench).results()]
        wanted = worker_count(jobs, total)
        portions = list(divide(pages, wanted))
        count = min(wanted, sum(one.is_pending for one in portions))
        waiting = list(enumerate(portions))[::-1]
        slots: list[list[Result]] = [[] for _ in portions]
        units = (page.plan.units[place] for page in pages for place in page.pending)
        calls = sum(bool(unit.programs) for unit in units)

        def work() -> None:
            with self.make() as worker:
                self._join(worker)
                if calls >= count * _WORTH_WARMING:
                    worker.warm()
                while True:
                    with self._lock:
                        if not waiting:
                            return
                        number, portion = waiting.pop()
                    for result in PortionRun(portion, worker, bench).results():
                        if self._ended:  # it may have failed for that
                            return
                        slots[number].append(result)
                        self._note(result, total)

        self.progress(0, total)
        try:
            self._threads(work, count)
        except KeyboardInterrupt:
            self.interrupted = True
            self._stop.set()
            _leave_out(portions, slots, bench)
        return _in_order(portions, slots)

    def _threads(self, work: Callable[[], None], count: int) -> None:
        if count == 1:
            work()
            return
        with ThreadPoolExecutor(count, thread_name_prefix="doccheck-run") as pool:
            futures: list[Future[None]] = [pool.submit(work) for _ in range(count)]
            try:
                done, _ = wait(futures, return_when=FIRST_EXCEPTION)
                for future in done:
                    future.result()
            except BaseException:
                self._end()
                raise

    def _end(self) -> None:
        """Have every worker end at once, whatever its block is doing."""
        self._ended = True
        self._stop.set()
        with self._lock:
            for worker in self._open:
                worker.interrupt()

    def _join(self, worker: Worker) -> None:
        with self._lock:
            self._open.append(worker)

    def _note(self, result: Result, total: int) -> None:
        row = result.row
        with self._lock:
            self._done += row.executed and not row.cached
            self.progress(self._done, total)
        if self.fail_fast and row.executed and row.outcome is not Outcome.PASSED:
            self._stop.set()


def _leave_out(portions: Sequence[Portion], slots: Sequence[list[Result]], bench: Bench) -> None:
    """Add to the results of a run that was stopped the units that it has not reached."""
    for portion, slot in zip(portions, slots, strict=True):
        slot.extend(islice(PortionRun(portion, None, bench).results(), len(slot), None))


def _in_order(portions: Sequence[Portion], slots: Sequence[Sequence[Result]]) -> list[Result]:
    """Return the results of portions as their units stand on the pages."""
    ordered: list[Result] = []
    for _, group in groupby(zip(portions, slots, strict=True), key=lambda pair: id(pair[0].page)):
        of_page: dict[int, Result] = {}
        for portion, slot in group:
            of_page |= zip(portion.places, slot, strict=True)
        ordered += (of_page[place] for place in sorted(of_page))
    return ordered


def worker_count(jobs: int, total: int) -> int:
    """Return how many workers to use; `jobs` 0 means one a core where there is enough to do."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    wanted = jobs or min(cores or 1, -(-total // _WORTH_A_WORKER))
    return max(1, wanted)
