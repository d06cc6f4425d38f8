"""Commands in YAML and JSON: CI steps, compose files, Kubernetes, hooks, tasks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import yaml
from msgspec import Struct

from doccheck.extract.embedded.scalars import scalar
from doccheck.extract.embedded.scripts import embedded, script_block
from doccheck.extract.embedded.words import argv_block, static
from doccheck.extract.found import Found
from doccheck.extract.mapped import stand_in
from doccheck.extract.options import ExtractOptions
from doccheck.extract.piece import Piece
from doccheck.extract.words import word_set
from doccheck.model.block import CodeBlock, Unread
from doccheck.model.command import Word
from doccheck.model.source import MappedText, Span

_SCRIPTS = word_set(
    """
    run runcmd script scripts before_script after_script commands cmds cmd shell bash bash_command
    command entrypoint exec install before_install pre_build post_build postcreatecommand
    poststartcommand postattachcommand oncreatecommand updatecontentcommand precommands
    startcommand buildcommand predeploycommand releasecommand
    """
)
_WORDS = frozenset({"command", "entrypoint", "args", "cmd", "entry", "test", "arguments"})
_OTHER_SHELLS = ("python", "pwsh", "powershell", "cmd", "node", "perl", "ruby")
_TEMPLATE = re.compile(r"\$?\{\{.*?\}\}|\{%.*?%\}")
_SPACE = re.compile(r"\s")
# Lines that only stand for something else: `...`, `{% if x %}`.
_NO_YAML = re.compile(r"^[ \t]*(?:(?:-[ \t]+)?\.\.\.|\{%.*%\})[ \t]*$", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*//[^\n]*$", re.MULTILINE)

_BRACKET = re.compile(r"[\[\]{}]")
_LONGEST = 300_000
_DEEPEST = 100

Fields = Mapping[str, yaml.Node]


def read_yaml(piece: Piece, options: ExtractOptions, *, json: bool = False) -> Found:
    """Read YAML (JSON is YAML too); what is broken and mentions a program is not read."""
    if not options.mentions(piece.text.text):
        return Found()
    if len(piece.text.text) > _LONGEST or _depth(piece.text.text) > _DEEPEST:
        return Found(unread=[Unread(piece.span, "too long or too deep to be read as YAML")])
    reader = _Reader(embedded(piece), options)
    masked = _NO_YAML.sub(lambda match: " " * len(match.group()), piece.text.text)
    masked = _TEMPLATE.sub(lambda match: "x" * len(match.group()), masked)
    if json:
        masked = _COMMENT.sub(lambda match: " " * len(match.group()), masked)
    found = Found()
    try:
        for document in yaml.compose_all(masked, yaml.SafeLoader):
            found.blocks += reader.read(document)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        found.unread.append(Unread(piece.span, f"cannot be read as YAML: {_problem(error)}"))
    return found


def _depth(text: str) -> int:
    """Return how deeply brackets are nested; the parser's time grows with its square."""
    depth = deepest = 0
    for match in _BRACKET.finditer(text):
        depth += 1 if match.group() in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _problem(error: Exception) -> str:
    problem = getattr(error, "problem", None) or str(error)
    return str(problem).split("\n", maxsplit=1)[0]


class _Reader(Struct, frozen=True):
    piece: Piece
    options: ExtractOptions

    def read(self, root: yaml.Node | None) -> Iterator[CodeBlock]:
        """Yield the commands below a node, in order."""
        stack = [root] if root is not None else []
        seen: set[int] = set()
        while stack:
            node = stack.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, yaml.MappingNode):
                fields = {_key(key): value for key, value in node.value}
                yield from self._mapping(fields)
                stack.extend(value for _, value in reversed(node.value))
            elif isinstance(node, yaml.SequenceNode):
                stack.extend(reversed(node.value))

    def _mapping(self, fields: Fields) -> Iterator[CodeBlock]:
        shell = fields.get("shell")
        if isinstance(shell, yaml.ScalarNode) and str(shell.value).startswith(_OTHER_SHELLS):
            return
        joined = self._joined(fields)
        if joined is not None:
            yield joined
        for key, node in fields.items():
            if joined is not None and key in _WORDS:
                continue
            if isinstance(node, yaml.ScalarNode) and key in _SCRIPTS | _WORDS:
                yield from self._script(node, more=key in {"entry", "entrypoint"})
            elif isinstance(node, yaml.SequenceNode) and key in _SCRIPTS | _WORDS:
                yield from self._sequence(key, node)
            elif isinstance(node, yaml.MappingNode) and key == "scripts":
                for _, value in node.value:
                    if isinstance(value, yaml.ScalarNode):
                        yield from self._script(value, more=False)

    def _script(self, node: yaml.ScalarNode, *, more: bool) -> Iterator[CodeBlock]:
        block = script_block(self.piece, self._value(node), self.options, more=more)
        if block:
            yield block

    def _sequence(self, key: str, node: yaml.SequenceNode) -> Iterator[CodeBlock]:
        scalars = [item for item in node.value if isinstance(item, yaml.ScalarNode)]
        if key in _WORDS and len(scalars) == len(node.value) and not _are_lines(scalars):
            words = [self._word(item) for item in scalars]
            if words and words[0].text in {"CMD", "CMD-SHELL"}:
                if words[0].text == "CMD-SHELL":
                    yield from self._script(scalars[-1], more=False)
                    return
                words = words[1:]
            block = argv_block(self.piece, self._raw(node), words, self.options)
            yield from [block] if block else []
        else:
            for item in scalars:
                yield from self._script(item, more=False)

    def _joined(self, fields: Fields) -> CodeBlock | None:
        """Join what is told in two fields: `command` and `args`, `entrypoint` and `command`."""
        for first, second, more in (
            ("entrypoint", "command", False),
            ("entry", "args", True),
            ("command", "args", False),
            ("cmd", "args", False),
        ):
            if first in fields and second in fields:
                head, rest = self._parts(fields[first]), self._parts(fields[second])
                if not head or not rest:
                    return None
                if any(_SPACE.search(word.text) for word in (head[0], rest[0])):
                    return self._line([*head, *rest], more=more)
                words = [*head, *rest]
                if more:
                    words.append(_ellipsis(words[-1].span.end))
                return argv_block(self.piece, self._raw(fields[first]), words, self.options)
        return None

    def _line(self, words: list[Word], *, more: bool) -> CodeBlock | None:
        """Join what is told in two fields, one of them as a line of words."""
        parts: list[MappedText] = []
        for word in words:
            parts += [word.value, stand_in(" ", Span(word.span.end, word.span.end))]
        return script_block(self.piece, MappedText.join(parts), self.options, more=more)

    def _parts(self, node: yaml.Node) -> list[Word] | None:
        if isinstance(node, yaml.ScalarNode):
            return [self._word(node)] if node.value else None
        if isinstance(node, yaml.SequenceNode) and node.value:
            items = [item for item in node.value if isinstance(item, yaml.ScalarNode)]
            if len(items) == len(node.value) and not _are_lines(items):
                return [self._word(item) for item in items]
        return None

    def _word(self, node: yaml.ScalarNode) -> Word:
        return static(self._value(node), self._raw(node).whole)

    def _value(self, node: yaml.ScalarNode) -> MappedText:
        return scalar(self._raw(node), node.style)

    def _raw(self, node: yaml.Node) -> MappedText:
        return self.piece.text.slice(node.start_mark.index, node.end_mark.index)


def _key(node: yaml.Node) -> str:
    return str(node.value).rpartition(".")[2].lower() if isinstance(node, yaml.ScalarNode) else ""


def _are_lines(items: list[yaml.ScalarNode]) -> bool:
    """Tell whether a list holds command lines rather than the words of one command."""
    return bool(items) and re.search(r"\S\s+\S", str(items[0].value)) is not None


def _ellipsis(offset: int) -> Word:
    return Word(stand_in("...", Span(offset, offset)), Span(offset, offset))
