"""One command's share of an invocation: options, arguments, and what is wrong with them."""

from __future__ import annotations

from msgspec import Struct, field

from doccheck.model.resolution import Problem, ProblemKind, SkipReason
from doccheck.resolve.grammar import Grammar, Place
from doccheck.resolve.misplaced import owner_above, owner_below
from doccheck.resolve.nearest import nearest
from doccheck.resolve.parsed import Fault, Parsed, Use
from doccheck.resolve.parser import OptionParser
from doccheck.resolve.process import Processed, Processor, shown
from doccheck.resolve.tokens import Token
from doccheck.resolve.unpack import Unpacked, unpack


class Level(Struct):
    """What one command makes of the words.

    `left` are the words that it passes on. `stops` is set where nothing after this command is
    judged; `may_go_on` where a missing subcommand is not reported.
    """

    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    left: list[Token] = field(default_factory=list)
    stops: bool = False
    may_go_on: bool = False
    doubt: tuple[SkipReason, str] | None = None


def read_level(
    grammar: Grammar, words: list[Token], place: Place, *, strict: bool, link: bool = False
) -> Level:
    """Parse `words` for the command of `grammar`; `link` is set for a command of a chain.

    Unless `strict`, only names are checked: no values, and no word is missing or too much.
    """
    return _Reader(grammar, place, strict=strict).read(words, link=link)


class _Reader:
    def __init__(self, grammar: Grammar, place: Place, *, strict: bool) -> None:
        self._grammar = grammar
        self._place = place
        self._path = place.path
        self._strict = strict
        self._level = Level()

    def read(self, words: list[Token], *, link: bool) -> Level:
        node, level = self._grammar.node, self._level
        interspersed = node.allow_interspersed_args and not link
        parsed = OptionParser(self._grammar, words, interspersed=interspersed).parse()
        level.problems += [
            self._refused(fault) for fault in parsed.faults if self._strict or fault.entry is None
        ]
        unpacked = unpack(parsed.left, self._grammar, link=link)
        broken = bool(parsed.faults) or self._share(parsed, unpacked)
        unsure = parsed.vague or parsed.opaque or parsed.own_names
        done = self._process(parsed, missing=not (broken or unsure or unpacked.loose))
        if parsed.own_names:
            level.doubt = (SkipReason.CUSTOM_PARSER, "names are compared by code of the program")
        level.left = unpacked.left
        level.stops = done.exits
        level.may_go_on = done.may_exit or unsure or broken or unpacked.loose
        if not (done.exits or broken or node.allow_extra_args or node.is_group or link):
            self._too_many(unpacked, sure=not unsure)
        return level

    def _process(self, parsed: Parsed, *, missing: bool) -> Processed:
        processor = Processor(
            self._grammar,
            parsed,
            self._place,
            values=self._strict,
            missing=self._strict and missing,
        )
        done = processor.run()
        level = self._level
        if not (done.exits and level.problems):
            level.problems += done.problems
        level.remarks += done.remarks
        level.remarks += [self._clustered(token) for token in parsed.clusters]
        level.doubt = done.doubt
        return done

    def _refused(self, fault: Fault) -> Problem:
        span = fault.token.span(fault.start, fault.end)
        if fault.entry is not None:
            detail = _usage(fault)
            return Problem(fault.kind, span, fault.name, self._path, detail)
        above = owner_above(fault.name, self._place.above)
        owner = above or owner_below(fault.name, fault.following, self._grammar, self._path)
        if owner is not None:
            kind = ProblemKind.MISPLACED_OPTION
            detail = _belongs(owner, self._path)
            return Problem(kind, span, fault.name, self._path, detail)
        closest = nearest(fault.name, self._grammar.names())
        return Problem(fault.kind, span, fault.name, self._path, closest=closest)

    def _share(self, parsed: Parsed, unpacked: Unpacked) -> bool:
        """Give the arguments their words; tell whether one got too few."""
        short = False
        for index in self._grammar.arguments:
            param = self._grammar.params[index]
            share = unpacked.shares.get(index, ())
            parsed.order.append(index)
            parsed.uses.pop(param.name, None)
            if share:
                parsed.uses[param.name] = [Use(index, None, share)]
            if share and len(share) < param.nargs and not unpacked.loose:
                short = True
                if self._strict and not parsed.faults:
                    detail = f"It takes {param.nargs} values"
                    kind = ProblemKind.MISSING_ARGUMENT
                    problem = Problem(kind, share[-1].span(), shown(param), self._path, detail)
                    self._level.problems.append(problem)
        return short

    def _clustered(self, token: Token) -> Problem:
        name = token.text.partition("=")[0]
        kind = ProblemKind.CLUSTERED_LONG_OPTION
        meant = self._grammar.option(name[0] + name)
        closest = (name[0] + name,) if meant else ()
        return Problem(kind, token.span(0, len(name)), name, self._path, closest=closest)

    def _too_many(self, unpacked: Unpacked, *, sure: bool) -> None:
        if not (unpacked.left and self._strict and sure):
            return
        word = unpacked.left[0]
        nargs = sum(self._grammar.params[index].nargs for index in self._grammar.arguments)
        detail = "It takes no arguments"
        if nargs:
            detail = f"It takes at most {nargs} argument{'s' if nargs > 1 else ''}"
        closest: tuple[str, ...] = ()
        name = word.text.partition("=")[0]
        if self._grammar.option(name) is not None:
            detail = "It is an option: write it before the arguments"
        elif word.text[:1] in self._grammar.prefixes:
            closest = nearest(name, self._grammar.names())
        kind = ProblemKind.UNEXPECTED_ARGUMENT
        problem = Problem(kind, word.span(), word.text, self._path, detail, closest)
        self._level.problems.append(problem)


def _usage(fault: Fault) -> str:
    entry = fault.entry
    if entry is None or not entry.takes_value:
        return ""
    param = entry.param
    metavar = param.metavar or param.name.upper()
    return f"Usage: {' '.join([fault.name, *[metavar] * max(param.nargs, 1)])}"


def _belongs(owner: tuple[str, ...], path: tuple[str, ...]) -> str:
    """Say where a misplaced option should stand."""
    if len(owner) < len(path):
        return f"It belongs to `{' '.join(owner)}`: write it before `{path[len(owner)]}`"
    return f"It belongs to `{' '.join(owner)}`: write it after `{owner[-1]}`"
