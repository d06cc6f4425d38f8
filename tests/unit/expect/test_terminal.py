"""What a terminal shows of output that writes over itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doccheck.expect.terminal import as_shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\nb\r\n", "a\nb\n"),
        ("10%\r50%\r100%\n", "100%\n"),
        ("loading\rdone", "doneing"),
        ("loading\r\x1b[Kdone", "done"),
        ("loading\r\x1b[2Kdone", "done"),
        ("loading\x1b[2Kdone", "       done"),
        ("abc\x08\x08\x1b[0Kx", "ax"),
        ("ab\x08c", "ac"),
        ("\x08\x08a", "a"),
        ("N\x08NA\x08A_\x08x", "NAx"),
        ("\x1b[32m10%\x1b[0m\r\x1b[32m99%\x1b[0m\nplain\x1b[1m!\x1b[0m", "99%\nplain!"),
        ("a\r\r\nb", "a\nb"),
        ("first\nab\rc", "first\ncb"),
        ("", ""),
    ],
)
def test_lines(text: str, shown: str) -> None:
    assert as_shown(text) == shown


def _screen(signs: list[str]) -> str:
    """Follow the cursor over a row of cells that is as wide as it has to be."""
    row = [" "] * len(signs)
    at = 0
    for sign in signs:
        if sign == "\r":
            at = 0
        elif sign == "\b":
            at = max(0, at - 1)
        elif sign == "\x1b[K":
            row[at:] = " " * (len(row) - at)
        elif sign == "\x1b[2K":
            row = [" "] * len(row)
        elif sign != "\x1b[1m":
            row[at] = sign
            at += 1
    return "".join(row).rstrip()


@given(st.lists(st.sampled_from(["a", "b", " ", "\r", "\b", "\x1b[K", "\x1b[2K", "\x1b[1m"])))
def test_as_on_a_screen(signs: list[str]) -> None:
    assert as_shown("".join(signs)).rstrip() == _screen(signs)


def test_a_long_progress_takes_no_longer_than_its_length() -> None:
    steps = "\x1b[2K\b\b\bxyz\x1b[Kw\r" * 20_000
    assert as_shown("a" * 200_000 + steps).rstrip() == "xyzw"
