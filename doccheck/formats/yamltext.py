"""YAML, with the places of its keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from yaml.constructor import ConstructorError, SafeConstructor

from doccheck.formats.parsed import Fault, Parsed, Path

_BRACKET = re.compile(r"[\[\]{}]")
_INDENT = re.compile(r"^[ \t?-]{200}", re.MULTILINE)
_DEEPEST = 100
_MOST_NODES = 20_000
_PLAIN = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float", "str", "binary")
)
_MERGE = "tag:yaml.org,2002:merge"

# The parser of libyaml is many times faster; where it was not built, Python's own does. What one
# of them refuses and the other accepts is no fault.
_FAST: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _RefusedError(Exception):
    """The data cannot be judged: why."""


def read_yaml(text: str) -> Parsed | Fault:
    """Read one or several YAML documents."""
    roots = _compose(text)
    if not isinstance(roots, list):
        return roots
    reader = _Reader()
    try:
        data = tuple(reader.value(root, ()) for root in roots)
    except _RefusedError as error:
        return Parsed(partial=str(error))
    return Parsed(data, reader.spots)


def yaml_spots(text: str) -> dict[Path, tuple[int, int]]:
    """Return where the keys and items of a text stand, none if it is no YAML."""
    found = read_yaml(text)
    return dict(found.spots) if isinstance(found, Parsed) else {}


def too_deep(text: str) -> bool:
    """Tell whether brackets or indents nest so deeply that a parser might not come back."""
    depth = 0
    for match in _BRACKET.finditer(text):
        depth += 1 if match.group() in "[{" else -1
        if depth > _DEEPEST:
            return True
    return _INDENT.search(text) is not None


def _nodes(text: str, loader: type) -> list[yaml.Node]:
    return [node for node in yaml.compose_all(text, loader) if node is not None]


def _compose(text: str, loader: type = _FAST) -> list[yaml.Node] | Parsed | Fault:
    if too_deep(text):
        return Parsed(partial="too deep to be read")
    try:
        return _nodes(text, loader)
    except (RecursionError, ValueError):
        return Parsed(partial="too deep to be read")
    except yaml.YAMLError as error:
        return (
            _refused(text, error) if loader is yaml.SafeLoader else _compose(text, yaml.SafeLoader)
        )


def _refused(text: str, error: yaml.YAMLError) -> Parsed | Fault:
    if isinstance(error, yaml.reader.ReaderError):
        at = min(int(error.position), max(0, len(text) - 1))
        return Fault("a character that YAML does not allow", at, min(at + 1, len(text)))
    if not isinstance(error, yaml.MarkedYAMLError):  # pragma: no cover - there are no others
        return Parsed(partial=str(error))
    if "undefined alias" in str(error.problem):
        return Parsed(partial="uses an anchor that stands elsewhere")
    return _fault(text, error)


def _fault(text: str, error: yaml.MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    line = min(mark.line, text.count("\n")) if mark else 0
    lines = text.split("\n")
    while line > 0 and not lines[line].strip():
        line -= 1
    start = sum(len(one) + 1 for one in lines[:line])
    if "\t" in lines[line][: len(lines[line]) - len(lines[line].lstrip())]:
        return Fault("YAML allows no tabs in an indent", start, start + len(lines[line]))
    parts = [part for part in (error.context, error.problem) if part]
    return Fault(": ".join(parts) or "it cannot be parsed", start, start + len(lines[line]))


class _Reader:
    """Turns nodes into data that JSON could hold."""

    def __init__(self) -> None:
        self.spots: dict[Path, tuple[int, int]] = {}
        self._left = _MOST_NODES
        self._constructor = SafeConstructor()

    def value(self, node: yaml.Node, path: Path) -> Any:  # noqa: ANN401 - what a YAML file holds
        """Return the value of a node.

        Raises:
            _RefusedError: it is too large, or of a kind that JSON has not.
        """
        self._left -= 1
        if self._left < 0 or len(path) > _DEEPEST:
            raise _RefusedError("too large to be judged")
        if isinstance(node, yaml.MappingNode):
            return dict(self._items(node, path))
        if isinstance(node, yaml.SequenceNode):
            return [self._item(item, (*path, at)) for at, item in enumerate(_known(node.value))]
        return self._scalar(node)

    def _items(self, node: yaml.MappingNode, path: Path) -> Iterator[tuple[str, Any]]:
        for key, value in node.value:
            if key.tag == _MERGE:
                raise _RefusedError("merges other parts (`<<`)")
            if not isinstance(key, yaml.ScalarNode):
                raise _RefusedError("keys that are no text")
            name = str(key.value)
            self.spots[*path, name] = (key.start_mark.index, key.end_mark.index)
            if _has_meaning(value):
                yield name, self.value(value, (*path, name))

    def _item(self, node: yaml.Node, path: Path) -> Any:  # noqa: ANN401 - what a YAML file holds
        self.spots[path] = (node.start_mark.index, node.end_mark.index)
        return self.value(node, path)

    def _scalar(self, node: yaml.Node) -> Any:  # noqa: ANN401 - what a YAML file holds
        if node.tag not in _PLAIN:  # a date, or a tag of YAML's own that is rare
            return str(node.value)
        try:
            return self._constructor.construct_object(node)
        except (ConstructorError, ValueError, IndexError):
            return str(node.value)


def _known(nodes: list[yaml.Node]) -> Iterator[yaml.Node]:
    return (node for node in nodes if _has_meaning(node))


def _has_meaning(node: yaml.Node) -> bool:
    """Tell whether a node is what it seems: `!ENV`, `!!python/name` may be anything."""
    return str(node.tag).startswith("tag:yaml.org,2002:") and "python/" not in str(node.tag)
