"""Which programs a project has, and the interpreter that runs each."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct


class ProgramSpec(Struct, frozen=True):
    """A program to introspect.

    `app` is `module:expression`, None for the console script called `name`. `python` is the
    interpreter, None for the running one. `root` is the project's folder, `paths` are put in
    front of the interpreter's module search path.
    """

    name: str
    app: str | None = None
    python: Path | None = None
    root: Path = Path()
    paths: tuple[Path, ...] = ()

    @property
    def interpreter(self) -> str:
        """The path of the interpreter."""
        return str(self.python) if self.python is not None else sys.executable

    @property
    def own_interpreter(self) -> bool:
        """Tell whether that is the running one."""
        return self.interpreter == sys.executable


def find_programs(pyproject: Mapping[str, object], root: Path) -> list[ProgramSpec]:
    """Return the programs that a decoded pyproject.toml declares, in its order."""
    python = find_python(root)
    paths = source_paths(root)
    return [
        ProgramSpec(name, app, python, root, paths)
        for name, app in dict([*_poetry(pyproject), *_scripts(pyproject)]).items()
    ]


def find_python(root: Path, environ: Mapping[str, str] | None = None) -> Path | None:
    """Return the interpreter of the project's or the active virtual environment, if any."""
    environ = os.environ if environ is None else environ
    candidates = [root / ".venv", root / "venv"]
    if environ.get("VIRTUAL_ENV"):
        candidates.append(Path(environ["VIRTUAL_ENV"]))
    for folder in candidates:
        for inner in ("bin/python", "Scripts/python.exe"):
            if (folder / inner).is_file():
                return folder / inner
    return None


def source_paths(root: Path) -> tuple[Path, ...]:
    """Return the folders that hold the project's packages: `src` where there is one."""
    source = root / "src"
    return (source, root) if source.is_dir() else (root,)


def _scripts(pyproject: Mapping[str, object]) -> Iterable[tuple[str, str]]:
    for name, value in _table(pyproject, "project", "scripts").items():
        if isinstance(value, str):
            yield name, _without_extras(value)


def _poetry(pyproject: Mapping[str, object]) -> Iterable[tuple[str, str]]:
    for name, value in _table(pyproject, "tool", "poetry", "scripts").items():
        match value:
            case str(app) | {"callable": str(app)} | {"reference": str(app)}:
                yield name, _without_extras(app)


def _table(data: Mapping[str, object], *keys: str) -> Mapping[str, object]:
    for key in keys:
        inner = data.get(key)
        if not isinstance(inner, Mapping):
            return {}
        data = inner
    return data


def _without_extras(app: str) -> str:
    return app.partition("[")[0].strip()
