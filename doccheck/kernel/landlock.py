"""Landlock: what a process and its children may open, by path, without any privilege."""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Iterable

from doccheck.kernel.calls import syscall

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same numbers on every architecture
_VERSION_FLAG = 1
_RULE_PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
_MAKE_CHAR, _MAKE_BLOCK = 1 << 6, 1 << 11
_IOCTL_DEV = 1 << 15
_RIGHTS_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_NET_BY_ABI = {4: 3}
_SCOPES_BY_ABI = {6: 3}
SCOPE_SIGNAL = 2
SIGNALS_ABI = 6

_FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | 1 << 14 | _IOCTL_DEV
READ = EXECUTE | READ_FILE | READ_DIR
WRITES = (1 << 16) - 1 & ~READ  # every right to change something
DEVICE = READ_FILE | WRITE_FILE | _IOCTL_DEV


def abi() -> int:
    """Return the version of Landlock that the kernel offers, 0 for none."""
    try:
        return syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION_FLAG))
    except OSError:
        return 0


def _upto(table: dict[int, int], version: int) -> int:
    return max((value for since, value in table.items() if since <= version), default=0)


class Ruleset:
    """Rules to be applied to processes; close it when no process needs it any more."""

    def __init__(self, *, rights: int | None = None, network: bool = True) -> None:
        """Handle `rights` (every right by default), so that only granted paths keep them."""
        version = abi()
        everything = _upto(_RIGHTS_BY_ABI, version)
        self._handled = everything if rights is None else rights & everything
        attributes = [
            self._handled,
            _upto(_NET_BY_ABI, version) if network else 0,
            _upto(_SCOPES_BY_ABI, version) if network else SCOPE_SIGNAL * (version >= SIGNALS_ABI),
        ]
        size = 8 if version < min(_NET_BY_ABI) else 16 if version < SIGNALS_ABI else 24
        block = (ctypes.c_uint64 * 3)(*attributes)
        self._fd = syscall(_CREATE, ctypes.byref(block), ctypes.c_size_t(size), ctypes.c_uint32(0))

    def allow_read(self, paths: Iterable[str]) -> None:
        """Let files beneath `paths` be read and executed; a missing path is left out."""
        for path in paths:
            self._allow(path, READ)

    def allow_write(self, paths: Iterable[str]) -> None:
        """Let everything but devices be made, changed and removed beneath `paths`."""
        for path in paths:
            self._allow(path, self._handled & ~(_MAKE_CHAR | _MAKE_BLOCK | _IOCTL_DEV))

    def allow_devices(self, paths: Iterable[str]) -> None:
        """Let the devices at `paths` be used."""
        for path in paths:
            self._allow(path, DEVICE)

    def apply(self) -> None:
        """Confine this process and its later children; needs `no_new_privs`."""
        syscall(_RESTRICT, ctypes.c_int(self._fd), ctypes.c_uint32(0))

    def close(self) -> None:
        """Give up the ruleset; processes confined by it stay so."""
        os.close(self._fd)

    def _allow(self, path: str, rights: int) -> None:
        try:
            fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            return
        try:
            if not stat.S_ISDIR(os.fstat(fd).st_mode):
                rights &= _FILE_RIGHTS
            self._add(rights & self._handled, fd)
        finally:
            os.close(fd)

    def _add(self, rights: int, fd: int) -> None:
        if rights:
            attribute = rights.to_bytes(8, "little") + fd.to_bytes(4, "little")
            syscall(
                _ADD,
                ctypes.c_int(self._fd),
                ctypes.c_int(_RULE_PATH_BENEATH),
                ctypes.c_char_p(attribute),
                ctypes.c_uint32(0),
            )
