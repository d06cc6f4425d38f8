"""Quotes in directives."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doccheck.extract.directives import parse_directive
from doccheck.extract.quoting import OpenQuoteError, split_colon, split_words
from doccheck.model.source import Span


def options(body: str) -> tuple[tuple[str, str], ...]:
    directive = parse_directive(body, Span(0, 1))
    assert directive.fault == ""
    return directive.options


@pytest.mark.parametrize(
    "body",
    ['run env=NAME="a b"', "run env='NAME=a b'", "run 'env=NAME=a b'", 'run "env"=NAME="a b"'],
)
def test_a_value_with_blanks(body: str) -> None:
    assert options(body) == (("env", "NAME=a b"),)


def test_one_kind_of_quotes_within_the_other() -> None:
    assert options("""run env=A="it's" env=B='say "x"' exit=2""") == (
        ("env", "A=it's"),
        ("env", 'B=say "x"'),
        ("exit", "2"),
    )


def test_values_as_before() -> None:
    assert options(r"run env=A= env=B=c:\x;y env=C=http://x/#y") == (
        ("env", "A="),
        ("env", r"B=c:\x;y"),
        ("env", "C=http://x/#y"),
    )
    assert options('run env=A="" fixtures="my orders/a.csv,b"') == (
        ("env", "A="),
        ("fixtures", "my orders/a.csv,b"),
    )


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('run env=NAME="a b', 'a quote is not closed: env=NAME="a b'),
        ("run env=NAME=it's exit=2", "a quote is not closed: env=NAME=it's exit=2"),
        ("run exit='2 3'", "`exit` cannot be `2 3`"),
        ("output-of env=A='x: acme", "a quote is not closed: env=A='x"),
        ("run env=NAME=a b", "`b` is not a key of run"),
    ],
)
def test_what_is_told_of_a_wrong_quote(body: str, told: str) -> None:
    assert parse_directive(body, Span(0, 1)).fault.startswith(told)


def test_a_colon_within_quotes_ends_nothing() -> None:
    directive = parse_directive("output-of env=A='x: y' exit=1: acme 'a: b'", Span(0, 1))
    assert directive.options == (("env", "A=x: y"), ("exit", "1"))
    assert directive.reason == "acme 'a: b'"
    assert split_colon(": acme it's") == ("", "acme it's")
    assert split_colon("acme") == ("acme", "")


@given(st.text("ab=,. \t\n\"'"))
def test_words_are_those_of_a_shell(text: str) -> None:
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split, lexer.commenters, lexer.escape = True, "", ""
    try:
        expected = list(lexer)
    except ValueError:
        with pytest.raises(OpenQuoteError):
            split_words(text)
    else:
        assert split_words(text) == expected
