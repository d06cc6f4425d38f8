"""The audited programs loaded: command tree and verdicts of each, from the cache where they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from doccheck.cache import Store, decode, encode
from doccheck.cache.store import digest
from doccheck.engine.declared import with_declared
from doccheck.engine.targets import NO_PROGRAM, NO_PROGRAM_HINT, Target, manifest_text
from doccheck.errors import ConfigError, ManifestError, NotAClickProgramError, ProgramError
from doccheck.introspect.program import ProgramSpec
from doccheck.introspect.verdict import Query, Verdict
from doccheck.model.report import UNLOADABLE, ProgramInfo
from doccheck.model.tree import CommandTree


class Program(Struct):
    """One audited program. `fault` is set where it could not be loaded."""

    target: Target
    asks: bool = True
    """Whether its own parser has the last word."""
    tree: CommandTree | None = None
    declared: CommandTree | None = None
    """The tree with what the settings declare beside it."""
    origin: str = "manifest"
    fault: ProgramError | None = None
    verdicts: dict[Query, Verdict] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name under which it is configured."""
        return self.target.name

    @property
    def info(self) -> ProgramInfo:
        """What the report says of it."""
        if self.tree is None:
            return ProgramInfo(self.name, UNLOADABLE, app=self.target.settings.app or "")
        commands = sum(1 for _ in self.tree.walk())
        tree = self.tree
        return ProgramInfo(self.name, self.origin, tree.version, tree.app, tree.framework, commands)

    def knows(self, queries: Iterable[Query]) -> bool:
        """Tell whether nothing more needs to be asked to judge these queries."""
        if self.fault is not None:
            return True
        known = not self.asks or all(query in self.verdicts for query in queries)
        return self.tree is not None and known


def load(
    program: Program,
    store: Store,
    queries: Sequence[Query] = (),
    *,
    timeout: float,
    kept_only: bool = False,
) -> None:
    """Give the program its tree and its verdicts on `queries`, from the cache where they are.

    With `kept_only` nothing is imported: the tree stays away if the cache does not have it. A
    fault is kept in `program.fault`.

    Raises:
        ConfigError: a schema that the settings name cannot be read.
    """
    try:
        if program.target.spec is None:
            _load_manifest(program)
        elif program.fault is None:
            kept = _take_kept(program, store)
            if not kept_only:
                unseen = [query for query in queries if query not in program.verdicts]
                _load_live(program, program.target.spec, store, timeout, unseen, kept=kept)
    except ProgramError as error:
        program.fault = error
    if program.tree is not None and program.declared is None:
        program.declared = with_declared(program.tree, program.target)


def missing_commands(program: Program) -> list[str]:
    """Return the commands that the settings expect and the program does not have."""
    if program.tree is None:
        return []
    known = {" ".join(path) for path, _ in program.tree.walk()}
    return [name for name in program.target.settings.expect if name not in known]


def _load_manifest(program: Program) -> None:
    from doccheck.introspect.manifest import load as load_manifest  # noqa: PLC0415 - few have one

    text = manifest_text(program.target)
    try:
        tree = load_manifest(text)
    except ManifestError as error:
        raise ManifestError(
            f"{program.target.manifest}: {error.message}", hint=error.hint
        ) from None
    program.tree = replace(tree, program=program.name)


def _take_kept(program: Program, store: Store) -> bool:
    """Take tree and verdicts from the cache; return whether they were there."""
    if program.tree is not None:
        return True
    kept = _Kept.read(store.get(_entry(program), program.target.key))
    program.tree, program.origin = kept.tree, "cache"
    program.verdicts.update(kept.verdicts)
    return kept.tree is not None


def _load_live(
    program: Program,
    spec: ProgramSpec,
    store: Store,
    timeout: float,
    unseen: Sequence[Query],
    *,
    kept: bool,
) -> None:
    from doccheck.introspect.client import arbitrate, describe  # noqa: PLC0415 - cold runs only

    unseen = unseen if program.asks else ()
    if not kept:
        described = describe(spec, timeout=timeout, queries=unseen)
        program.tree, program.origin, answers = described.tree, "live", described.verdicts
    elif unseen:
        program.origin = "live"
        answers = arbitrate(spec, unseen, timeout=timeout)
    else:
        return
    program.verdicts.update(zip(unseen, answers, strict=True))
    if program.tree is not None:
        data = _Kept(program.tree, program.verdicts).data()
        store.put(_entry(program), program.target.key, data)


def _entry(program: Program) -> str:
    return f"program-{digest(program.name)[:8]}"


class _Kept(Struct, frozen=True):
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
        lasting = {query: one for query, one in self.verdicts.items() if one.lasting}
        pairs = [[encode(query), encode(verdict)] for query, verdict in lasting.items()]
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
        if program.target.discovered and isinstance(program.fault, NotAClickProgramError):
            notes.append(f"not checked: {program.fault.message}")
        else:
            kept.append(program)
    if not kept:
        raise ConfigError(NO_PROGRAM, hint="; ".join(notes) or NO_PROGRAM_HINT)
    return kept, notes
