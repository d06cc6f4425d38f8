"""The second pass: the words that are no options become arguments."""

from __future__ import annotations

from msgspec import Struct

from doccheck.resolve.grammar import Grammar
from doccheck.resolve.tokens import Token


class Unpacked(Struct):
    """The share of each argument, by index, and the words beyond them.

    `loose` is set where words of unknown number are among them: then only the shares in front of
    these are certain, and nothing is known to be missing.
    """

    shares: dict[int, tuple[Token, ...]]
    left: list[Token]
    loose: bool = False


def unpack(words: list[Token], grammar: Grammar, *, link: bool = False) -> Unpacked:
    """Share `words` out among the arguments, as click does.

    An argument that takes any number of words gets what the others leave. A group, and a command
    of a chain (`link`), pass on what is left.
    """
    if any(word.loose for word in words):
        return _unpack_loose(words, grammar, passes_on=link or grammar.node.is_group)
    shares: dict[int, tuple[Token, ...]] = {}
    low, high = 0, len(words)
    pending = list(grammar.arguments)
    star = None
    while pending:
        index = pending.pop(0 if star is None else -1)
        nargs = grammar.params[index].nargs
        if nargs < 0:
            star = index
        elif star is None:
            end = min(low + nargs, high)
            shares[index] = tuple(words[low:end])
            low = end
        else:
            start = max(high - nargs, low)
            shares[index] = tuple(words[start:high])
            high = start
    if star is None:
        return Unpacked(shares, words[low:])
    shares[star] = tuple(words[low:high])
    return Unpacked(shares, [])


def _unpack_loose(words: list[Token], grammar: Grammar, *, passes_on: bool) -> Unpacked:
    shares = _certain_shares(words, grammar)
    nargs = [grammar.params[index].nargs for index in grammar.arguments]
    if min(nargs, default=0) < 0:
        return Unpacked(shares, [], loose=True)
    if passes_on:
        rest = words[sum(len(share) for share in shares.values()) :]
        skipped = 0 if len(shares) == len(nargs) else _first_loose(rest)
        return Unpacked(shares, rest[skipped:], loose=True)
    exact = [word for word in words if not word.loose]
    return Unpacked(shares, exact[sum(nargs) :], loose=True)


def _certain_shares(words: list[Token], grammar: Grammar) -> dict[int, tuple[Token, ...]]:
    """Return the shares of the arguments that are filled before the first loose word."""
    shares: dict[int, tuple[Token, ...]] = {}
    at = 0
    for index in grammar.arguments:
        nargs = grammar.params[index].nargs
        share = words[at : at + nargs]
        if nargs < 0 or len(share) < nargs or any(word.loose for word in share):
            break
        shares[index] = tuple(share)
        at += nargs
    return shares


def _first_loose(words: list[Token]) -> int:
    return next(at for at, word in enumerate(words) if word.loose)
