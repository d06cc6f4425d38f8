"""What a rule is given to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from doccheck.model.block import Certainty, Directive
from doccheck.model.command import Invocation
from doccheck.model.config import ConfigFormat, NameUse
from doccheck.model.executed import Outcome
from doccheck.model.finding import Finding, Fix, Severity
from doccheck.model.resolution import NotJudged, Problem, ProblemKind, Resolution, Unresolved
from doccheck.model.rule import RuleMeta
from doccheck.model.source import Document, LineIndex, Span
from doccheck.model.tree import CommandNode, CommandTree

_EXCERPT_LINES = 6
_EXCERPT_WIDTH = 2000


class Place(Struct, frozen=True):
    """The file in which a finding stands.

    On a `historical` page (a changelog, a migration guide) an error becomes a warning.
    `severities` are the weights that the settings give, by code.
    """

    file: str
    text: str
    index: LineIndex
    historical: bool = False
    severities: Mapping[str, Severity] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        document: Document,
        *,
        historical: bool = False,
        severities: Mapping[str, Severity] | None = None,
    ) -> Place:
        """Return the place for `document`."""
        index = document.index
        return cls(document.path, document.text, index, historical, severities or {})

    @classmethod
    def whole(cls, file: str) -> Place:
        """Return the place for a file whose text is not at hand."""
        return cls(file, "", LineIndex.of(""))

    def verbatim(self, span: Span, text: str) -> bool:
        """Tell whether the file holds exactly `text` at `span`, so that it can be replaced."""
        return bool(text) and self.text[span.start : span.end] == text

    def excerpt(self, span: Span) -> tuple[str, ...]:
        """Return the lines that `span` touches, without line ends; huge ones are cut."""
        if not self.text:
            return ()
        first, last = self.index.line(span.start), self.index.line(span.end)
        lines = range(first, min(last, first + _EXCERPT_LINES - 1) + 1)
        return tuple(self._line(line) for line in lines)

    def finding(self, meta: RuleMeta, span: Span, message: str, help_: str = "") -> Finding:
        """Return a finding of the rule `meta` at `span`."""
        return Finding(
            code=meta.code,
            name=meta.name,
            severity=self._severity(meta),
            message=message,
            file=self.file,
            span=span,
            range=self.index.range(span),
            excerpt=self.excerpt(span),
            help=help_,
        )

    def _severity(self, meta: RuleMeta) -> Severity:
        severity = self.severities.get(meta.code, meta.severity)
        lowered = self.historical and severity is Severity.ERROR
        return Severity.WARNING if lowered else severity

    def _line(self, line: int) -> str:
        span = self.index.line_span(line)
        end = min(span.end, span.start + _EXCERPT_WIDTH)
        return self.text[span.start : end].rstrip("\r\n")


class CommandContext(Struct, frozen=True):
    """One invocation and what the program says of it.

    `renames` maps old command paths and option names to new ones, as declared in the settings.
    `resolve` judges a changed invocation the same way; without it no fix is called safe.
    """

    place: Place
    invocation: Invocation
    resolution: Resolution
    tree: CommandTree
    certainty: Certainty = Certainty.CERTAIN
    renames: Mapping[str, str] = field(default_factory=dict)
    resolve: Callable[[Invocation], Resolution] | None = None
    script: bool = False
    """Whether it stands in a block that a reader copies into a POSIX shell."""

    def problems(self, kind: ProblemKind) -> Iterator[Problem]:
        """Yield the problems of one kind, remarks included."""
        found = self.resolution
        if isinstance(found, NotJudged):
            return
        refusals = found.problems if isinstance(found, Unresolved) else ()
        yield from (problem for problem in (*refusals, *found.remarks) if problem.kind is kind)

    def node(self, path: tuple[str, ...]) -> CommandNode | None:
        """Return the command at `path` (the program's name first), None if there is none."""
        return self.tree.find(path[1:])

    def finding(
        self,
        meta: RuleMeta,
        problem: Problem,
        message: str,
        *,
        help_: str = "",
        suggestion: str | None = None,
        fixes: tuple[Fix, ...] = (),
    ) -> Finding:
        """Return a finding of the rule `meta` for `problem`."""
        found = self.said(meta, problem.span, message, help_=help_, fixes=fixes)
        return replace(found, command=problem.command, suggestion=suggestion)

    def said(
        self,
        meta: RuleMeta,
        span: Span,
        message: str,
        *,
        help_: str = "",
        fixes: tuple[Fix, ...] = (),
    ) -> Finding:
        """Return a finding of the rule `meta` at `span` of this invocation."""
        return replace(
            self.place.finding(meta, span, message, help_),
            program=self.invocation.program,
            command=self.resolution.command,
            source=self.invocation.source,
            fixes=fixes,
        )


class ExecutionContext(Struct, frozen=True):
    """A block that was run, and what is to be said of it.

    `span` is the command at fault, or the line of its expected output that differs. `detail` is
    the diff, or the last lines that the command wrote.
    """

    place: Place
    span: Span
    outcome: Outcome
    message: str
    help: str = ""
    detail: str = ""
    program: str = ""
    command: tuple[str, ...] = ()
    source: str = ""

    def finding(self, meta: RuleMeta) -> Finding:
        """Return the finding of the rule `meta`."""
        return replace(
            self.place.finding(meta, self.span, self.message, self.help),
            detail=self.detail,
            program=self.program,
            command=self.command,
            source=self.source,
        )


class BlockContext(Struct, frozen=True):
    """A fault in a block: shell that cannot be parsed, or a fence header that is not accepted."""

    place: Place
    span: Span
    detail: str
    certainty: Certainty = Certainty.CERTAIN


class FormatContext(Struct, frozen=True):
    """A configuration example that cannot be parsed."""

    place: Place
    span: Span
    format: ConfigFormat
    detail: str


class SchemaContext(Struct, frozen=True):
    """Something in a configuration example that a schema refuses.

    `schema` is the file whose schema it is. `unknown` is a key that it does not have, with the
    ones that it has there in `known`.
    """

    place: Place
    span: Span
    schema: str
    detail: str
    unknown: str = ""
    known: tuple[str, ...] = ()


class NameContext(Struct, frozen=True):
    """A variable or path that is in a program's own space and that it does not know."""

    place: Place
    use: NameUse
    program: str
    known: tuple[str, ...]


class DirectiveContext(Struct, frozen=True):
    """A directive that is faulty (`detail` says how) or suppresses nothing.

    `unused` are the rules as written that matched no finding.
    """

    place: Place
    directive: Directive
    detail: str = ""
    unused: tuple[str, ...] = ()
    suggestion: str | None = None


class FileContext(Struct, frozen=True):
    """A file that could not be read, why, and at which line."""

    file: str
    detail: str
    line: int = 1


class ProgramContext(Struct, frozen=True):
    """A program that could not be introspected; `span` of `place` is where it is configured."""

    place: Place
    span: Span
    program: str
    detail: str
    hint: str = ""
