"""The first pass over the words of one command: options and their values.

It follows `click.parser` step by step. Where click would stop with an error, the problem is noted
and the pass goes on as far as the rest is certain.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from msgspec.structs import replace

from doccheck.model.command import DYNAMIC, Unknown
from doccheck.model.resolution import ProblemKind
from doccheck.resolve.grammar import Entry, Grammar
from doccheck.resolve.parsed import Fault, Parsed, Use
from doccheck.resolve.tokens import Token


class OptionParser:
    """Takes the options of one command out of the words."""

    def __init__(self, grammar: Grammar, tokens: Iterable[Token], *, interspersed: bool) -> None:
        self._grammar = grammar
        self._words = deque(tokens)
        self._interspersed = interspersed
        self._parsed = Parsed()
        # So many of the next words may belong to an option that is not known.
        self._doubt = 0

    def parse(self) -> Parsed:
        """Return what the words hold; called once."""
        while self._words:
            token = self._words.popleft()
            text = token.text
            if text == "--":
                break
            if self._like_option(token):
                self._doubt = 0
                self._option(token)
            elif token.options:
                self._parsed.vague = True
            elif not self._plain(token):
                break
        self._parsed.left.extend(self._words)
        return self._parsed

    def _plain(self, token: Token) -> bool:
        """Keep a word that is no option; tell whether to go on."""
        if token.loose:  # it may end in an option, which takes the next words
            self._doubt = self._grammar.most_values
        elif self._doubt or self._parsed.opaque:
            token = token.loosened()
            self._doubt = max(self._doubt - 1, 0)
        if self._interspersed:
            self._parsed.left.append(token)
            return True
        if token.loose and not self._grammar.node.is_group:
            self._words = deque(word.loosened() for word in self._words)
        self._words.appendleft(token)
        return False

    def _option(self, token: Token) -> None:
        text = token.text
        name, equals, _ = text.partition("=")
        entry = None
        if DYNAMIC not in name:
            entry = self._grammar.long.get(self._grammar.normalize_opt(name))
        elif self._may_be_long(name.partition(DYNAMIC)[0]):
            self._vague()
            return
        if entry is not None:
            self._long(token, entry, name, attached=bool(equals))
        elif text[:2] not in self._grammar.prefixes:
            self._cluster(token)
        elif DYNAMIC in name:
            self._vague()
        elif self._grammar.node.ignore_unknown_options:
            self._parsed.left.append(token)
        else:
            self._unknown(token, 0, len(name), name, attached=bool(equals))

    def _may_be_long(self, start: str) -> bool:
        known = self._grammar.normalize_opt(start)
        return any(name.startswith(known) for name in self._grammar.long)

    def _long(self, token: Token, entry: Entry, name: str, *, attached: bool) -> None:
        if entry.takes_value:
            if attached:
                self._words.appendleft(token.rest(len(name) + 1))
            self._take(token, entry, 0, len(name))
        elif attached:
            self._fault(Fault(ProblemKind.OPTION_ARITY, token, 0, len(name), name, entry))
        else:
            self._record(entry, token)

    def _cluster(self, token: Token) -> None:
        """Read short options behind one prefix; the first that takes a value takes the rest."""
        text = token.text
        unknown = ""
        for at, letter in enumerate(text[1:], 1):
            if letter == DYNAMIC:
                self._vague()
                break
            entry = self._grammar.short.get(self._grammar.normalize_opt(text[0] + letter))
            if entry is None:
                if not self._grammar.node.ignore_unknown_options:
                    self._unknown_letter(token, at)
                    return
                unknown += letter
            elif entry.takes_value:
                if at + 1 < len(text):
                    self._words.appendleft(token.rest(at + 1))
                self._take(token, entry, at, at + 1)
                if at + 1 < len(text):
                    break
            else:
                self._record(entry, token)
        if unknown:
            self._parsed.left.append(token.instead(text[0] + unknown))
        self._note_cluster(token)

    def _note_cluster(self, token: Token) -> None:
        """Remember a cluster that reads like a long option with one dash too few."""
        name = token.text.partition("=")[0]
        if len(name) > 2 and self._grammar.option(name[0] + name):  # noqa: PLR2004 - a dash and two letters
            self._parsed.clusters.append(token)

    def _unknown_letter(self, token: Token, at: int) -> None:
        """Refuse a cluster: the whole word where it was meant as a long option, else the letter."""
        name = token.text.partition("=")[0]
        meant_long = self._grammar.option(name[0] + name) is not None
        if meant_long or (at == 1 and len(name) != len("-xy")):
            self._unknown(token, 0, len(name), name, attached=name != token.text)
        else:
            letter = token.text[0] + token.text[at]
            self._unknown(token, at, at + 1, letter, attached=False)

    def _unknown(self, token: Token, start: int, end: int, name: str, *, attached: bool) -> None:
        if self._grammar.own_names:
            self._parsed.own_names = True
        else:
            self._fault(Fault(ProblemKind.UNKNOWN_OPTION, token, start, end, name))
        self._doubt = int(not attached)

    def _vague(self) -> None:
        self._parsed.vague = True
        self._doubt = self._grammar.most_values

    def _take(self, token: Token, entry: Entry, start: int, end: int) -> None:
        """Give an option its values."""
        if entry.opaque:
            self._parsed.opaque = True
            self._record(entry, token)
            return
        values = self._values(entry)
        if values is None:
            name = token.text[start:end] if start == 0 else token.text[0] + token.text[start:end]
            self._fault(Fault(ProblemKind.OPTION_ARITY, token, start, end, name, entry))
        else:
            self._record(entry, token, values)

    def _values(self, entry: Entry) -> tuple[Token, ...] | None:
        """Return the values of an option, none where it may stand without, None if they lack."""
        nargs = entry.param.nargs
        words = self._words
        if len(words) < nargs and not any(word.loose for word in words):
            if entry.param.optional_value:
                return ()
            words.clear()
            return None
        if nargs == 1:
            return self._one(optional=entry.param.optional_value)
        return self._several(nargs)

    def _one(self, *, optional: bool) -> tuple[Token, ...]:
        word = self._words[0]
        if optional and (word.loose or self._like_option(word)):
            return ()
        if word.unseen:
            return (word,)
        self._words.popleft()
        if word.loose:
            self._more_after(word)
        return (word,)

    def _several(self, nargs: int) -> tuple[Token, ...]:
        """Take `nargs` words; a word that may be several can be all of them."""
        taken: list[Token] = []
        while self._words and len(taken) < nargs:
            loose = bool(taken) and taken[-1].loose
            if self._words[0].unseen or (loose and self._like_option(self._words[0])):
                break
            taken.append(self._words.popleft())
        for word in taken:
            if word.loose:
                self._more_after(word)
        return tuple(taken)

    def _like_option(self, word: Token) -> bool:
        return len(word.text) > 1 and word.text[0] in self._grammar.prefixes

    def _more_after(self, word: Token) -> None:
        """Keep in mind that a glob or a substitution may bring more words than the value."""
        if self._interspersed and word.word.unknown is not Unknown.VARIABLE:
            self._parsed.left.append(word)
            self._doubt = self._grammar.most_values

    def _record(self, entry: Entry, token: Token, values: tuple[Token, ...] = ()) -> None:
        use = Use(entry.index, token, values, entry.truth)
        uses = self._parsed.uses.setdefault(entry.param.name, [])
        if not (entry.param.multiple or entry.param.count):
            uses.clear()
        uses.append(use)
        self._parsed.order.append(entry.index)

    def _fault(self, fault: Fault) -> None:
        self._parsed.faults.append(replace(fault, following=tuple(self._words)))
