"""The supervisor's replies: one is on its way while the next block has begun."""

from __future__ import annotations

import array
import fcntl
import socket
import termios

from doccheck.sandbox.inside import wire

_SMALL = 16 << 10  # surely fits into an empty channel: sending it never waits


class Replies:
    """Sends replies; a short one may be held back until there is time for it."""

    def __init__(self, control: socket.socket) -> None:
        """Send on `control`."""
        self._control = control
        self._held: tuple[wire.Message, bytes] | None = None

    def put(self, reply: wire.Message, payload: bytes) -> None:
        """Take a reply; it is sent at once if that could ever keep a block waiting."""
        self.flush()
        self._held = reply, payload
        if len(payload) > _SMALL or self._pending(termios.TIOCOUTQ):
            self.flush()

    def flush(self) -> None:
        """Send what is held back."""
        held, self._held = self._held, None
        if held is not None:
            wire.send(self._control, *held)

    def asked(self) -> bool:
        """Tell whether doccheck has already sent more."""
        return self._pending(termios.FIONREAD)

    def _pending(self, which: int) -> bool:
        count = array.array("i", [0])
        fcntl.ioctl(self._control, which, count)
        return count[0] != 0
