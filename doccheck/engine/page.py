"""One page: verdicts, findings, suppressions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from msgspec import Struct, field
from msgspec.structs import replace

from doccheck.engine.analyse import Analysis
from doccheck.engine.evidence import Evidence
from doccheck.engine.judge import Ruling, rule_on
from doccheck.engine.programs import Program
from doccheck.engine.results import FileResult
from doccheck.model.block import Certainty, Directive
from doccheck.model.command import DYNAMIC, Invocation
from doccheck.model.config import ConfigExample
from doccheck.model.finding import Applicability, Finding, Skipped
from doccheck.model.report import ConfigRow, ReferenceRow, Verdict
from doccheck.model.resolution import NotJudged, ProblemKind, Resolution, SkipReason
from doccheck.model.source import Document
from doccheck.resolve import resolve
from doccheck.rules.context import BlockContext, CommandContext, Place
from doccheck.rules.judge import Judgement, apply, judge
from doccheck.rules.registry import HEADER_RULES, SYNTAX_RULES
from doccheck.rules.selection import Policy
from doccheck.suppress.inline import apply_directives


class Bench(Struct, frozen=True):
    """What every page is judged with."""

    programs: Mapping[str, Program]
    evidence: Evidence
    policy: Policy
    mkdocs: bool = False
    """Whether the pages are a MkDocs site, where Python-Markdown's fence headers matter."""

    exists: Callable[[str, str], bool] = field(default=lambda _name, _page: True)
    """Tells whether a file that a page names is in the project."""

    asked: Callable[[Directive, str], tuple[Directive, tuple[str, ...]]] = field(
        default=lambda directive, _page: (directive, ())
    )
    """Adds to a directive of a page what only the project tells of it, and the files it needs."""

    def with_policy(self, policy: Policy, *, mkdocs: bool) -> Bench:
        """Return the bench for one page."""
        return replace(self, policy=policy, mkdocs=mkdocs)


def judge_page(
    document: Document, analysis: Analysis, bench: Bench, *, historical: bool
) -> FileResult:
    """Return the outcome for one page."""
    place = Place.of(document, historical=historical, severities=bench.policy.severities)
    judged = [
        _judge(call, analysis, place, bench)
        for call in analysis.reading.invocations
        if call.program in bench.programs
    ]
    findings = [finding for one in judged for finding in one.judgement.findings]
    if historical:
        findings = [_with_unsafe_fixes(finding) for finding in findings]
    findings += _block_findings(analysis, place, bench)
    configs, config_findings = _configs(analysis, place, bench)
    findings += config_findings
    skipped = [one.judgement.skipped for one in judged if one.judgement.skipped is not None]
    skipped += _block_skips(analysis, place, bench)
    asked = [bench.asked(directive, document.path) for directive in analysis.directives]
    directives = tuple(directive for directive, _ in asked)
    outcome = apply_directives(findings, directives, place, bench.policy, skipped)
    return FileResult(
        document.path,
        outcome.findings,
        tuple(skipped),
        tuple(_row(one, place) for one in judged),
        outcome.suppressed,
        sum(one.ruling.disagrees for one in judged),
        analysis.facts,
        any(one.ruling.open for one in judged),
        tuple(_config_row(row, example, outcome.findings) for row, example in configs),
        tuple(dict.fromkeys(one for _, sought in asked for one in sought)),
    )


def _config_row(row: ConfigRow, example: ConfigExample, left: Iterable[Finding]) -> ConfigRow:
    """Return the verdict on an example; one whose findings are all ignored was set aside."""
    if row.verdict is not Verdict.REFUSED or any(example.span.contains(one.span) for one in left):
        return row
    return replace(row, verdict=Verdict.SKIPPED, detail="set aside by a directive or setting")


def _configs(
    analysis: Analysis, place: Place, bench: Bench
) -> tuple[list[tuple[ConfigRow, ConfigExample]], list[Finding]]:
    """Return the verdicts on the configuration examples and names, and what is wrong with them."""
    if not (analysis.configs or analysis.names):
        return [], []
    from doccheck.engine.configs import ConfigBench  # noqa: PLC0415 - not every page has them

    trees = tuple(one.declared for one in bench.programs.values() if one.declared is not None)
    judging = ConfigBench(trees, place, bench.policy)
    judged = [judging.judge(example) for example in analysis.configs]
    findings = [finding for _, found in judged for finding in found]
    rows = [(row, one) for (row, _), one in zip(judged, analysis.configs, strict=True)]
    return rows, [*findings, *judging.names(analysis.names)]


class _Judged(Struct, frozen=True):
    invocation: Invocation
    ruling: Ruling
    judgement: Judgement


def _judge(call: Invocation, analysis: Analysis, place: Place, bench: Bench) -> _Judged:
    program = bench.programs[call.program]
    ruling = rule_on(call, program, bench.evidence)
    if program.tree is None:
        skip = Skipped(
            place.file,
            place.index.line(call.span.start),
            SkipReason.PROGRAM_UNLOADABLE,
            program.fault.message if program.fault else "",
            call.source,
            call.program,
        )
        return _Judged(call, ruling, Judgement(Verdict.SKIPPED, skipped=skip))
    blocks = analysis.blocks
    context = CommandContext(
        place,
        call,
        _with_files(ruling.resolution, place.file, bench),
        program.tree,
        blocks[call.block].certainty if blocks else Certainty.CERTAIN,
        program.target.settings.renames,
        partial(_resolve_again, program),
        script=bool(blocks) and blocks[call.block].script,
    )
    return _Judged(call, ruling, judge(context, bench.policy))


def _with_unsafe_fixes(finding: Finding) -> Finding:
    """A page that shows old commands on purpose is changed only on request."""
    fixes = tuple(replace(fix, applicability=Applicability.UNSAFE) for fix in finding.fixes)
    return replace(finding, fixes=fixes)


def _with_files(found: Resolution, page: str, bench: Bench) -> Resolution:
    """Leave out the remarks on files that are there."""
    if isinstance(found, NotJudged) or not found.remarks:
        return found
    remarks = tuple(
        remark
        for remark in found.remarks
        if remark.kind is not ProblemKind.MISSING_FILE or not bench.exists(remark.subject, page)
    )
    return replace(found, remarks=remarks)


def _resolve_again(program: Program, call: Invocation) -> Resolution:
    if program.tree is None:  # pragma: no cover - only programs with a tree are judged
        raise AssertionError
    return resolve(call, program.tree)


def _block_findings(analysis: Analysis, place: Place, bench: Bench) -> Iterator[Finding]:
    for fault in analysis.reading.syntax_faults:
        certainty = analysis.blocks[fault.block].certainty
        context = BlockContext(place, fault.span, fault.detail, certainty)
        yield from apply(SYNTAX_RULES, context, bench.policy)
    if bench.mkdocs:
        for header in analysis.header_faults:
            context = BlockContext(place, header.span, header.detail)
            yield from apply(HEADER_RULES, context, bench.policy)


def _block_skips(analysis: Analysis, place: Place, bench: Bench) -> Iterator[Skipped]:
    for skip in analysis.reading.skipped:
        if skip.program and skip.program not in bench.programs:
            continue
        line = place.index.line(skip.span.start)
        yield Skipped(place.file, line, skip.reason, skip.detail, skip.source, skip.program)
    for unread in analysis.unread:
        line = place.index.line(unread.span.start)
        yield Skipped(place.file, line, SkipReason.UNSUPPORTED_SYNTAX, unread.detail)


def _row(one: _Judged, place: Place) -> ReferenceRow:
    call, judgement = one.invocation, one.judgement
    at = place.index.range(call.span)
    return ReferenceRow(
        file=place.file,
        line=at.line,
        column=at.column,
        program=call.program,
        argv=tuple(word.text.replace(DYNAMIC, "…") for word in call.argv),
        source=call.source,
        verdict=judgement.verdict,
        command=one.ruling.resolution.command,
        codes=tuple(dict.fromkeys(finding.code for finding in judgement.findings)),
        means=one.ruling.means,
        usage=call.usage.value,
        detail=judgement.skipped.detail if judgement.skipped else "",
    )
