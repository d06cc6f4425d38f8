"""What a program accepts: the tree of its commands, as introspection describes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field


class ValueType(Struct, frozen=True):
    """What values a parameter takes.

    `name` is one of `text`, `integer`, `float`, `boolean`, `uuid`, `choice`, `datetime`, `path`,
    `file`, `tuple`, `unprocessed`, `custom`. `custom` runs code of the program's own, so nothing
    is said of its values without the program. `choices` are the words accepted on the command
    line. For `integer` and `float`, `minimum` and `maximum` with their `open` flags bound the
    value unless `clamp` is set. `items` are the types of a tuple.
    """

    name: str
    choices: tuple[str, ...] = ()
    case_sensitive: bool = True
    minimum: float | None = None
    maximum: float | None = None
    minimum_open: bool = False
    maximum_open: bool = False
    clamp: bool = False
    formats: tuple[str, ...] = ()
    items: tuple[ValueType, ...] = ()
    detail: str = ""
    """For `custom`: the qualified name of the class. `pydantic` for a number that it converts."""
    must_exist: bool = False
    """For `path` and `file`: the value names something that must be there already."""


class Parameter(Struct, frozen=True):
    """An option or an argument of a command."""

    name: str
    kind: str
    """`option` or `argument`."""
    type: ValueType
    opts: tuple[str, ...] = ()
    secondary_opts: tuple[str, ...] = ()
    nargs: int = 1
    multiple: bool = False
    required: bool = False
    is_flag: bool = False
    count: bool = False
    optional_value: bool = False
    """An option that may stand without its value."""
    eager: bool = False
    """Processed first; an eager flag (`--help`, `--version`) may end parsing before the rest."""
    exits: bool = False
    """A flag whose callback ends the program (`--version`): nothing after it counts."""
    has_default: bool = False
    has_callback: bool = False
    prompts: bool = False
    envvars: tuple[str, ...] = ()
    hidden: bool = False
    deprecated: str | None = None
    """None if not deprecated, else the message (may be empty)."""
    metavar: str = ""
    help: str = ""
    custom: tuple[str, ...] = ()
    """Parsing methods that the parameter's class overrides."""


class CommandNode(Struct, frozen=True):
    """A command or a group; `commands` is empty for a command.

    `custom` names the parsing methods that the command's class overrides (`get_command`,
    `parse_args`, ...): without the program itself nothing is said of what they decide.
    `lookup` tells where a group finds its commands: `static` (a closed list), `plugins` (entry
    points, modules or folders outside the program were looked through), `project` (Python code
    or metadata of the current project was looked at).
    """

    name: str
    is_group: bool = False
    params: tuple[Parameter, ...] = ()
    commands: Mapping[str, CommandNode] = field(default_factory=dict)
    chain: bool = False
    invoke_without_command: bool = False
    no_args_is_help: bool = False
    allow_extra_args: bool = False
    ignore_unknown_options: bool = False
    allow_interspersed_args: bool = True
    help_options: tuple[str, ...] = ("--help",)
    normalization: str = "none"
    """`none`, `lower`, `dash` (underscores become dashes), `lower-dash` or `custom`."""
    auto_envvar_prefix: str | None = None
    default_command: str | None = None
    hidden: bool = False
    deprecated: str | None = None
    help: str = ""
    epilog: str = ""
    source_file: str | None = None
    source_line: int | None = None
    custom: tuple[str, ...] = ()
    lookup: str = "static"
    failed: tuple[tuple[str, str], ...] = ()
    """Commands that are listed but could not be loaded, each with the reason."""

    def options(self) -> Iterator[Parameter]:
        """Yield the options, in declaration order."""
        return (param for param in self.params if param.kind == "option")

    def arguments(self) -> Iterator[Parameter]:
        """Yield the arguments, in declaration order."""
        return (param for param in self.params if param.kind == "argument")


class CommandTree(Struct, frozen=True):
    """A program: its root command and what configuration checks need."""

    program: str
    root: CommandNode
    app: str = ""
    version: str | None = None
    framework: str = ""
    python: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Declared environment variables, each with the parameter or setting it feeds."""
    environment_prefixes: tuple[str, ...] = ()
    """Beginnings of variables that are the program's alone (`PROG_`): it has no others."""
    paths: tuple[str, ...] = ()
    """Files and folders of the program's own (`~/.prog/logs`); below `~/.prog/data/` all is."""
    schemas: Mapping[str, object] = field(default_factory=dict)
    """JSON Schemas of the program's configuration files, by file name."""

    def find(self, path: Iterable[str]) -> CommandNode | None:
        """Return the command at `path` (the program's name left out), None if there is none."""
        node: CommandNode | None = self.root
        for name in path:
            node = node.commands.get(name) if node else None
        return node

    def walk(self) -> Iterator[tuple[tuple[str, ...], CommandNode]]:
        """Yield every command with its path (the program's name left out), depth first."""
        stack: list[tuple[tuple[str, ...], CommandNode]] = [((), self.root)]
        while stack:
            path, node = stack.pop()
            yield path, node
            stack.extend(
                ((*path, name), child) for name, child in reversed(list(node.commands.items()))
            )
