"""What the programs offer: as Markdown, as a manifest, and against a checked-in manifest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from doccheck.cache import Store
from doccheck.config import Settings
from doccheck.engine.programs import Program, drop_others, load
from doccheck.engine.targets import find_targets, manifest_text
from doccheck.errors import ConfigError
from doccheck.introspect.manifest import dump
from doccheck.introspect.manifest import load as load_manifest
from doccheck.model.tree import CommandNode, CommandTree, Parameter


def load_programs(settings: Settings, store: Store, name: str | None = None) -> list[Program]:
    """Return the programs of the settings, loaded; with `name`, only that one.

    Raises:
        ConfigError: there is none, or none of that name.
        ProgramError: one cannot be loaded.
    """
    targets = find_targets(settings, prefer_live=True)
    if name is not None:
        known = ", ".join(target.name for target in targets)
        targets = [target for target in targets if target.name == name]
        if not targets:
            raise ConfigError(f"no program is called `{name}`", hint=f"configured: {known}")
    programs = [Program(target, asks=False) for target in targets]
    for program in programs:
        load(program, store, timeout=settings.import_timeout)
    programs, _ = drop_others(programs)
    for program in programs:
        if program.fault is not None:
            raise program.fault
    return programs


def inventory_markdown(programs: list[Program]) -> str:
    """Return the commands and options of all programs as a Markdown page."""
    return f"# Command inventory\n\n{inventory_sections(programs)}"


def inventory_sections(programs: Sequence[Program]) -> str:
    """Return the commands and options of all programs that are loaded, a section each."""
    parts: list[str] = []
    for program in programs:
        if program.tree is not None:
            parts += _program(program.tree)
    return "\n".join(parts).rstrip() + "\n"


def inventory_manifest(programs: list[Program]) -> str:
    """Return the manifest of the one program.

    Raises:
        ConfigError: there are several.
    """
    if len(programs) != 1 or programs[0].declared is None:
        names = ", ".join(program.name for program in programs)
        raise ConfigError(
            f"a manifest holds one program, and there are several: {names}",
            hint="choose one with --program NAME",
        )
    return dump(programs[0].declared)


def vanished(programs: list[Program]) -> tuple[list[str], int]:
    """Return what the checked-in manifests have and the programs have not, and how many compared.

    Raises:
        ConfigError: no program names a manifest.
        ManifestError: a manifest cannot be read.
    """
    compared = [program for program in programs if program.target.manifest and program.target.spec]
    if not compared:
        raise ConfigError(
            "nothing to compare: no program has both `app` and `manifest`",
            hint="write the manifest: `doccheck inventory --output-format json -o cli.json`,"
            ' and name it: manifest = "cli.json"',
        )
    gone: list[str] = []
    for program in compared:
        if program.tree is not None:
            old = load_manifest(manifest_text(program.target))
            gone += _gone(program.name, old.root, program.tree.root, ())
    return gone, len(compared)


def _gone(program: str, old: CommandNode, new: CommandNode, path: tuple[str, ...]) -> Iterator[str]:
    name = " ".join((program, *path))
    known = _names(new)
    for param in old.options():
        for option in (*param.opts, *param.secondary_opts):
            if option not in known:
                yield f"`{name}` no longer has the option `{option}`"
    for child, node in old.commands.items():
        if child in new.commands:
            yield from _gone(program, node, new.commands[child], (*path, child))
        else:
            yield f"`{name}` no longer has the command `{child}`"


def _names(node: CommandNode) -> set[str]:
    return {
        option for param in node.options() for option in (*param.opts, *param.secondary_opts)
    } | set(node.help_options)


def _program(tree: CommandTree) -> Iterator[str]:
    version = f" {tree.version}" if tree.version else ""
    yield f"## {tree.program}{version}\n"
    for path, node in tree.walk():
        if not node.hidden:
            yield from _command((tree.program, *path), node)


def _command(path: tuple[str, ...], node: CommandNode) -> Iterator[str]:
    yield f"### `{' '.join(path)}`\n"
    first = node.help.strip().split("\n\n")[0].replace("\n", " ").strip("\b ")
    if first:
        yield f"{_cell(first)}\n"
    if node.deprecated is not None:
        yield f"Deprecated. {node.deprecated}".strip() + "\n"
    shown = [param for param in node.params if not param.hidden]
    if shown:
        yield "| parameter | value | required | meaning |\n|---|---|---|---|"
        yield "\n".join(_parameter(param) for param in shown) + "\n"


def _parameter(param: Parameter) -> str:
    if param.kind == "option":
        names = ", ".join(f"`{name}`" for name in (*param.opts, *param.secondary_opts))
    else:
        names = f"`{param.metavar or param.name.upper()}`"
    value = "" if param.is_flag or param.count else _value(param)
    required = "yes" if param.required else ""
    return f"| {names} | {value} | {required} | {_cell(param.help)} |"


def _value(param: Parameter) -> str:
    if param.type.choices:
        return ", ".join(f"`{choice}`" for choice in param.type.choices)
    many = "..." if param.nargs == -1 or param.multiple else ""
    return f"{param.type.name}{many}"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
