"""The audited programs: where each comes from, its call forms, its command tree."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from doccheck.cache import Store, decode, encode
from doccheck.cache.store import digest
from doccheck.config import ProgramSettings, Settings, pyproject_of
from doccheck.errors import ConfigError, ManifestError, NotAClickProgramError, ProgramError
from doccheck.introspect.program import ProgramSpec, find_programs, find_python, source_paths
from doccheck.introspect.verdict import Query, Verdict
from doccheck.model.report import ProgramInfo
from doccheck.model.tree import CommandTree

NO_PROGRAM = "no program to check the documentation against"
NO_PROGRAM_HINT = (
    'name one under [tool.doccheck.programs.NAME] with app = "module:command" or'
    " manifest = FILE, or call `doccheck init`"
)


@dataclass(slots=True)
class Program:
    """One audited program. `spec` is None where its manifest alone is asked."""

    name: str
    settings: ProgramSettings
    forms: tuple[tuple[str, ...], ...]
    spec: ProgramSpec | None
    manifest: Path | None = None
    discovered: bool = False
    """Found in `[project.scripts]` and not named in the settings."""
    key: str = ""
    """Changes whenever the program does."""
    tree: CommandTree | None = None
    origin: str = "manifest"
    fault: ProgramError | None = None
    verdicts: dict[Query, Verdict] = field(default_factory=dict)

    @property
    def info(self) -> ProgramInfo:
        """What the report says of it."""
        if self.tree is None:
            return ProgramInfo(self.name, "unloadable", app=self.settings.app or "")
        commands = sum(1 for _ in self.tree.walk())
        tree = self.tree
        return ProgramInfo(self.name, self.origin, tree.version, tree.app, tree.framework, commands)


def configured_programs(settings: Settings) -> list[Program]:
    """Return the programs of a run, none of them loaded.

    Raises:
        ConfigError: there is none, or one has neither application nor manifest.
    """
    root = settings.root
    declared = {spec.name: spec for spec in find_programs(pyproject_of(root), root)}
    if settings.programs:
        programs = [
            _configured(name, program, declared.get(name), settings)
            for name, program in settings.programs.items()
        ]
    else:
        programs = [_discovered(spec) for spec in declared.values()]
    if not programs:
        raise ConfigError(NO_PROGRAM, hint=NO_PROGRAM_HINT)
    if not settings.allow_import:
        _forbid_import(programs)
    return programs


def call_forms(programs: Iterable[Program]) -> dict[tuple[str, ...], str]:
    """Return every form of call with the program that it calls."""
    return {form: program.name for program in programs for form in program.forms}


def load(
    program: Program,
    store: Store,
    *,
    timeout: float,
    queries: Sequence[Query] = (),
    arbiter: bool = True,
) -> None:
    """Give the program its tree and its verdicts on `queries`, from the cache where they are.

    A fault is kept in `program.fault`.
    """
    try:
        if program.spec is None:
            _load_manifest(program)
        else:
            _load_live(program, program.spec, store, timeout, queries if arbiter else ())
    except ProgramError as error:
        program.fault = error


def set_key(program: Program) -> None:
    """Compute the program's key.

    Raises:
        ManifestError: the manifest cannot be read.
    """
    if program.spec is None:
        program.key = digest("manifest", _manifest_text(program))
        return
    from doccheck.introspect.fingerprint import fingerprint  # noqa: PLC0415 - live programs only

    program.key = fingerprint(program.spec)


def missing_commands(program: Program) -> list[str]:
    """Return the commands that the settings expect and the program does not have."""
    if program.tree is None:
        return []
    known = {" ".join(path) for path, _ in program.tree.walk()}
    return [name for name in program.settings.expect if name not in known]


def _configured(
    name: str, program: ProgramSettings, declared: ProgramSpec | None, settings: Settings
) -> Program:
    root = settings.root
    spec = None
    app = program.app or (declared.app if declared else None)
    if app is not None and (program.app or program.manifest is None):
        spec = _spec(name, app, program, root)
    elif program.manifest is None:
        raise ConfigError(
            f"program `{name}` has neither `app` nor `manifest`",
            hint=f'say where it is: [tool.doccheck.programs.{name}] app = "module:command"',
        )
    manifest = root / program.manifest if program.manifest else None
    return Program(name, program, command_forms(name, program.aliases), spec, manifest)


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


def _discovered(spec: ProgramSpec) -> Program:
    aliases = _module_aliases(spec)
    settings = ProgramSettings(app=spec.app, aliases=aliases)
    return Program(spec.name, settings, command_forms(spec.name, aliases), spec, discovered=True)


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


def _forbid_import(programs: Iterable[Program]) -> None:
    for program in programs:
        if program.manifest is None:
            raise ConfigError(
                f"program `{program.name}` has no `manifest`, and importing it is not allowed",
                hint="write one where it may be imported: `doccheck inventory"
                " --output-format json -o cli.json`",
            )
        program.spec = None


def _manifest_text(program: Program) -> str:
    path = program.manifest
    if path is None:
        raise ManifestError(f"program `{program.name}` has no manifest")
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ManifestError(f"{path}: there is no such manifest") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ManifestError(f"{path}: the manifest cannot be read: {error}") from None


def _load_manifest(program: Program) -> None:
    from doccheck.introspect.manifest import load as load_manifest  # noqa: PLC0415 - see set_key

    text = _manifest_text(program)
    try:
        tree = load_manifest(text)
    except ManifestError as error:
        raise ManifestError(f"{program.manifest}: {error.message}", hint=error.hint) from None
    program.tree = replace(tree, program=program.name)


def _load_live(
    program: Program, spec: ProgramSpec, store: Store, timeout: float, queries: Sequence[Query]
) -> None:
    from doccheck.introspect.client import arbitrate, describe  # noqa: PLC0415 - cold runs only

    name = f"program-{digest(program.name)[:8]}"
    kept = _Kept.read(store.get(name, program.key))
    program.verdicts.update(kept.verdicts)
    unseen = [query for query in dict.fromkeys(queries) if query not in kept.verdicts]
    if kept.tree is not None and not unseen:
        program.tree, program.origin = kept.tree, "cache"
        return
    if kept.tree is None:
        described = describe(spec, timeout=timeout, queries=unseen)
        program.tree, program.origin, answers = described.tree, "live", described.verdicts
    else:
        program.tree, program.origin = kept.tree, "live"
        answers = arbitrate(spec, unseen, timeout=timeout)
    program.verdicts.update(zip(unseen, answers, strict=True))
    store.put(name, program.key, _Kept(program.tree, program.verdicts).data())


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the cache keeps of a program."""

    tree: CommandTree | None = None
    verdicts: Mapping[Query, Verdict] = field(default_factory=dict)

    @classmethod
    def read(cls, data: object) -> _Kept:
        if not isinstance(data, dict):
            return cls()
        try:
            pairs = data["verdicts"]
            verdicts = {decode(Query, one): decode(Verdict, two) for one, two in pairs}
            return cls(decode(CommandTree, data["tree"]), verdicts)
        except (ValueError, KeyError, TypeError):  # damaged: as good as none
            return cls()

    def data(self) -> dict[str, object]:
        pairs = [[encode(query), encode(verdict)] for query, verdict in self.verdicts.items()]
        return {"tree": encode(self.tree), "verdicts": pairs}


def drop_others(programs: list[Program]) -> tuple[list[Program], list[str]]:
    """Leave out scripts of the project that are no click programs, with a note on each.

    Only those that the settings do not name: asking for one by name makes it a fault.

    Raises:
        ConfigError: none is left.
    """
    kept: list[Program] = []
    notes: list[str] = []
    for program in programs:
        if program.discovered and isinstance(program.fault, NotAClickProgramError):
            notes.append(f"not checked: {program.fault.message}")
        else:
            kept.append(program)
    if not kept:
        raise ConfigError(NO_PROGRAM, hint="; ".join(notes) or NO_PROGRAM_HINT)
    return kept, notes
