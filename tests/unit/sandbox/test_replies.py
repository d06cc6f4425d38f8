"""A reply that is held back arrives nevertheless, and never keeps a block waiting."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator

import pytest

from doccheck.sandbox.inside import wire
from doccheck.sandbox.inside.replies import Replies

Ends = tuple[socket.socket, socket.socket]


@pytest.fixture
def ends() -> Iterator[Ends]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def _there(end: socket.socket) -> bool:
    return bool(select.select([end], [], [], 0)[0])


def test_a_short_reply_waits_until_there_is_time(ends: Ends) -> None:
    ours, theirs = ends
    replies = Replies(theirs)
    replies.put({"code": 0}, b"first")
    assert not _there(ours)
    replies.flush()
    assert wire.receive(ours) == ({"code": 0}, b"first")
    replies.flush()
    assert not _there(ours)


def test_the_next_reply_sends_the_one_before(ends: Ends) -> None:
    ours, theirs = ends
    replies = Replies(theirs)
    replies.put({"code": 1}, b"")
    replies.put({"code": 2}, b"")
    assert wire.receive(ours) == ({"code": 1}, b"")


def test_a_long_reply_and_one_behind_unread_ones_are_sent_at_once(ends: Ends) -> None:
    ours, theirs = ends
    replies = Replies(theirs)
    replies.put({"code": 1}, b"x" * 20_000)
    replies.put({"code": 2}, b"")  # sending it later might have to wait for the reader
    assert wire.receive(ours) == ({"code": 1}, b"x" * 20_000)
    assert wire.receive(ours) == ({"code": 2}, b"")


def test_what_has_been_asked_is_seen(ends: Ends) -> None:
    ours, theirs = ends
    replies = Replies(theirs)
    assert not replies.asked()
    wire.send(ours, {"op": "run"})
    assert replies.asked()
