"""What is not known is never held against a line.

Words of lines that click accepts are replaced by variables, substitutions and placeholders, or cut
off where more may follow: the result may be any number of things, the accepted line among them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doccheck.model.command import DYNAMIC, Invocation, Unknown, Usage, Word
from doccheck.model.resolution import Unresolved
from doccheck.model.source import MappedText, Span
from doccheck.resolve import resolve
from tests.functional.differential.applications import Spec, applications
from tests.functional.differential.build import build
from tests.functional.differential.compare import tree_of
from tests.functional.differential.convert import node
from tests.functional.differential.lines import Lines
from tests.functional.differential.oracle import ask

_PREFIXES = ("-", "+", "/")
Part = tuple[str, str, Unknown | None, bool]

VARIABLE: Part = ('"$X"', DYNAMIC, Unknown.VARIABLE, False)
PLACEHOLDER: Part = ("<x>", DYNAMIC, Unknown.PLACEHOLDER, False)
SUBSTITUTION: Part = ("$(x)", DYNAMIC, Unknown.SUBSTITUTION, True)


def _invocation(
    parts: list[Part], usage: Usage = Usage.COMMAND, *, more: bool = False
) -> Invocation:
    source, argv = "app", []
    for shown, value, unknown, many in parts:
        at = len(source) + 1
        source = f"{source} {shown}"
        span = Span(at, at + len(shown))
        mapped = MappedText.replaced(value, span)
        argv.append(Word(mapped, span, unknown, many))
    head = (Word(MappedText.verbatim("app", 0), Span(0, 3)),)
    whole = Span(0, len(source))
    return Invocation("app", head, tuple(argv), whole, source, usage, more=more)


def _static(word: str) -> Part:
    return (word or "''", word, None, False)


def _like_option(word: str) -> bool:
    return word.startswith(_PREFIXES)


def _variants(words: list[str], random: Random) -> Iterator[tuple[str, Invocation]]:
    """Yield invocations of which the line is one possible reading."""
    parts = [_static(word) for word in words]
    if words:
        yield from _one_unknown(words, parts, random.randrange(len(words)), random)
        holes = [
            PLACEHOLDER if not _like_option(word) and random.random() < 0.5 else part
            for word, part in zip(words, parts, strict=True)
        ]
        yield "placeholders", _invocation(holes)
    start = random.randrange(len(words) + 1)
    end = min(len(words), start + random.randrange(4))
    # A substitution right behind an option is taken for its value, and only that.
    behind = any(map(_like_option, words[max(0, start - 3) : start]))
    if not behind and "--" not in words[start:end] and not _ends_in_option(words[start:end]):
        yield "many", _invocation([*parts[:start], SUBSTITUTION, *parts[end:]])
    yield "more", _invocation(parts[:start], more=True)
    if not _ends_in_option(words[:start]):
        yield "mention", _invocation(parts[:start], Usage.MENTION)
        yield "synopsis", _invocation(parts[:start], Usage.SYNOPSIS)


def _one_unknown(
    words: list[str], parts: list[Part], at: int, random: Random
) -> Iterator[tuple[str, Invocation]]:
    word, before, after = words[at], parts[:at], parts[at + 1 :]
    # Behind an option in a variable, a word with a dash is taken for an option too.
    if word == "--" or (_like_option(word) and any(map(_like_option, words[at + 1 :]))):
        return
    yield "variable", _invocation([*before, VARIABLE, *after])
    if not _like_option(word):
        yield "placeholder", _invocation([*before, PLACEHOLDER, *after])
    prefix = 2 if word[1:2] == word[:1] else int(_like_option(word))
    if len(word) > prefix:
        start = random.randrange(prefix, len(word))
        end = random.randrange(start + 1, len(word) + 1)
        value = word[:start] + DYNAMIC + word[end:]
        part: Part = (f"{word[:start]}$X{word[end:]}", value, Unknown.VARIABLE, False)
        yield "part", _invocation([*before, part, *after])


def _ends_in_option(words: list[str]) -> bool:
    return bool(words) and _like_option(words[-1])


def test_what_is_not_known_is_no_problem() -> None:
    seen: Counter[str] = Counter()

    @settings(
        max_examples=120,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(applications(), st.integers(0, 2**32))
    def check(spec: Spec, seed: int) -> None:
        tree = tree_of(node(build(spec), "app"))
        oracle = build(spec, neutral=True)
        random = Random(seed)
        lines = Lines(tree, random)
        for _ in range(12):
            words = lines.draw()
            verdict = ask(oracle, words)
            if verdict.kind or verdict.message == "exits":
                continue
            for name, call in _variants(words, random):
                found = resolve(call, tree)
                seen[name] += 1
                assert not isinstance(found, Unresolved), (name, words, call.source, found)

    check()
    assert len(seen) == 8
    assert min(seen.values()) > 200
