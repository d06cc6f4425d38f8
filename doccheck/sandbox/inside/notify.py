"""Decides calls that change modes and times where the kernel's own rules do not see paths.

A process asks to change a file; the supervisor makes the change itself, and only beneath the
writable root. The kernel never continues the process's own call, so that nothing can be swapped
between the look and the deed.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import struct
from collections.abc import Callable

from doccheck.kernel import syscalls
from doccheck.kernel.calls import syscall
from doccheck.kernel.seccomp import MODES

_RECEIVE, _SEND, _VALID = 0xC0502100, 0xC0182101, 0x40082102
_NOTIFICATION = struct.Struct("=QIIiIQ6Q")
_REPLY = struct.Struct("=QqiI")
_HERE = -100
_NO_FOLLOW = 0x100
_OPENAT2 = 437
_BENEATH, _NO_MAGIC = 0x08, 0x02
_LONGEST_PATH = 4096
_TIMES = {"utimensat": 32, "utimes": 32, "futimesat": 32, "utime": 16}

_libc = ctypes.CDLL(None, use_errno=True)


class Decider:
    """Answers the calls of processes that may change files beneath `root` only."""

    def __init__(self, root: str) -> None:
        self._root = os.path.realpath(root)
        self._inside = os.open(self._root, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        machine = os.uname().machine
        self._names = {syscalls.number(name, machine): name for name in MODES}

    def decide(self, listener: int) -> None:
        """Answer one call; a process that has gone meanwhile gets no answer."""
        buffer = bytearray(_NOTIFICATION.size)
        with contextlib.suppress(OSError):
            fcntl.ioctl(listener, _RECEIVE, buffer)
            asked, pid, _, number, _, _, *arguments = _NOTIFICATION.unpack(buffer)
            code = self._code(pid, self._names.get(number, ""), arguments, listener, asked)
            fcntl.ioctl(listener, _SEND, bytearray(_REPLY.pack(asked, 0, -code, 0)))

    def _code(self, pid: int, name: str, args: list[int], listener: int, asked: int) -> int:
        try:
            handle, change = self._understood(pid, name, args)
        except OSError as error:
            return error.errno or errno.EPERM
        try:
            fcntl.ioctl(listener, _VALID, struct.pack("=Q", asked))  # what was read was its own
            change(f"/proc/self/fd/{handle}")
        except OSError as error:
            return error.errno or errno.EPERM
        finally:
            os.close(handle)
        return 0

    def _understood(
        self, pid: int, name: str, args: list[int]
    ) -> tuple[int, Callable[[str], None]]:
        """Return the file meant, and the change to make of it."""
        directory, path, value, flags = _arranged(name, args)
        if name.endswith(("utimensat", "utimes", "futimesat", "utime")):
            length = _TIMES[name]
            times = _memory(pid, value, length) if value else None
            change = _times(name, times)
        else:
            change = _mode(value)
        return self._open(pid, directory, path, flags), change

    def _open(self, pid: int, directory: int, path: int, flags: int) -> int:
        words = _string(pid, path) if path else ""
        start = "cwd" if directory == _HERE else f"fd/{directory}"
        full = os.readlink(f"/proc/{pid}/{start}")
        if words:
            full = os.path.join(full, words)
        if full != self._root and not full.startswith(self._root + "/"):
            raise OSError(errno.EPERM, "outside")
        relative = full[len(self._root) + 1 :] or "."
        mode = os.O_PATH | os.O_CLOEXEC | (os.O_NOFOLLOW if flags & _NO_FOLLOW else 0)
        how = struct.pack("=QQQ", mode, 0, _BENEATH | _NO_MAGIC)
        return syscall(
            _OPENAT2,
            ctypes.c_int(self._inside),
            ctypes.c_char_p(os.fsencode(relative)),
            ctypes.c_char_p(how),
            ctypes.c_size_t(len(how)),
        )


def _arranged(name: str, args: list[int]) -> tuple[int, int, int, int]:
    """Return directory, path, value and flags, each call having its own order."""
    first, second, third, fourth = args[:4]
    if name in ("chmod", "utime", "utimes"):
        return _HERE, first, second, 0
    if name == "fchmod":
        return _signed(first), 0, second, 0
    flags = fourth if name in ("fchmodat2", "utimensat") else 0
    return _signed(first), second, third, flags


def _signed(value: int) -> int:
    return ctypes.c_int(value & 0xFFFFFFFF).value


def _mode(mode: int) -> Callable[[str], None]:
    return lambda path: os.chmod(path, mode & 0o1777)


def _times(name: str, data: bytes | None) -> Callable[[str], None]:
    function = _libc.utimensat
    if data is not None and name == "utime":
        accessed, changed = struct.unpack("=qq", data)
        data = struct.pack("=qqqq", accessed, 0, changed, 0)
    elif data is not None and name != "utimensat":
        seconds, part, more, rest = struct.unpack("=qqqq", data)
        data = struct.pack("=qqqq", seconds, part * 1000, more, rest * 1000)

    def change(path: str) -> None:
        if function(_HERE, os.fsencode(path), data, 0) < 0:
            raise OSError(ctypes.get_errno(), path)

    return change


def _memory(pid: int, address: int, length: int) -> bytes:
    fd = os.open(f"/proc/{pid}/mem", os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.pread(fd, length, address)
    finally:
        os.close(fd)


def _string(pid: int, address: int) -> str:
    data = b""
    while b"\0" not in data and len(data) < _LONGEST_PATH:
        end = address + len(data)
        data += _memory(pid, end, min(256, 4096 - end % 4096))
    return os.fsdecode(data.partition(b"\0")[0])
