"""The server's side of a websocket (RFC 6455), for stand-ins that stream."""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import struct
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import Any

_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10


class Channel:
    """One connection, after the handshake."""

    def __init__(self, handler: BaseHTTPRequestHandler) -> None:
        self._handler = handler
        self._guard = threading.Lock()
        key = handler.headers["Sec-WebSocket-Key"] + _GUID
        accept = base64.b64encode(hashlib.sha1(key.encode(), usedforsecurity=False).digest())
        handler.send_response(101)
        handler.send_header("Upgrade", "websocket")
        handler.send_header("Connection", "Upgrade")
        handler.send_header("Sec-WebSocket-Accept", accept.decode())
        handler.end_headers()
        handler.wfile.flush()
        handler.close_connection = True

    def send(self, message: object) -> None:
        self._frame(_TEXT, json.dumps(message).encode())

    def _frame(self, opcode: int, payload: bytes) -> None:
        size = len(payload)
        length = bytes([size]) if size < 126 else b"\x7e" + struct.pack(">H", size)
        with self._guard, suppress(OSError):
            self._handler.wfile.write(bytes([0x80 | opcode]) + length + payload)
            self._handler.wfile.flush()

    def receive(self) -> dict[str, Any] | None:
        """The next message; None when the client is gone. Pings are answered."""
        while True:
            try:
                opcode, payload = self._read()
            except (OSError, ValueError, struct.error):
                return None
            if opcode == _TEXT:
                message: dict[str, Any] = json.loads(payload)
                return message
            if opcode == _CLOSE:
                return None
            if opcode == _PING:
                self._frame(_PONG, payload)

    def _read(self) -> tuple[int, bytes]:
        stream = self._handler.rfile
        first, second = struct.unpack("BB", stream.read(2))
        size = second & 0x7F
        if size == 126:
            (size,) = struct.unpack(">H", stream.read(2))
        mask = stream.read(4)
        payload = bytes(each ^ mask[at % 4] for at, each in enumerate(stream.read(size)))
        return first & 0x0F, payload

    def drop(self) -> None:
        """Break the connection off without a word."""
        with suppress(OSError):
            self._handler.connection.shutdown(socket.SHUT_RDWR)
