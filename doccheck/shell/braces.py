"""Brace expansion: `a{b,c}` is `ab ac`, `{1..3}` is `1 2 3`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, product

from msgspec import Struct

from doccheck.model.source import MappedText, Span


class Part(Struct, frozen=True):
    """A run of a word's value; `quoted` where its characters have no special meaning."""

    text: MappedText
    quoted: bool


_LIMIT = 64
_ATOMS = 200
_RANGE = re.compile(r"(-?\d+|[A-Za-z])\.\.(-?\d+|[A-Za-z])(?:\.\.(-?\d+))?\Z")

Parts = list[Part]


def expand(parts: Sequence[Part]) -> list[Parts] | None:
    """Return the words that the parts of one word stand for; None if they are too many to list.

    A brace without its partner, or without a comma or range inside, is an ordinary character.
    """
    atoms = list(_atoms(parts))
    words = _expanded(atoms) if len(atoms) <= _ATOMS else []
    return words if 0 < len(words) <= _LIMIT else None


def _atoms(parts: Sequence[Part]) -> Iterator[Part]:
    """Cut unquoted text at the characters that matter here."""
    for part in parts:
        if part.quoted:
            yield part
            continue
        for match in re.finditer(r"[{},]|[^{},]+", part.text.text):
            yield Part(part.text.slice(*match.span()), quoted=False)


def _expanded(atoms: Parts) -> list[Parts]:
    for at, atom in enumerate(atoms):
        if not _is(atom, "{"):
            continue
        close, commas = _matching(atoms, at)
        if close is None:
            continue
        inner = _alternatives(atoms, at, close, commas)
        if inner is None:
            continue
        after = _expanded(atoms[close + 1 :])
        if len(inner) * len(after) > _LIMIT:
            return [atoms] * (_LIMIT + 1)
        return [[*atoms[:at], *middle, *tail] for middle, tail in product(inner, after)]
    return [atoms]


def _alternatives(atoms: Parts, at: int, close: int, commas: list[int]) -> list[Parts] | None:
    if commas:
        cuts = [at, *commas, close]
        pieces = (atoms[a + 1 : b] for a, b in pairwise(cuts))
        return [word for piece in pieces for word in _expanded(piece)]
    span = atoms[at].text.whole.cover(atoms[close].text.whole)
    return _range("".join(atom.text.text for atom in atoms[at + 1 : close]), span)


def _matching(atoms: Parts, at: int) -> tuple[int | None, list[int]]:
    """Return the brace that closes the one at `at`, and the commas between the two."""
    depth = 0
    commas: list[int] = []
    for index in range(at, len(atoms)):
        if _is(atoms[index], "{"):
            depth += 1
        elif _is(atoms[index], "}"):
            depth -= 1
            if not depth:
                return index, commas
        elif depth == 1 and _is(atoms[index], ","):
            commas.append(index)
    return None, commas


def _range(text: str, span: Span) -> list[Parts] | None:
    match = _RANGE.match(text)
    if match is None or match[1].isalpha() != match[2].isalpha():
        return None
    first, last = (ord(end) if end.isalpha() else int(end) for end in match.group(1, 2))
    step = abs(int(match[3] or 1)) or 1
    values = range(first, last + 1, step) if first <= last else range(first, last - 1, -step)
    width = max(len(end) for end in match.group(1, 2)) if _padded(match) else 0
    shown = (chr(v) if match[1].isalpha() else f"{v:0{width}d}" for v in values[: _LIMIT + 1])
    return [[Part(MappedText.replaced(text, span), quoted=True)] for text in shown]


def _padded(match: re.Match[str]) -> bool:
    return any(re.match(r"-?0\d", end) for end in match.group(1, 2))


def _is(part: Part, char: str) -> bool:
    return not part.quoted and part.text.text == char
