"""A small disk of one's own: a tmpfs in a private mount namespace, which ends with its process."""

from __future__ import annotations

import ctypes
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from benchmarks.reliability.examine import Row

_CLONE_NEWNS = 0x20000
_MS_REC, _MS_PRIVATE = 0x4000, 1 << 18
_SIZE = "16m"
_BLOCK = 64 * 1024


class NoDiskError(Exception):
    """There can be no such disk here."""


def on_small_disk(work: Callable[[Path], Row], folder: Path) -> Row:
    """Do work in a process that alone sees a small disk in the folder.

    Raises:
        NoDiskError: This user may not mount one.
    """
    if os.geteuid():
        raise NoDiskError("only root may mount a disk")
    reads, writes = os.pipe()
    number = os.fork()
    if number:
        os.close(writes)
        with open(reads, "rb") as stream:  # noqa: PTH123 - a descriptor
            told = json.loads(stream.read() or b'{"error": "its process ended early"}')
        os.waitpid(number, 0)
        if "error" in told:
            raise NoDiskError(told["error"])
        return Row(**told)
    with suppress(BaseException):
        os.close(reads)
        try:
            _mount(folder)
            answer: dict[str, object] = asdict(work(folder))
        except (OSError, SystemExit) as error:
            answer = {"error": str(error)}
        os.write(writes, json.dumps(answer).encode())
    os._exit(0)


def _mount(folder: Path) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    steps: tuple[Callable[[], int], ...] = (
        lambda: libc.unshare(_CLONE_NEWNS),
        lambda: libc.mount(b"none", b"/", None, _MS_REC | _MS_PRIVATE, None),
        lambda: libc.mount(b"tmpfs", bytes(folder), b"tmpfs", 0, f"size={_SIZE}".encode()),
    )
    for step in steps:
        if step():
            number = ctypes.get_errno()
            raise OSError(number, f"no disk can be mounted: {os.strerror(number)}")


def fill(folder: Path) -> Path:
    """Fill the disk up to the last byte; the file that takes all the room."""
    path = folder / "ballast"
    with path.open("wb", buffering=0) as stream:
        for size in (_BLOCK, 1):
            with suppress(OSError):
                while True:
                    stream.write(b"x" * size)
    return path
