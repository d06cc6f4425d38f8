"""The audited programs by name: where each comes from and how documents call it.

Nothing is loaded here, so that a run in which nothing changed stays light.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from doccheck.cache.store import digest
from doccheck.config import ProgramSettings, Settings, pyproject_of
from doccheck.errors import ConfigError, ManifestError
from doccheck.introspect.program import ProgramSpec, find_programs, find_python, source_paths

NO_PROGRAM = "no program to check the documentation against"
NO_PROGRAM_HINT = (
    'name one under [tool.doccheck.programs.NAME] with app = "module:command" or'
    " manifest = FILE, or call `doccheck init`"
)


class Target(Struct, frozen=True):
    """A program to audit. `spec` is None where its manifest alone is asked.

    `discovered` ones were found in `[project.scripts]` and are not named in the settings. `key`
    changes whenever the program does. `root` is the folder of the settings.
    """

    name: str
    settings: ProgramSettings
    forms: tuple[tuple[str, ...], ...]
    spec: ProgramSpec | None
    manifest: Path | None = None
    discovered: bool = False
    key: str = ""
    root: Path = Path()


def find_targets(settings: Settings, *, prefer_live: bool = False) -> list[Target]:
    """Return the programs of a run, none of them loaded.

    A program that has a manifest and no `app` of its own is asked by its manifest; with
    `prefer_live` it is imported all the same where `[project.scripts]` tells how.

    Raises:
        ConfigError: there is none, or one has neither application nor manifest.
        ManifestError: a manifest cannot be read.
    """
    root = settings.root
    declared = {spec.name: spec for spec in find_programs(pyproject_of(root), root)}
    if settings.programs:
        targets = [
            _configured(name, program, declared.get(name), settings, prefer_live=prefer_live)
            for name, program in settings.programs.items()
        ]
    else:
        targets = [_discovered(spec) for spec in declared.values()]
    if not targets:
        raise ConfigError(NO_PROGRAM, hint=NO_PROGRAM_HINT)
    if not settings.allow_import:
        targets = [_without_import(target) for target in targets]
    targets = [replace(target, root=root) for target in targets]
    return [replace(target, key=_key(target)) for target in targets]


def call_forms(targets: Iterable[Target]) -> dict[tuple[str, ...], str]:
    """Return every form of call with the program that it calls."""
    return {form: target.name for target in targets for form in target.forms}


def manifest_text(target: Target) -> str:
    """Return the content of a program's manifest.

    Raises:
        ManifestError: it cannot be read.
    """
    path = target.manifest
    if path is None:
        raise ManifestError(f"program `{target.name}` has no manifest")
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ManifestError(f"{path}: there is no such manifest") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ManifestError(f"{path}: the manifest cannot be read: {error}") from None


def _key(target: Target) -> str:
    paths = [target.root / path for path in target.settings.schemas.values()]
    schemas = (path.read_bytes() if path.is_file() else b"" for path in paths)
    if target.spec is None:
        return digest("manifest", manifest_text(target), *schemas)
    from doccheck.introspect.fingerprint import fingerprint  # noqa: PLC0415 - live programs only

    program = fingerprint(target.spec)
    return digest(program, *schemas) if paths else program


def _configured(
    name: str,
    program: ProgramSettings,
    declared: ProgramSpec | None,
    settings: Settings,
    *,
    prefer_live: bool,
) -> Target:
    root = settings.root
    spec = None
    app = program.app or (declared.app if declared else None)
    if app is not None and (program.app or program.manifest is None or prefer_live):
        spec = _spec(name, app, program, root)
    elif program.manifest is None:
        raise ConfigError(
            f"program `{name}` has neither `app` nor `manifest`",
            hint=f'say where it is: [tool.doccheck.programs.{name}] app = "module:command"',
        )
    manifest = root / program.manifest if program.manifest else None
    return Target(name, program, command_forms(name, program.aliases), spec, manifest)


def _spec(name: str, app: str, program: ProgramSettings, root: Path) -> ProgramSpec:
    if program.python is None:
        return ProgramSpec(name, app, find_python(root), root, source_paths(root))
    python = root / Path(program.python).expanduser()
    if not python.is_file():
        raise ConfigError(
            f"program `{name}`: `python = {program.python}`: no such interpreter",
            hint="name the interpreter of the environment in which the program is installed",
        )
    return ProgramSpec(name, app, python, root, source_paths(root))


def _discovered(spec: ProgramSpec) -> Target:
    aliases = _module_aliases(spec)
    settings = ProgramSettings(app=spec.app, aliases=aliases)
    return Target(spec.name, settings, command_forms(spec.name, aliases), spec, discovered=True)


def _module_aliases(spec: ProgramSpec) -> tuple[str, ...]:
    """Return `python -m package` where the package's `__main__` starts the same application."""
    module, _, name = (spec.app or "").partition(":")
    package = module.split(".")[0]
    for folder in spec.paths:
        path = folder / package / "__main__.py"
        if path.is_file() and name.split(".")[0] in path.read_text("utf-8", errors="replace"):
            return (f"python -m {package}",)
    return ()


def command_forms(name: str, aliases: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Return the ways to call a program: its name and its aliases, split into words."""
    return ((name,), *(tuple(shlex.split(alias)) for alias in aliases if alias.strip()))


def _without_import(target: Target) -> Target:
    if target.manifest is None:
        raise ConfigError(
            f"program `{target.name}` has no `manifest`, and importing it is not allowed",
            hint="write one where it may be imported: `doccheck inventory"
            " --output-format json -o cli.json`",
        )
    return replace(target, spec=None)
