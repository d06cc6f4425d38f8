"""The first configuration of a project, from what is found in it."""

from __future__ import annotations

import json
from pathlib import Path

from doccheck.config import pyproject_of
from doccheck.introspect.program import ProgramSpec, find_programs, find_python

_HEAD = """\
# Settings of doccheck; `doccheck config --schema` describes them all.
# The same tables work in pyproject.toml, below [tool.doccheck].

"""
_PATHS = """\
# What to read: files and folders, relative to this file.
paths = {paths}

# What to leave out, as in .gitignore.
# exclude = ["docs/archive/"]

# Rules by code, name or family; `doccheck rule` lists them.
# ignore = ["deprecated-option"]

"""
_PROGRAM = """\
[programs.{name}]
app = {app}
# Other ways in which the documentation calls it.
aliases = {aliases}
{python}
# Check against this file where the program cannot be imported; write it with
# `doccheck inventory --output-format json -o {name}.json`.
# manifest = "{name}.json"

# Commands that must exist.
# expect = []

"""
_NO_PROGRAM = """\
# No program was found in [project.scripts]: name it here.
# [programs.NAME]
# app = "module:command"
# python = ".venv/bin/python"
"""


def initial_settings(root: Path) -> str:
    """Return the text of a `doccheck.toml` for the project in `root`."""
    specs = find_programs(pyproject_of(root), root)
    programs = "".join(_program(spec, root) for spec in specs)
    return _HEAD + _PATHS.format(paths=json.dumps(_paths(root))) + (programs or _NO_PROGRAM)


def _paths(root: Path) -> list[str]:
    names = [path.name for path in sorted(root.glob("*.md"))]
    folders = [name for name in ("docs", "doc") if (root / name).is_dir()]
    return [*names, *folders] or ["."]


def _program(spec: ProgramSpec, root: Path) -> str:
    module = (spec.app or "").partition(":")[0].split(".")[0]
    main = any((folder / module / "__main__.py").is_file() for folder in spec.paths)
    python = find_python(root)
    shown = python.relative_to(root) if python and python.is_relative_to(root) else python
    note = f"python = {json.dumps(str(shown))}" if shown else '# python = ".venv/bin/python"'
    return _PROGRAM.format(
        name=spec.name,
        app=json.dumps(spec.app),
        aliases=json.dumps([f"python -m {module}"] if main else []),
        python=note,
    )
