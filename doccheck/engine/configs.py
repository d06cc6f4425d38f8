"""The configuration examples, variables and paths of one page: verdicts and findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any

from msgspec import Struct

from doccheck.engine.declared import built_in_schemas, root_of
from doccheck.formats.parsed import Doubtful, Fault, Parsed, Path
from doccheck.formats.read import read
from doccheck.model.config import ConfigExample, ConfigFormat, NameKind, NameUse
from doccheck.model.finding import Finding
from doccheck.model.report import ConfigRow, Verdict
from doccheck.model.source import Span
from doccheck.model.tree import CommandTree
from doccheck.rules.context import FormatContext, NameContext, Place, SchemaContext
from doccheck.rules.judge import apply
from doccheck.rules.registry import FORMAT_RULES, NAME_RULES, SCHEMA_RULES
from doccheck.rules.selection import Policy

_DOCCHECK = "pyproject.toml"


class ConfigBench(Struct, frozen=True):
    """What the examples and names of a page are judged with."""

    trees: tuple[CommandTree, ...]
    place: Place
    policy: Policy

    def judge(self, example: ConfigExample) -> tuple[ConfigRow, list[Finding]]:
        """Return the verdict on an example, and what is wrong with it."""
        parsed = read(example.text.text, example.format)
        if isinstance(parsed, Doubtful):
            return self._row(example, Verdict.SKIPPED, detail=parsed.reason), []
        if isinstance(parsed, Fault):
            span = _narrowed(example, parsed.start, parsed.end)
            context = FormatContext(self.place, span, example.format, parsed.detail)
            found = list(apply(FORMAT_RULES, context, self.policy))
            return self._row(example, Verdict.REFUSED), found
        name, schema = self._schema(example, parsed)
        if schema is None or parsed.partial:
            # What has no schema is valid by its format; what cannot be judged by one is skipped.
            verdict = Verdict.SKIPPED if schema is not None else Verdict.ACCEPTED
            return self._row(example, verdict, name, parsed.partial), []
        return self._validated(example, parsed, name, schema)

    def names(self, uses: Iterable[NameUse]) -> Iterator[Finding]:
        """Yield what is wrong with the variables and paths of a page."""
        for use in uses:
            for tree in self.trees:
                known = _refused(use, tree)
                if known is not None:
                    context = NameContext(self.place, use, tree.program, known)
                    yield from apply(NAME_RULES, context, self.policy)

    def _validated(
        self, example: ConfigExample, parsed: Parsed, name: str, schema: Mapping[str, Any]
    ) -> tuple[ConfigRow, list[Finding]]:
        from doccheck.formats.schema import UnusableSchemaError, violations  # noqa: PLC0415 - rare

        found: list[Finding] = []
        try:
            for data in parsed.data:
                for one in violations(data, schema):
                    span = _spot(example, parsed, one.path)
                    context = SchemaContext(
                        self.place, span, name, one.message, one.unknown, one.known
                    )
                    found += apply(SCHEMA_RULES, context, self.policy)
        except UnusableSchemaError as error:
            detail = f"the schema of {name} cannot be used: {error}"
            return self._row(example, Verdict.SKIPPED, name, detail), []
        return self._row(example, Verdict.REFUSED if found else Verdict.ACCEPTED, name), found

    def _schema(
        self, example: ConfigExample, parsed: Parsed
    ) -> tuple[str, Mapping[str, Any] | None]:
        """Return the schema for an example, with the file whose schema it is."""
        known: dict[str, Any] = {}
        for tree in self.trees:
            known.update(tree.schemas)
        for name in example.names:
            for pattern, schema in known.items():
                if _is_called(name, pattern) and isinstance(schema, Mapping):
                    return pattern, schema
        return self._built_in(example, parsed)

    def _built_in(
        self, example: ConfigExample, parsed: Parsed
    ) -> tuple[str, Mapping[str, Any] | None]:
        for name in example.names:
            base = PurePosixPath(name).name
            if base != _DOCCHECK and base in built_in_schemas():
                return base, built_in_schemas()[base]
        if example.format is ConfigFormat.TOML and any(map(_has_our_table, parsed.data)):
            return "[tool.doccheck]", built_in_schemas()[_DOCCHECK]
        return "", None

    def _row(
        self, example: ConfigExample, verdict: Verdict, schema: str = "", detail: str = ""
    ) -> ConfigRow:
        line = self.place.index.line(example.span.start)
        name = example.names[0] if example.names else ""
        kind = example.format.value
        return ConfigRow(self.place.file, line, kind, verdict, name, schema, detail)


def _has_our_table(data: object) -> bool:
    tool = data.get("tool") if isinstance(data, dict) else None
    return isinstance(tool, dict) and isinstance(tool.get("doccheck"), dict)


def _is_called(name: str, pattern: str) -> bool:
    if "/" in pattern:
        return name == pattern or name.endswith("/" + pattern.removeprefix("~/"))
    return fnmatchcase(PurePosixPath(name).name, pattern)


def _spot(example: ConfigExample, parsed: Parsed, path: Path) -> Span:
    """Return where the value at `path` stands, or the nearest that is known around it."""
    while path and path not in parsed.spots:
        path = path[:-1]
    if not path:
        return _narrowed(example, 0, len(example.text.text))
    return example.text.span(*parsed.spots[path])


def _narrowed(example: ConfigExample, start: int, end: int) -> Span:
    """Return the first line, without its blanks, of part of an example."""
    text = example.text.text[start:end]
    lead = len(text) - len(text.lstrip())
    line = text.strip().split("\n", 1)[0].rstrip()
    return example.text.span(start + lead, start + lead + max(1, len(line)))


def _refused(use: NameUse, tree: CommandTree) -> tuple[str, ...] | None:
    """Return what the program knows in place of a name, None if the name is fine by it."""
    if use.kind is NameKind.VARIABLE:
        own = use.name.startswith(tree.environment_prefixes or ("\0",))
        known = tuple(sorted(tree.environment))
        return known if own and use.name not in tree.environment else None
    declared = {path.rstrip("/") for path in tree.paths}
    name = use.name.rstrip("/")
    if root_of(name) not in {root_of(path) for path in tree.paths} or not tree.paths:
        return None
    if any(path == name or path.startswith(name + "/") for path in declared):
        return None
    if any(path.endswith("/") and use.name.startswith(path) for path in tree.paths):
        return None
    return tuple(sorted(declared))
