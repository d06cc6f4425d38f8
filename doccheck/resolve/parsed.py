"""What the first pass over the words of one command finds."""

from __future__ import annotations

from msgspec import Struct, field

from doccheck.model.resolution import ProblemKind
from doccheck.resolve.grammar import Entry
from doccheck.resolve.tokens import Token


class Use(Struct, eq=False):
    """One use of a parameter: the option's name as written, and its values.

    `name` is None for an argument. `truth` is what a flag is set to.
    """

    index: int
    name: Token | None
    values: tuple[Token, ...] = ()
    truth: bool = True


class Fault(Struct, frozen=True):
    """What the parser refuses: `start` and `end` bound the name at fault in `token`."""

    kind: ProblemKind
    token: Token
    start: int
    end: int
    name: str
    entry: Entry | None = None
    following: tuple[Token, ...] = ()


class Parsed(Struct):
    """What the first pass found.

    `uses` holds the values that count, by the name under which the program stores them; `order`
    the parameters in the order of the words; `left` the words that are no options. `vague` is set
    where an option may have been given without our knowing which, `own_names` where the program's
    own code decides whether a name is known.
    """

    uses: dict[str, list[Use]] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    left: list[Token] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    clusters: list[Token] = field(default_factory=list)
    vague: bool = False
    own_names: bool = False
    opaque: bool = False
