"""One run of the static audit: what changed is read, programs are asked, pages judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from doccheck import __version__
from doccheck.cache import Store, encode
from doccheck.cache.store import digest
from doccheck.config import Settings
from doccheck.engine.analyse import AnalyseOptions, Reader, read_blocks
from doccheck.engine.asked import Asked
from doccheck.engine.blockers import blockers
from doccheck.engine.declared import sought
from doccheck.engine.evidence import Evidence
from doccheck.engine.files import FileList, Found, pattern_matcher, shown_path
from doccheck.engine.judge import queries
from doccheck.engine.page import Bench
from doccheck.engine.policies import EXECUTION, page_policies, policy_of
from doccheck.engine.pool import in_order, worker_count
from doccheck.engine.programs import Program, drop_others, load
from doccheck.engine.read import ReadFault, read_bytes
from doccheck.engine.results import FileResult, ResultCache, RunFacts
from doccheck.engine.site import site_pages
from doccheck.engine.targets import call_forms, find_targets
from doccheck.engine.work import Done, Work
from doccheck.introspect.verdict import Query
from doccheck.model.finding import Skipped
from doccheck.model.report import LeftOut, Report, build
from doccheck.model.resolution import SkipReason
from doccheck.model.source import Document

Progress = Callable[[int, int], None]


class Audit:
    """One run: read what changed, ask the programs, judge, report."""

    def __init__(
        self,
        settings: Settings,
        cwd: Path,
        store: Store,
        texts: Mapping[str, Document],
        *,
        contents: Mapping[str, str],
        jobs: int,
        progress: Progress | None,
        read: Reader = read_blocks,
    ) -> None:
        self.settings, self.cwd, self.store, self.jobs = settings, cwd, store, jobs
        self.progress = progress or (lambda _done, _total: None)
        self.texts = texts
        self.contents = contents
        self.read_blocks = read
        self.policy = policy_of(settings).without(EXECUTION)
        self.programs = [
            Program(target, asks=settings.arbiter and target.spec is not None)
            for target in find_targets(settings)
        ]
        names = sought(program.target for program in self.programs)
        self.options = AnalyseOptions(
            call_forms(program.target for program in self.programs),
            settings.untagged,
            names.variables,
            names.roots,
        )
        # A run over named files must not push out the results of the run over all of them.
        slot = "results" if settings.help_texts else "results-named"
        self.cache = ResultCache(store, self._key(), slot)
        self.done: dict[str, FileResult] = {}
        self.work = self._work(Evidence.gather(()))

    def report_on(self, listing: FileList) -> Report:
        """Return the report on the files of a listing."""
        known = self.cache.run
        files = listing.files
        if known is not None:
            sources = (Found(self.cwd / name, name) for name in known.sources)
            files = [*files, *not_in(sources, files)]
        pending = self._not_cached(files)
        facts = self._judge(files, pending) if pending or known is None else known
        return self._report(listing, facts)

    def _key(self) -> str:
        programs = (f"{one.name}:{one.target.key}" for one in self.programs)
        return digest(__version__, repr(encode(self.settings)), str(self.cwd), *programs)

    def _work(self, evidence: Evidence) -> Work:
        settings = self.settings
        historical = pattern_matcher(settings.historical)
        return Work(
            self.options,
            Bench(
                {program.name: program for program in self.programs},
                evidence,
                self.policy,
                exists=self._exists,
                asked=Asked(settings, self.cwd),
            ),
            page_policies(settings, self.policy),
            lambda found: historical(shown_path(found.path, settings.root)),
            site_pages(settings.root),
            self.texts,
            self.contents,
            self.read_blocks,
        )

    def _exists(self, name: str, page: str) -> bool:
        folders = (self.settings.root, (self.cwd / page).parent)
        return any((folder / name).exists() for folder in folders)

    def _not_cached(self, files: Sequence[Found]) -> list[Found]:
        """Take the results that are kept; return the files that have none."""
        if self.cache.empty:
            return list(files)
        pending = []
        for found in files:
            content = self._content(found)
            kept = self.cache.get(found.shown, content) if content else None
            if kept is None:
                pending.append(found)
            else:
                self.done[found.shown] = kept
        return pending

    def _content(self, found: Found) -> str:
        """Return the hash under which the result of a file is kept, empty if it is not."""
        if found.shown in self.texts:
            return self.contents.get(found.shown, "")
        data = read_bytes(found.path, found.shown)
        return "" if isinstance(data, ReadFault) else digest(data)

    def _judge(self, files: Sequence[Found], pending: Sequence[Found]) -> RunFacts:
        """Judge the pending files, and those whose verdict rests on what changed elsewhere."""
        self._ask((), kept_only=True)  # with the tree at hand a page is judged at once
        waiting = self._start(pending)
        self._ask(waiting)
        sources = not_in(self._sources(), files)
        if sources:
            waiting += self._start(sources)
            self._ask(waiting)
        self.programs, notes = drop_others(self.programs)
        evidence = Evidence.gather(
            [
                *(one.facts for one in self.done.values()),
                *(one.analysis.facts for one in waiting if one.analysis),
            ]
        )
        if self.cache.run is None or evidence.key != self.cache.run.evidence:
            again = [found for found in files if self._rests_on_others(found)]
            waiting += [Done(found, "") for found in again]
        self.work = self._work(evidence)
        for done in waiting:
            self._keep(self.work.finish(done))
        facts = RunFacts(
            evidence.key,
            tuple(sorted(found.shown for found in self._sources())),
            tuple(program.info for program in self.programs),
            tuple(blockers(self.programs, self.settings, self.cwd, self.policy)),
            tuple(notes),
        )
        if not any(program.fault for program in self.programs):
            self.cache.save(facts)
        return facts

    def _rests_on_others(self, found: Found) -> bool:
        return found.shown in self.done and self.done[found.shown].open

    def _start(self, files: Sequence[Found]) -> list[Done]:
        """Work on files; return those that cannot be judged yet."""
        waiting = []
        workers = worker_count(self.jobs, len(files))
        for number, done in enumerate(in_order(self.work.start, files, workers=workers), 1):
            if done.result is None:
                waiting.append(done)
            else:
                self._keep(done)
            self.progress(number, len(files))
        return waiting

    def _keep(self, done: Done) -> None:
        if done.result is not None:
            self.done[done.found.shown] = done.result
            if done.content:
                self.cache.put(done.content, done.result)

    def _ask(self, waiting: Iterable[Done], *, kept_only: bool = False) -> None:
        """Load each program that is not, and have it judge what it has not judged.

        `kept_only` takes what the cache has: importing a program is slow, and once is enough.
        """
        asked: dict[str, dict[Query, None]] = {}
        for done in waiting:
            for call in done.analysis.reading.invocations if done.analysis else ():
                asked.setdefault(call.program, {}).update(dict.fromkeys(queries(call)))
        for program in self.programs:
            wanted = asked.get(program.name, {})
            if program.tree is None or not program.knows(wanted):
                timeout = self.settings.import_timeout
                load(program, self.store, tuple(wanted), timeout=timeout, kept_only=kept_only)

    def _sources(self) -> list[Found]:
        """Return the Python files of this project that define an audited program."""
        if not self.settings.help_texts:
            return []
        root = self.settings.root.resolve()
        paths = {
            path
            for program in self.programs
            if program.tree is not None and program.target.spec is not None
            for _, node in program.tree.walk()
            if node.source_file and (path := (root / node.source_file)).is_file()
        }
        inside = (path for path in paths if path.resolve().is_relative_to(root))
        return [Found(path, shown_path(path, self.cwd)) for path in sorted(inside)]

    def _report(self, listing: FileList, facts: RunFacts) -> Report:
        results = self.done.values()
        unread = (
            Skipped(found.shown, 1, SkipReason.FILE_NOT_READ, f"{found.path.suffix} is not read")
            for found in listing.not_read
        )
        return build(
            files=len(self.done),
            references=[row for result in results for row in result.references],
            findings=[one for result in results for one in result.findings],
            skipped=[*(one for result in results for one in result.skipped), *unread],
            programs=facts.programs,
            left_out=[LeftOut(name, count) for name, count in sorted(listing.left_out.items())],
            suppressed=[one for result in results for one in result.suppressed],
            disagreements=sum(result.disagreements for result in results),
            notes=facts.notes,
            blockers=facts.blockers,
            configs=[row for result in results for row in result.configs],
            sought=dict.fromkeys(one for result in results for one in result.sought),
        )


def not_in(files: Iterable[Found], others: Iterable[Found]) -> list[Found]:
    """Return the files that are not among the others."""
    taken = {found.shown for found in others}
    return [found for found in files if found.shown not in taken]
