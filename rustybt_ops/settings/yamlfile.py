"""The YAML file: every value with its place, every fault with its line and column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rustybt_ops.errors import nearest
from rustybt_ops.files import read_file, reason
from rustybt_ops.settings.fields import entries, sections

if TYPE_CHECKING:
    from yaml.nodes import MappingNode, Node


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place; lines and columns count from 1."""

    line: int
    column: int
    message: str

    def at(self, path: Path) -> str:
        """The fault as compilers print it."""
        return f"{path}:{self.line}:{self.column}: {self.message}"


@dataclass(slots=True)
class YamlFile:
    """The values found, by dotted key, and the faults; `parsed` if it is YAML at all."""

    values: dict[str, object] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    parsed: bool = False


def read(path: Path) -> YamlFile:
    """Read a configuration file; nothing is raised for what stands in it."""
    found = YamlFile()
    try:
        data = read_file(path)
        text = data.decode("utf-8-sig")
    except OSError as error:
        found.faults.append(Fault(1, 1, f"cannot be read: {reason(error)}"))
        return found
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found.faults.append(Fault(line, 1, "not UTF-8 text"))
        return found
    return parse(text)


def parse(text: str) -> YamlFile:
    """The values and faults of a configuration."""
    import yaml  # noqa: PLC0415 - only when there is a file

    found = YamlFile()
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        found.faults.append(Fault(line, column, f"not YAML: {error.problem or error.context}"))
        return found
    except (yaml.YAMLError, RecursionError) as error:
        found.faults.append(Fault(1, 1, f"not YAML: {error}".splitlines()[0]))
        return found
    if root is not None and not isinstance(root, yaml.MappingNode):
        found.faults.append(_fault(root, "expected settings as `name: value` lines"))
        return found
    found.parsed = True
    if root is None:
        return found
    _Walk(found).mapping(root, "")
    return found


class _Walk:
    """Visits the nodes of a document and sorts them into values and faults."""

    def __init__(self, found: YamlFile) -> None:
        import yaml  # noqa: PLC0415 - only when there is a file

        self._found = found
        self._yaml = yaml
        self._loader = yaml.SafeLoader("")

    def mapping(self, node: MappingNode, prefix: str) -> None:
        """Visit the keys of one section."""
        seen: set[str] = set()
        for key_node, value_node in node.value:
            if not isinstance(key_node.value, str):
                self._add(key_node, "expected the name of a setting")
                continue
            name = key_node.value
            if name in seen:
                self._add(key_node, f"'{prefix}{name}' is set twice")
            seen.add(name)
            self._pair(key_node, value_node, prefix + name)

    def _pair(self, key_node: Node, value_node: Node, key: str) -> None:
        if key in sections():
            self._section(value_node, key)
        elif key in entries():
            self._value(value_node, key)
        else:
            self._add(key_node, unknown_key(key))

    def _section(self, node: Node, key: str) -> None:
        if isinstance(node, self._yaml.MappingNode):
            self.mapping(node, f"{key}.")
        elif node.tag != "tag:yaml.org,2002:null":
            self._add(node, f"{key}: expected a section of settings")

    def _value(self, node: Node, key: str) -> None:
        entry = entries()[key]
        try:
            self._found.values[key] = entry.from_typed(self._plain(node))
        except self._yaml.YAMLError:
            self._add(node, f"{key}: expected {entry.expected()}, not the tag {node.tag}")
        except ValueError as error:
            self._add(node, f"{key}: {error}")

    def _plain(self, node: Node) -> Any:  # noqa: ANN401 - whatever YAML can hold
        return self._loader.construct_object(node, deep=True)

    def _add(self, node: Node, message: str) -> None:
        self._found.faults.append(_fault(node, message))


def _fault(node: Node, message: str) -> Fault:
    return Fault(node.start_mark.line + 1, node.start_mark.column + 1, message)


def unknown_key(key: str) -> str:
    """The message for a key that is no setting, with the nearest one that is."""
    near = nearest(key, _candidates(key), 1)
    return f"unknown setting '{key}'" + (f"; did you mean '{near[0]}'?" if near else "")


def _candidates(key: str) -> Iterator[str]:
    """Names of the same depth first, then names whose last part is this one."""
    yield from entries()
    yield from sections()
    last = key.rpartition(".")[2]
    yield from (name for name in entries() if name.rpartition(".")[2] == last)
