"""What is known of a program that runs the command in its arguments."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct, field


class Wrapper(Struct, frozen=True, dict=True):
    """How a wrapper's own arguments end and the inner command begins.

    `values` are the options that take the next word; where `flags` is given, every option but
    those takes one. `operands` words stand before the inner command. `stops` are the options that
    run nothing (`command -v`).
    """

    values: str = ""
    flags: str = ""
    operands: int = 0
    stops: str = ""
    scripts: str = ""
    """Options whose value is a script (`bash -c`)."""
    modules: str = ""
    """Options whose value is a Python module to run, what follows being its arguments."""
    entry: str = ""
    """The option that names the inner program, its arguments coming after the operands."""
    replaces: str = ""
    """The option that names the text to be replaced by an argument (`xargs -I %`)."""
    starts: str = ""
    """Words, anywhere, after which the inner command begins (`find -exec`)."""
    ends: str = ""
    """Words that end the inner command."""
    subcommands: Mapping[str, Wrapper] = field(default_factory=dict)
    direct: bool = True
    """The command follows by itself; otherwise a subcommand or script option must introduce it."""
    interspersed: bool = False
    """Options may stand behind operands."""
    assigns: bool = False
    """`NAME=value` words set variables."""
    dashes: bool = False
    """Only what stands after `--` is a command."""
    joins: bool = False
    """The words are joined to one script, which a shell reads again (`ssh`, `eval`)."""
    each: bool = False
    """Every word is a script of its own."""
    stdin: bool = False
    """Without a command it reads a script from its input."""
    more: bool = False
    """It adds arguments of its own."""
    versions: bool = False
    """The program may carry a version (`prog@latest`)."""
    scopes: bool = False
    """The program may stand behind the name of an environment (`docs:prog`)."""

    def named(self, field_name: str) -> frozenset[str]:
        """The words that one of the text fields lists."""
        return self._lists[field_name]

    @cached_property
    def _lists(self) -> dict[str, frozenset[str]]:
        return {name: frozenset(str(getattr(self, name)).split()) for name in _LISTS}

    @cached_property
    def valued(self) -> frozenset[str]:
        """The options of every kind that take the next word."""
        return frozenset(
            f"{self.values} {self.scripts} {self.modules} {self.entry} {self.replaces}".split()
        )

    @cached_property
    def bare(self) -> frozenset[str]:
        """The options that take no value, where these are the fewer."""
        return frozenset(self.flags.split())


_LISTS = ("stops", "scripts", "modules", "entry", "replaces", "starts", "ends")


def only(values: str = "", **subcommands: Wrapper) -> Wrapper:
    """Describe a program that runs commands through some of its subcommands alone."""
    named = {name.replace("_", "-"): wrapper for name, wrapper in subcommands.items()}
    return Wrapper(values, subcommands=named, direct=False)
