"""The work on one file, as a process of a pool does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct, field

from doccheck.cache.store import digest
from doccheck.engine.analyse import AnalyseOptions, Analysis, Reader, analyse, read_blocks
from doccheck.engine.files import Found
from doccheck.engine.judge import queries
from doccheck.engine.page import Bench, judge_page
from doccheck.engine.read import ReadFault, decode, read_bytes
from doccheck.engine.results import FileResult
from doccheck.model.finding import Skipped
from doccheck.model.resolution import SkipReason
from doccheck.model.source import Document
from doccheck.rules.context import FileContext
from doccheck.rules.judge import apply
from doccheck.rules.registry import FILE_RULES
from doccheck.rules.selection import Policy


class Done(Struct, frozen=True):
    """A file with its outcome, or with its analysis where it cannot be judged yet.

    `content` is the hash of what was read, empty where the outcome is not to be kept.
    """

    found: Found
    content: str
    result: FileResult | None = None
    analysis: Analysis | None = None


class Work(Struct, frozen=True):
    """What a process needs to work on any file of the run."""

    options: AnalyseOptions
    bench: Bench
    policy_of: Callable[[Found], Policy]
    historical: Callable[[Found], bool]
    on_site: Callable[[Path], bool]
    texts: Mapping[str, Document] = field(default_factory=dict)
    contents: Mapping[str, str] = field(default_factory=dict)
    read_blocks: Reader = read_blocks

    def start(self, found: Found) -> Done:
        """Read and analyse a file, and judge it if nothing more needs to be known."""
        document, content = self.read(found)
        if isinstance(document, ReadFault):
            return Done(found, content, self.unreadable(document, found))
        analysis = self._analyse(document)
        if analysis.empty:
            return Done(found, content, FileResult(found.shown, facts=analysis.facts))
        if not self._knows_enough(analysis):
            return Done(found, content, analysis=analysis)
        result = self.judge(document, analysis, found)
        return Done(found, content, None if result.open else result, analysis)

    def finish(self, done: Done) -> Done:
        """Judge a file that was analysed before the programs were asked."""
        document, content = self.read(done.found)
        if isinstance(document, ReadFault):
            return Done(done.found, content, self.unreadable(document, done.found))
        analysis = done.analysis if content == done.content else None
        analysis = analysis or self._analyse(document)
        return Done(done.found, content, self.judge(document, analysis, done.found))

    def _analyse(self, document: Document) -> Analysis:
        return analyse(document, self.options, read=self.read_blocks)

    def judge(self, document: Document, analysis: Analysis, found: Found) -> FileResult:
        """Return the outcome for an analysed document."""
        bench = self.bench.with_policy(self.policy_of(found), mkdocs=self.on_site(found.path))
        return judge_page(document, analysis, bench, historical=self.historical(found))

    def read(self, found: Found) -> tuple[Document | ReadFault, str]:
        """Return the document and the hash of its content."""
        known = self.texts.get(found.shown)
        if known is not None:
            return known, self.contents.get(found.shown, "")
        data = read_bytes(found.path, found.shown)
        if isinstance(data, ReadFault):
            return data, ""
        return decode(data, found.shown), digest(data)

    def unreadable(self, fault: ReadFault, found: Found) -> FileResult:
        """Return the outcome for a file that cannot be read."""
        context = FileContext(fault.path, fault.detail, fault.line)
        skip = Skipped(fault.path, fault.line, SkipReason.FILE_NOT_READ, fault.detail)
        return FileResult(
            fault.path, tuple(apply(FILE_RULES, context, self.policy_of(found))), (skip,)
        )

    def _knows_enough(self, analysis: Analysis) -> bool:
        return all(
            call.program not in self.bench.programs
            or self.bench.programs[call.program].knows(queries(call))
            for call in analysis.reading.invocations
        )
