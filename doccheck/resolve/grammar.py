"""What one command accepts, in the form the parser looks things up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct, field

from doccheck.model.source import Span
from doccheck.model.tree import CommandNode, CommandTree, Parameter, ValueType
from doccheck.resolve.dialect import Dialect

_PARSING = frozenset({"parse_args", "make_parser", "make_context", "get_params", "main"})
_LOOKUP = frozenset({"get_command", "resolve_command", "list_commands", "invoke"})
_TAKING = frozenset({"add_to_parser"})
_HELP_NAME = "\0help"

_NORMALIZATIONS: dict[str, Callable[[str], str]] = {
    "lower": str.lower,
    "dash": lambda text: text.replace("_", "-"),
    "lower-dash": lambda text: text.lower().replace("_", "-"),
}


class Inherited(Struct, frozen=True):
    """What a command takes over from the groups above it."""

    normalization: str = "none"
    environment: bool = False
    """Environment variables named after the options can supply them."""


class Entry(Struct, frozen=True):
    """One name of an option, as the parser finds it; `truth` is what a flag is set to."""

    index: int
    param: Parameter
    takes_value: bool
    truth: bool = True

    @property
    def opaque(self) -> bool:
        """Tell whether the program's own code decides how many words the option takes."""
        return not _TAKING.isdisjoint(self.param.custom)


def split_opt(name: str) -> tuple[str, str]:
    """Return the prefix of an option's name, and the rest."""
    first = name[:1]
    if first.isalnum():
        return "", name
    if name[1:2] == first:
        return name[:2], name[2:]
    return first, name[1:]


class Grammar(Struct):
    """A command with its options indexed by normalised name.

    `prefixes` are the characters, and pairs of them, with which an option may begin.
    """

    node: CommandNode
    inherited: Inherited
    dialect: Dialect
    params: tuple[Parameter, ...] = ()
    short: dict[str, Entry] = field(default_factory=dict)
    long: dict[str, Entry] = field(default_factory=dict)
    prefixes: set[str] = field(default_factory=lambda: {"-", "--"})
    arguments: tuple[int, ...] = ()
    required: tuple[int, ...] = ()
    most_values: int = 0
    """The largest number of values that an option takes."""
    children: dict[int, Grammar] = field(default_factory=dict)
    """The grammars of the subcommands, by the id of their node."""
    _function: Callable[[str], str] | None = None

    def __post_init__(self) -> None:
        self._function = _NORMALIZATIONS.get(self.inherited.normalization)
        self.params = (*self.node.params, *_help(self.node))
        self.required = tuple(
            index for index, param in enumerate(self.params) if self._demanded(param)
        )
        self.arguments = tuple(
            index for index, param in enumerate(self.params) if param.kind == "argument"
        )
        for index, param in enumerate(self.params):
            if param.kind == "option":
                self._add(index, param)
        entries = (*self.short.values(), *self.long.values())
        taking = (entry.param.nargs for entry in entries if entry.takes_value)
        self.most_values = max(taking, default=0)

    @property
    def own_parser(self) -> bool:
        """Tell whether the program's own code parses the words of this command."""
        return self.node.default_command is None and not _PARSING.isdisjoint(self.node.custom)

    @property
    def own_lookup(self) -> bool:
        """Tell whether the program's own code finds the subcommands."""
        return not _LOOKUP.isdisjoint(self.node.custom)

    @property
    def own_names(self) -> bool:
        """Tell whether the program's own code decides which names are the same."""
        return self.inherited.normalization == "custom"

    def normalize(self, name: str) -> str:
        """Return `name` (no prefix) as the program compares it."""
        return self._function(name) if self._function else name

    def normalize_opt(self, name: str) -> str:
        """Return an option's name as the program compares it."""
        if self._function is None:
            return name
        prefix, rest = split_opt(name)
        return prefix + self._function(rest)

    def option(self, name: str) -> Entry | None:
        """Return the option called `name`."""
        known = self.normalize_opt(name)
        return self.long.get(known) or self.short.get(known)

    def names(self) -> Iterator[str]:
        """Yield the names of the options that the help shows."""
        for param in self.params:
            if param.kind == "option" and not param.hidden:
                yield from param.opts
                yield from param.secondary_opts

    def _demanded(self, param: Parameter) -> bool:
        """Tell whether the program refuses to run without the parameter on the command line."""
        if not param.required or param.has_default or param.prompts or param.envvars:
            return False
        return param.kind == "argument" or not self.inherited.environment

    def _add(self, index: int, param: Parameter) -> None:
        valued = not (param.is_flag or param.count)
        self._index(param.opts, Entry(index, param, valued))
        if param.is_flag:
            self._index(param.secondary_opts, Entry(index, param, takes_value=False, truth=False))

    def _index(self, names: tuple[str, ...], entry: Entry) -> None:
        for name in map(self.normalize_opt, names):
            prefix, rest = split_opt(name)
            self.prefixes.add(prefix[:1])
            if len(prefix) == 1 and len(rest) == 1:
                self.short[name] = entry
            else:
                self.long[name] = entry
                self.prefixes.add(prefix)


def _help(node: CommandNode) -> tuple[Parameter, ...]:
    """Return the help option, which takes only the names that nothing else has."""
    taken = {name for param in node.params for name in (*param.opts, *param.secondary_opts)}
    names = tuple(name for name in node.help_options if name not in taken)
    if not names:
        return ()
    kind = ValueType("boolean")
    return (Parameter(_HELP_NAME, "option", kind, names, is_flag=True, eager=True, exits=True),)


class Place(Struct, frozen=True):
    """Where in the invocation a command stands: its path, its name, and the groups above it."""

    path: tuple[str, ...]
    at: Span
    above: tuple[tuple[tuple[str, ...], Grammar], ...] = ()


class Grammars:
    """The grammars of a program, each made when it is first asked for."""

    def __init__(self, tree: CommandTree) -> None:
        self.tree = tree
        self._dialect = Dialect.of(tree.framework)
        self._roots: dict[int, Grammar] = {}

    def of(self, node: CommandNode, above: Grammar | None = None) -> Grammar:
        """Return the grammar of `node`, a command of the tree, below the group `above`."""
        known = above.children if above else self._roots
        found = known.get(id(node))
        if found is None:
            inherited = above.inherited if above else Inherited()
            found = known[id(node)] = self._make(node, inherited)
        return found

    def _make(self, node: CommandNode, inherited: Inherited) -> Grammar:
        own = node.normalization
        effective = Inherited(
            own if own != "none" else inherited.normalization,
            inherited.environment or node.auto_envvar_prefix is not None,
        )
        return Grammar(node, effective, self._dialect)
