from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doccheck.sandbox.inside import wire


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


@settings(max_examples=50)
@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none()), st.binary(max_size=9999))
def test_a_message_arrives_as_it_was_sent(message: wire.Message, payload: bytes) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        wire.send(ours, message, payload)
        assert wire.receive(theirs) == (message, payload)


def test_a_closed_channel_is_no_message(ends: tuple[socket.socket, socket.socket]) -> None:
    ends[0].close()
    assert wire.receive(ends[1]) is None


@pytest.mark.parametrize(
    "data",
    [
        b"\0\0",
        b"\0\0\0\5\0\0\0\0{}",
        b"\0\0\0\2\0\0\0\0[]",
        b"\0\0\0\2\0\0\0\0{x",
        b"\xff\xff\xff\xff\0\0\0\0",
    ],
)
def test_what_is_no_message_is_refused(
    ends: tuple[socket.socket, socket.socket], data: bytes
) -> None:
    ends[0].sendall(data)
    ends[0].close()
    with pytest.raises(wire.WireError):
        wire.receive(ends[1])
