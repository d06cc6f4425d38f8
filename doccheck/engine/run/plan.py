"""From a page to what is executed of it, and why the rest is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from doccheck.cache.store import digest
from doccheck.engine.analyse import Reader, read_blocks
from doccheck.engine.request import Request
from doccheck.engine.run.called import Callings
from doccheck.engine.run.grounds import Grounds
from doccheck.engine.run.placeholders import left_open, way_out
from doccheck.engine.run.unit import PagePlan, Step, Unit
from doccheck.extract.header import fence_language
from doccheck.model.block import (
    OTHER_SHELLS,
    STANDING,
    BlockKind,
    Certainty,
    CodeBlock,
    Dialect,
    Directive,
    Excerpt,
)
from doccheck.model.command import Invocation, Usage
from doccheck.model.executed import RunSkip, Source
from doccheck.model.placed import Placed
from doccheck.model.source import Document, Span
from doccheck.sandbox.refuse import refuses
from doccheck.shell.simple_commands import simple_commands, variables_set

_VERBS = frozenset({"run", "run-as", "skip"})
_REFUSED = "the static check refuses it"
_RUN_HERE = frozenset({Dialect.SHELL, Dialect.TRANSCRIPT})


def plan_page(
    grounds: Grounds, document: Document, *, historical: bool = False, read: Reader = read_blocks
) -> PagePlan:
    """Return what is executed of a page, and why the rest is not."""
    page = _Page(grounds, document, read)
    return PagePlan(document, tuple(page.units()), page.all_directives, historical)


class _Block(Struct):
    """A block with what was read in it."""

    block: CodeBlock
    calls: list[Invocation]
    directives: list[Directive]


class _Page:
    def __init__(self, grounds: Grounds, document: Document, read: Reader) -> None:
        self.grounds, self.document = grounds, document
        extraction, reading = read(document, grounds.options)
        self.all_directives = extraction.directives
        self.directives = [one for one in extraction.directives if one.verb in _VERBS]
        self.blocks = [_Block(one, [], []) for one in extraction.blocks]
        for call in reading.invocations:
            self.blocks[call.block].calls.append(call)
        self.excerpts = extraction.excerpts
        shown = Placed(self.excerpts, lambda excerpt: excerpt.span)
        named = [
            (one.block, one.calls) for one in self.blocks if one.block.kind is BlockKind.EMBEDDED
        ]
        self.callings = Callings(grounds, document, named)
        self.blocks = [
            one
            for one in self.blocks
            if one.block.kind in STANDING and not shown.meeting(one.block.span)
        ]
        self.blocks.sort(key=lambda one: one.block.span.start)
        self.sessions: dict[str, frozenset[str]] = {}
        self.counts: dict[str, int] = {}

    def units(self) -> Iterator[Unit]:
        idle = self._assign()
        units = [self._unit(one) for one in self.blocks]
        units += [self._excerpt(excerpt) for excerpt in self.excerpts]
        found = [unit for unit in units if unit is not None]
        yield from sorted(found, key=lambda unit: unit.span)
        for directive in idle:
            request = self.grounds.request([directive])
            if request.marked:
                yield self._without_block(directive, request)

    def _assign(self) -> list[Directive]:
        """Give each directive to its block; return those that have none."""
        idle = []
        blocks = Placed(self.blocks, lambda one: one.block.span)
        for directive in self.directives:
            found = blocks.meeting(directive.target or Span(0, 0))
            for one in found:
                one.directives.append(directive)
            if not found:
                idle.append(directive)
        return idle

    def _without_block(self, directive: Directive, request: Request) -> Unit:
        skip = RunSkip.FAULTY if request.faults else RunSkip.NO_COMMANDS
        why = request.faults[0][1] if request.faults else "no commands follow this directive"
        language = fence_language(self.document.slice(directive.target or Span(0, 0)))
        if language in OTHER_SHELLS and not request.faults:
            skip, why = RunSkip.OTHER_SHELL, f"written for {language}"
        shown = self.document.slice(directive.span)
        return Unit(
            self.document.path,
            directive.span,
            Source.MARKED,
            shown,
            request,
            skip=skip,
            reason=why,
            identity=self._identity(shown),
        )

    def _unit(self, one: _Block) -> Unit | None:
        request = self.grounds.request(one.directives)
        calls = [call for call in one.calls if call.usage is Usage.COMMAND]
        certain = one.block.certainty is Certainty.CERTAIN
        if not request.marked and not (calls and certain):
            return None
        texts = () if request.ran is not None else one.block.commands or (one.block.text,)
        called = self.callings.of(calls, texts, _spans(one))
        shown = one.block.text.text.strip("\n")
        unit = Unit(
            self.document.path,
            one.block.span,
            self._source(request),
            shown,
            request,
            programs=called.programs,
            commands=called.commands,
            calls=called.calls,
            hidden=called.hidden,
            environment=tuple(self.grounds.filler.variables.items()),
            identity=self._identity(shown),
        )
        skip = self._skip(one, request)
        if skip is None:
            unit = replace(unit, steps=tuple(self._steps(one.block, request)))
            skip = self._needs(unit, calls)
        return unit if skip is None else replace(unit, steps=(), skip=skip[0], reason=skip[1])

    def _excerpt(self, excerpt: Excerpt) -> Unit:
        """Return the unit for the output of a command that is shown without it."""
        directive = excerpt.directive
        request = replace(self.grounds.request([directive]), marked=True)
        script = self.grounds.filler.fill(directive.reason)
        source = self._source(request)
        called = self.callings.of((), (), [directive.span])
        unit = Unit(
            self.document.path,
            excerpt.span,
            source,
            directive.reason,
            request,
            (Step(script, directive.span, excerpt.text, request.exit_code),),
            programs=called.programs,
            commands=called.commands,
            calls=called.calls,
            hidden=called.hidden,
            environment=tuple(self.grounds.filler.variables.items()),
            identity=self._identity(directive.reason),
        )
        skip: tuple[RunSkip, str] | None = None
        if request.faults:
            skip = RunSkip.FAULTY, request.faults[0][1]
        elif source is Source.UNMARKED:
            skip = RunSkip.NOT_MARKED, self._unasked(request)
        elif self.callings.refused([directive.span]):
            skip = RunSkip.STALE, _REFUSED
        else:
            skip = self._needs(unit, [])
        return unit if skip is None else replace(unit, steps=(), skip=skip[0], reason=skip[1])

    def _source(self, request: Request) -> Source:
        if request.marked and self.grounds.settings.policy != "help":
            return Source.MARKED
        return Source.ALL if self.grounds.settings.policy == "all" else Source.UNMARKED

    def _identity(self, shown: str) -> str:
        self.counts[shown] = self.counts.get(shown, 0) + 1
        return digest(self.document.path, shown, str(self.counts[shown]))

    def _skip(self, one: _Block, request: Request) -> tuple[RunSkip, str] | None:
        """Return why a block is not run, as far as its own look tells."""
        block, source = one.block, self._source(request)
        ambiguous = block.certainty is not Certainty.CERTAIN
        here = block.dialect in _RUN_HERE and block.language not in OTHER_SHELLS
        other = not here or block.words is not None
        reasons = (
            (request.skip is not None, RunSkip.ON_REQUEST, request.skip or ""),
            (bool(request.faults), RunSkip.FAULTY, "".join(why for _, why in request.faults[:1])),
            (other, RunSkip.OTHER_SHELL, f"written for {block.language or block.dialect}"),
            (ambiguous, RunSkip.AMBIGUOUS, "it may be prose or output: give it a language"),
            (source is Source.UNMARKED, RunSkip.NOT_MARKED, self._unasked(request)),
            (self._is_stale(one, request), RunSkip.STALE, _REFUSED),
        )
        return next(((skip, why) for applies, skip, why in reasons if applies), None)

    @staticmethod
    def _unasked(request: Request) -> str:
        return "the policy leaves it out" if request.marked else "no directive asks for it"

    def _is_stale(self, one: _Block, request: Request) -> bool:
        """Tell whether the static check has a finding for the block, which stands for it.

        A marked block whose finding is suppressed is run: it may show an error on purpose.
        """
        if request.ran is not None:
            return self.callings.refused(_spans(one))
        place = self.document.range(one.block.span)
        found = self.grounds.stale(self.document.path)
        if any(place.line <= line <= place.end_line for line, _ in found):
            return True
        return self.callings.of(one.calls, (), ()).refused and not request.marked

    def _steps(self, block: CodeBlock, request: Request) -> Iterator[Step]:
        fill = self.grounds.filler.fill
        if request.ran is not None:
            yield Step(fill(request.ran), block.span, exit_code=request.exit_code)
        elif block.commands:
            last = len(block.commands) - 1
            for at, (command, output) in enumerate(zip(block.commands, block.output, strict=True)):
                expected = output if output.text.strip() else None
                code = request.exit_code if at == last else 0
                if _does_something(command.text):
                    yield Step(fill(command.text.strip()), command.whole, expected, code)
        elif block.text.text.strip():
            yield Step(fill(block.text.text), block.text.whole, exit_code=request.exit_code)

    def _needs(self, unit: Unit, calls: list[Invocation]) -> tuple[RunSkip, str] | None:
        """Return what a block lacks to be run."""
        request = unit.request
        if not unit.steps:
            return RunSkip.NO_COMMANDS, "it holds no command"
        script = "\n".join(step.script for step in unit.steps)
        known = self.grounds.known(request) | self.sessions.get(request.session, frozenset())
        calls = [] if request.ran else calls
        open_ = left_open(script, calls, known, self.grounds.filler.words)
        if open_ is not None:
            return RunSkip.PLACEHOLDER, way_out(open_)
        for words in simple_commands(script):
            why = refuses(words)
            if why is not None and not _allowed(words, request.allow):
                return RunSkip.REFUSED, why
        if request.session:
            self.sessions[request.session] = known | variables_set(script)
        return None


def _spans(one: _Block) -> list[Span]:
    return [directive.span for directive in one.directives]


def _does_something(command: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in command.split("\n"))


def _allowed(words: Sequence[str], allow: Sequence[str]) -> bool:
    return any(name in words for name in allow)
