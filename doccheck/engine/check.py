"""`doccheck check`: from settings and paths to a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from doccheck import __version__
from doccheck.cache import Store, encode
from doccheck.cache.store import digest
from doccheck.config import Settings
from doccheck.engine.analyse import AnalyseOptions, Analysis, analyse
from doccheck.engine.blockers import blockers
from doccheck.engine.evidence import Evidence
from doccheck.engine.files import FileList, Found, find_files, pattern_matcher, shown_path
from doccheck.engine.judge import queries
from doccheck.engine.page import Bench, judge_page
from doccheck.engine.pool import in_order, worker_count
from doccheck.engine.programs import (
    call_forms,
    configured_programs,
    drop_others,
    load,
    set_key,
)
from doccheck.engine.read import ReadFault, decode, read_bytes
from doccheck.engine.results import FileResult, ResultCache, RunFacts
from doccheck.engine.site import site_pages
from doccheck.introspect.verdict import Query
from doccheck.model.finding import Skipped
from doccheck.model.report import LeftOut, Report, build
from doccheck.model.resolution import SkipReason
from doccheck.model.source import Document
from doccheck.rules.context import FileContext
from doccheck.rules.judge import apply
from doccheck.rules.registry import FILE_RULES
from doccheck.rules.selection import Policy

Progress = Callable[[int, int], None]


def check(
    settings: Settings,
    paths: Iterable[str | Path] = (),
    *,
    cwd: Path | None = None,
    store: Store | None = None,
    jobs: int = 0,
    stdin: Document | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check documents against the programs that the settings name.

    `stdin` is a document to check in place of files. `jobs` 0 uses every core for large sets.

    Raises:
        ConfigError: the settings name no program, or a rule that does not exist.
        InputError: a path is missing.
        ManifestError: a manifest cannot be used.
    """
    cwd = cwd or Path.cwd()
    run = _Run(settings, cwd, store or Store(None), jobs, progress)
    if stdin is not None:
        return run.report_on(FileList(), {stdin.path: stdin})
    return run.report_on(find_files(settings, paths, cwd=cwd), {})


class _Run:
    """One run over a set of files: read, analyse, load the programs, judge, report."""

    def __init__(
        self, settings: Settings, cwd: Path, store: Store, jobs: int, progress: Progress | None
    ) -> None:
        self.settings = settings
        self.cwd = cwd
        self.store = store
        self.jobs = jobs
        self.progress = progress
        self.policy = Policy.of(settings.select, settings.ignore, settings.severity)
        self.ignores = [
            (pattern_matcher([pattern]), rules)
            for pattern, rules in settings.per_file_ignores.items()
        ]
        self.historical = pattern_matcher(settings.historical)
        self.on_site = site_pages(settings.root)
        self.programs = configured_programs(settings)
        self.options = AnalyseOptions(call_forms(self.programs), settings.untagged)
        for program in self.programs:
            set_key(program)
        self.cache = ResultCache(store, self._key())

    def _key(self) -> str:
        programs = (f"{program.name}:{program.key}" for program in self.programs)
        return digest(__version__, repr(encode(self.settings)), str(self.cwd), *programs)

    def report_on(self, listing: FileList, texts: dict[str, Document]) -> Report:
        """Return the report on the files of `listing` and the documents `texts`."""
        files = [*listing.files, *(Found(self.cwd / name, name) for name in texts)]
        done, pending = self._cached(files, texts)
        facts = self.cache.run
        if facts is not None and not texts:
            known = [Found(self.settings.root / name, name) for name in facts.sources]
            more, changed = self._cached(self._not_in(known, files), {})
            done, pending = {**done, **more}, [*pending, *changed]
        if pending or facts is None:
            facts = self._judge_all(files, pending, done, texts)
        return self._report(listing, files, done, facts)

    def _cached(
        self, files: Sequence[Found], texts: dict[str, Document]
    ) -> tuple[dict[str, FileResult], list[Found]]:
        done: dict[str, FileResult] = {}
        pending: list[Found] = []
        for found in files:
            data = b"" if found.shown in texts else read_bytes(found.path, found.shown)
            if isinstance(data, ReadFault):
                done[found.shown] = self._unreadable(data)
                continue
            kept = None if found.shown in texts else self.cache.get(found.shown, digest(data))
            if kept is None:
                pending.append(found)
            else:
                done[found.shown] = kept
        return done, pending

    def _judge_all(
        self,
        files: Sequence[Found],
        pending: list[Found],
        done: dict[str, FileResult],
        texts: dict[str, Document],
    ) -> RunFacts:
        """Judge the pending files, and those whose verdict rests on what has changed elsewhere."""
        analyses = self._analyse(pending, texts)
        self._load_programs(analyses.values())
        if not texts:
            sources = self._not_in(self._sources(), [*files, *pending])
            analyses |= self._analyse(sources, {})
            pending = [*pending, *sources]
            self._load_programs(analyses.values())
        self.programs, notes = drop_others(self.programs)
        evidence = Evidence.gather(
            [
                *(one.facts for one in done.values()),
                *(one.facts for one in analyses.values() if isinstance(one, Analysis)),
            ]
        )
        if self.cache.run is None or evidence.key != self.cache.run.evidence:
            again = [found for found in files if found.shown in done and done[found.shown].open]
            analyses |= self._analyse(again, {})
            pending = [*pending, *again]
            self._load_programs(analyses.values())
        self._judge(pending, analyses, evidence, done, texts)
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

    def _analyse(
        self, files: Sequence[Found], texts: dict[str, Document]
    ) -> dict[str, Analysis | ReadFault]:
        work = partial(_analyse_file, options=self.options, texts=texts)
        workers = worker_count(self.jobs, len(files))
        result: dict[str, Analysis | ReadFault] = {}
        for number, (found, one) in enumerate(
            zip(files, in_order(work, files, workers=workers), strict=True), 1
        ):
            result[found.shown] = one
            if self.progress is not None:
                self.progress(number, len(files))
        return result

    def _load_programs(self, analyses: Iterable[Analysis | ReadFault]) -> None:
        asked: dict[str, dict[Query, None]] = {}
        for analysis in analyses:
            if isinstance(analysis, Analysis):
                for call in analysis.reading.invocations:
                    asked.setdefault(call.program, {}).update(dict.fromkeys(queries(call)))
        for program in self.programs:
            wanted = [
                query for query in asked.get(program.name, ()) if query not in program.verdicts
            ]
            if program.fault is None and (program.tree is None or wanted):
                load(
                    program,
                    self.store,
                    timeout=self.settings.import_timeout,
                    queries=wanted,
                    arbiter=self.settings.arbiter,
                )

    def _sources(self) -> list[Found]:
        """Return the Python files of this project that define an audited program."""
        if not self.settings.help_texts:
            return []
        root = self.settings.root.resolve()
        paths = {
            path
            for program in self.programs
            if program.tree is not None and program.spec is not None
            for _, node in program.tree.walk()
            if node.source_file and (path := (root / node.source_file)).is_file()
        }
        inside = (path for path in paths if path.resolve().is_relative_to(root))
        return [Found(path, shown_path(path, self.cwd)) for path in sorted(inside)]

    @staticmethod
    def _not_in(files: Iterable[Found], others: Iterable[Found]) -> list[Found]:
        taken = {found.shown for found in others}
        return [found for found in files if found.shown not in taken]

    def _judge(
        self,
        pending: Iterable[Found],
        analyses: dict[str, Analysis | ReadFault],
        evidence: Evidence,
        done: dict[str, FileResult],
        texts: dict[str, Document],
    ) -> None:
        programs = {program.name: program for program in self.programs}
        for found in pending:
            analysis = analyses[found.shown]
            if isinstance(analysis, ReadFault):
                done[found.shown] = self._unreadable(analysis)
                continue
            data = b"" if found.shown in texts else read_bytes(found.path, found.shown)
            if analysis.empty and not isinstance(data, ReadFault):
                done[found.shown] = FileResult(found.shown, facts=analysis.facts)
                self.cache.put(digest(data), done[found.shown])
                continue
            document = texts.get(found.shown) or _decoded(data, found.shown)
            if isinstance(data, ReadFault) or isinstance(document, ReadFault):
                done[found.shown] = FileResult(found.shown)
                continue
            bench = Bench(programs, evidence, self._policy(found), self.on_site(found.path))
            result = judge_page(
                document, analysis, bench, historical=self.historical(self._relative(found))
            )
            done[found.shown] = result
            if found.shown not in texts:
                self.cache.put(digest(data), result)

    def _relative(self, found: Found) -> str:
        return shown_path(found.path, self.settings.root)

    def _policy(self, found: Found) -> Policy:
        policy = self.policy
        for matches, rules in self.ignores:
            if matches(self._relative(found)):
                policy = policy.without(rules)
        return policy

    def _unreadable(self, fault: ReadFault) -> FileResult:
        context = FileContext(fault.path, fault.detail)
        skip = Skipped(fault.path, fault.line, SkipReason.FILE_NOT_READ, fault.detail)
        return FileResult(fault.path, tuple(apply(FILE_RULES, context, self.policy)), (skip,))

    def _report(
        self,
        listing: FileList,
        files: Sequence[Found],
        done: dict[str, FileResult],
        facts: RunFacts,
    ) -> Report:
        results = done.values()
        unread = (
            Skipped(found.shown, 1, SkipReason.FILE_NOT_READ, f"{found.path.suffix} is not read")
            for found in listing.not_read
        )
        return build(
            files=len(files),
            references=[row for result in results for row in result.references],
            findings=[one for result in results for one in result.findings],
            skipped=[*(one for result in results for one in result.skipped), *unread],
            programs=facts.programs,
            left_out=[LeftOut(name, count) for name, count in sorted(listing.left_out.items())],
            suppressed=[one for result in results for one in result.suppressed],
            disagreements=sum(result.disagreements for result in results),
            notes=facts.notes,
            blockers=facts.blockers,
        )


def _analyse_file(
    found: Found, *, options: AnalyseOptions, texts: dict[str, Document]
) -> Analysis | ReadFault:
    document = texts.get(found.shown)
    if document is None:
        data = read_bytes(found.path, found.shown)
        read = data if isinstance(data, ReadFault) else decode(data, found.shown)
        if isinstance(read, ReadFault):
            return read
        document = read
    return analyse(document, options)


def _decoded(data: bytes | ReadFault, shown: str) -> Document | ReadFault:
    return data if isinstance(data, ReadFault) else decode(data, shown)
