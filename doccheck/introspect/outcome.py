"""What comes back from a probe: its frames, its output, and how it ended."""

from __future__ import annotations

import json
import signal
from pathlib import Path

from msgspec import Struct, field

_READ_ONLY = ("Read-only file system", "PermissionError")
_BY_SIGNAL = 128  # bubblewrap ends with this and the number of the signal, as shells do
_REPLY_MOST = 256 * 1024 * 1024
_HEADER = 8


class Outcome(Struct):
    """What a probe answered and how it ended."""

    frames: list[dict[str, object]] = field(default_factory=list)
    output: str = ""
    isolation: str = ""
    timed_out: bool = False
    code: int | None = None

    def frame(self, kind: str) -> object | None:
        """Return the content of the first frame of a kind."""
        return next((frame[kind] for frame in self.frames if frame["kind"] == kind), None)

    @property
    def stage(self) -> str:
        """The last stage that the probe reached."""
        stages = [str(frame["stage"]) for frame in self.frames if frame["kind"] == "stage"]
        return stages[-1] if stages else "start"

    @property
    def error(self) -> tuple[str, str] | None:
        """The kind and message of the error that the probe reported, None without one."""
        for frame in self.frames:
            if frame["kind"] == "error":
                return str(frame["error"]), str(frame["message"])
        return None

    @property
    def wrote_in_vain(self) -> bool:
        """Tell whether the import failed because files are read-only."""
        kind, message = self.error or ("", "")
        return kind == "import" and any(text in message for text in _READ_ONLY)

    @property
    def ending(self) -> str:
        """How the process ended, in words, where it gave no answer."""
        code = self.code or 0
        number = -code if code < 0 else code - _BY_SIGNAL
        if number > 0:
            name = signal.Signals(number).name if number in set(signal.Signals) else str(number)
            return f"it was killed by {name} ({self.stage})"
        return f"it ended the interpreter with exit code {code} ({self.stage})"


class Frames:
    """Puts the stream of the reply pipe together again, the private home written as `~`."""

    def __init__(self, home: Path) -> None:
        self._home = json.dumps(str(home))[1:-1].encode("ascii")
        self.decoded: list[dict[str, object]] = []
        self.complete = False
        self._buffer = bytearray()

    def feed(self, data: bytes) -> None:
        """Take in what was read from the pipe."""
        self._buffer += data
        while len(self._buffer) >= _HEADER and not self.complete:
            try:
                end = _HEADER + int(self._buffer[:_HEADER], 16)
            except ValueError:  # somebody else wrote on the descriptor
                self.complete = True
                return
            if end > _REPLY_MOST:
                self.complete = True
            if len(self._buffer) < end or self.complete:
                return
            self._add(bytes(self._buffer[_HEADER:end]))
            del self._buffer[:end]

    def _add(self, body: bytes) -> None:
        try:
            frame = json.loads(body.replace(self._home, b"~"))
        except ValueError:
            self.complete = True
            return
        self.decoded.append(frame)
        self.complete = frame["kind"] in ("end", "error")
