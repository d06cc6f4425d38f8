"""Every simple command of a script, whatever program it calls."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from doccheck.shell.grammar import Tree

if TYPE_CHECKING:
    from tree_sitter import Node

_QUOTED = re.compile(r"'[^']*'")
_VARIABLE = re.compile(r"(?<!\\)\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))")
_SET = re.compile(
    r"(?:^|[\s;&|(])(?:(?:export|local|readonly|declare|typeset)\s+(?:-\w+\s+)*)?([A-Za-z_]\w*)\+?="
    r"|\b(?:for|select|read)\s+(?:-\w+\s+)*([A-Za-z_]\w*)",
    re.MULTILINE,
)


def simple_commands(script: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of each simple command, those inside other commands included.

    Quotes are removed; what only the shell would know stays as it is written.
    """
    tree = Tree(script)
    waiting: list[Node] = [tree.root]
    while waiting:
        node = waiting.pop()
        if node.type == "command":
            yield _words(tree.text(node))
        waiting.extend(reversed(node.named_children))


def hidden_parts(script: str) -> list[tuple[int, int]]:
    """Return where the parts of pipelines stand whose exit status nobody sees: all but the last.

    None where the script asks for `pipefail` itself.
    """
    if "|" not in script or "pipefail" in script:
        return []
    tree = Tree(script)
    found: list[tuple[int, int]] = []
    waiting: list[Node] = [tree.root]
    while waiting:
        node = waiting.pop()
        if node.type == "pipeline":
            parts = node.named_children[:-1]
            found += ((tree.start(part), tree.end(part)) for part in parts)
        waiting.extend(node.children)
    return sorted(found)


def variables_used(script: str) -> frozenset[str]:
    """Return the variables whose value a script needs, those in single quotes left out."""
    found = _VARIABLE.findall(_QUOTED.sub("''", script))
    return frozenset(braced or bare for braced, bare in found)


def variables_set(script: str) -> frozenset[str]:
    """Return the variables to which a script gives a value."""
    return frozenset(assigned or read for assigned, read in _SET.findall(script))


def _words(text: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text))
    except ValueError:
        return tuple(text.split())
