"""From a program's name to its script, its interpreter, and what its script imports."""

from __future__ import annotations

import ast
import os
import shlex
import shutil
from collections.abc import Sequence
from pathlib import Path

from doccheck.sandbox.interface import Program

_LONGEST_SHEBANG = 4096


def find_program(name: str, search_path: Sequence[Path]) -> Program | None:
    """Return the console script `name`, or None when it is none that can be imported ahead.

    Nothing is executed: the interpreter is read from the script's first lines, the modules from
    its import statements.
    """
    found = shutil.which(name, path=":".join(map(str, search_path)))
    if found is None:
        return None
    script = Path(os.path.abspath(found))
    try:
        text = script.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    python = _interpreter(text)
    modules = _modules(text)
    if python is None or not modules:
        return None
    return Program(name, script, python, modules)


def _interpreter(text: str) -> Path | None:
    """Return the interpreter of a Python script, also behind the shell trick for long paths."""
    first, _, rest = text[:_LONGEST_SHEBANG].partition("\n")
    if not first.startswith("#!"):
        return None
    words = first[2:].split()
    if words and words[0] == "/bin/sh":
        second = rest.partition("\n")[0]
        if not second.startswith("'''exec' "):
            return None
        words = shlex.split(second[len("'''exec' ") :])
    if len(words) == 0 or "python" not in Path(words[0]).name:
        return None
    return Path(words[0])


def _modules(text: str) -> tuple[str, ...]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return ()
    found: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append(node.module)
    return tuple(dict.fromkeys(name for name in found if name != "__future__"))
