"""What the sandbox shows to blocks: the project, the programs and their interpreters."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from doccheck.config import Settings
from doccheck.engine.targets import Target
from doccheck.errors import ConfigError
from doccheck.introspect.program import find_python
from doccheck.sandbox.interface import Limits, Policy
from doccheck.sandbox.paths import interpreter
from doccheck.sandbox.program import find_program

_MEGABYTE, _KILOBYTE = 1 << 20, 1 << 10


class Surroundings(Struct, frozen=True):
    """The policy of all workers, and what the report should say of it."""

    policy: Policy
    notes: tuple[str, ...] = ()


def surroundings(
    settings: Settings, targets: Sequence[Target], scripts: Callable[[], Path]
) -> Surroundings:
    """Return what blocks are given.

    A program that is not installed is started from its source by a script of its name, which is
    written to an empty folder that `scripts` makes.

    Raises:
        ConfigError: a path of the settings does not exist.
    """
    run, root = settings.run, settings.root
    pythons = list(dict.fromkeys(_pythons(targets, root)))
    search = [
        *(_existing(root, name, "search-path") for name in run.search_path),
        *(python.parent for python in pythons),
    ]
    absent = [
        target
        for target in targets
        if shutil.which(target.name, path=":".join(map(str, search))) is None and _entry(target)
    ]
    if absent:
        search.insert(0, _scripts(absent, scripts()))
    sources = [str(path) for one in absent for path in (one.spec.paths if one.spec else ())]
    source_path = {"PYTHONPATH": ":".join(dict.fromkeys(sources))} if sources else {}
    programs = (find_program(target.name, search) for target in targets)
    policy = Policy(
        project=root,
        read_only=(
            *(path for python in pythons for path in interpreter(python)),
            *(_existing(root, name, "read-only") for name in run.read_only),
        ),
        search_path=tuple(search),
        environment={**source_path, **run.environment},
        pass_environment=run.pass_environment,
        programs=tuple(program for program in programs if program is not None),
        limits=_limits(settings),
    )
    started = (f"`{one.name}` is not installed: it was started from its source." for one in absent)
    return Surroundings(policy, (*started, *_unset(settings)))


def _unset(settings: Settings) -> Iterator[str]:
    run = settings.run
    for name in run.pass_environment:
        if name not in os.environ and name not in run.environment:
            yield f"`run.pass-environment` names {name}, which is not set here: no block has it."


def _limits(settings: Settings) -> Limits:
    run = settings.run
    return Limits(
        wall=float(run.timeout),
        cpu=run.cpu,
        memory=run.memory_mb * _MEGABYTE,
        processes=run.processes,
        file_size=run.file_size_mb * _MEGABYTE,
        disk=run.disk_mb * _MEGABYTE,
        open_files=run.open_files,
        output=run.output_kb * _KILOBYTE,
    )


def _pythons(targets: Iterable[Target], root: Path) -> Iterator[Path]:
    for target in targets:
        named = target.spec.python if target.spec else None
        yield named or find_python(root) or Path(sys.executable)


def _existing(root: Path, name: str, setting: str) -> Path:
    path = root / Path(name).expanduser()
    if not path.exists():
        raise ConfigError(
            f"`run.{setting}` names {name}, which does not exist",
            hint="remove it from the settings, or make it",
        )
    return path


def _entry(target: Target) -> tuple[str, str] | None:
    """Return the module and the expression of an application, None where they are not known."""
    module, _, expression = (target.spec.app or "" if target.spec else "").partition(":")
    return (module, expression) if expression else None


def _scripts(targets: Iterable[Target], folder: Path) -> Path:
    """Write a script for each application, as an installer would."""
    for target in targets:
        entry, spec = _entry(target), target.spec
        if entry is None or spec is None:
            continue
        module, expression = entry
        path = folder / target.name
        first = expression.split(".")[0].partition("(")[0]
        path.write_text(
            f"#!{spec.interpreter}\n"
            "import sys\n"
            f"from {module} import {first}\n"
            'if __name__ == "__main__":\n'
            f"    sys.exit({expression}())\n",
            encoding="utf-8",
        )
        path.chmod(0o755)
    return folder
