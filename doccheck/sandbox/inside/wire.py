"""Messages between doccheck and the supervisor: a JSON object and a run of bytes."""

from __future__ import annotations

import json
import socket
import struct

_HEADER = struct.Struct("!II")
_LONGEST = 64 * 1024 * 1024

Message = dict[str, object]


class WireError(Exception):
    """The other side sent something that is no message, or closed in the middle of one."""


def send(channel: socket.socket, message: Message, payload: bytes = b"") -> None:
    """Send one message."""
    head = json.dumps(message).encode()
    channel.sendall(_HEADER.pack(len(head), len(payload)) + head + payload)


def receive(channel: socket.socket) -> tuple[Message, bytes] | None:
    """Wait for one message; None when the other side has closed.

    Raises:
        WireError: What arrives is no message.
    """
    first = channel.recv(_HEADER.size, socket.MSG_WAITALL)
    if not first:
        return None
    if len(first) < _HEADER.size:
        raise WireError("the channel closed within a message")
    head_length, payload_length = _HEADER.unpack(first)
    if head_length + payload_length > _LONGEST:
        raise WireError("a message is too long")
    body = _exactly(channel, head_length + payload_length)
    try:
        message = json.loads(body[:head_length])
    except ValueError:
        raise WireError("a message is not JSON") from None
    if not isinstance(message, dict):
        raise WireError("a message is not an object")
    return message, body[head_length:]


def _exactly(channel: socket.socket, length: int) -> bytes:
    parts: list[bytes] = []
    while length:
        part = channel.recv(min(length, 1 << 20))
        if not part:
            raise WireError("the channel closed within a message")
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
