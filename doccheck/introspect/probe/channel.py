"""Frames from the probe to its parent: a length of eight digits in hexadecimal, then JSON."""

import json
import os


class Channel:
    """The writing end; it keeps what it needs, whatever the program does to the modules."""

    def __init__(self, descriptor, write=os.write, dumps=json.dumps):
        self._descriptor = descriptor
        self._write = write
        self._dumps = dumps

    def send(self, kind, **fields):
        """Send one frame."""
        body = self._dumps(dict(fields, kind=kind)).encode("ascii")
        data = b"%08x" % len(body) + body
        while data:
            data = data[self._write(self._descriptor, data) :]
