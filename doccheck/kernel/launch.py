"""Confines this process, without namespaces, and becomes another program.

Run as `python -I -S -c BOOT LIBRARY FOLDER PROGRAM ARGUMENT...`. What is confined may write
beneath `FOLDER` only, makes no socket, reaches no process outside, and gains no privilege; it may
read what the user may.
"""

from __future__ import annotations

import os
import platform
import sys

from doccheck.kernel import calls, landlock, seccomp, syscalls

BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]); from doccheck.kernel.launch import main; main()"
)
_LIBRARY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_SHARED = ("/dev/shm",)  # noqa: S108  # semaphores stand there
_DEVICES = ("/dev",)


def confined(folder: str, command: list[str]) -> list[str]:
    """Return the words that start `command`, confined to writing beneath `folder`."""
    return [sys.executable, "-I", "-S", "-B", "-c", BOOT, _LIBRARY, folder, *command]


def state() -> str:
    """Return in words what `confined` should keep on this machine, empty for nothing."""
    if landlock.abi() == 0 or not sys.executable:
        return ""
    sockets = ", no sockets" if filters() else ""
    return f"landlock: no writing outside a private folder{sockets}"


def filters() -> bool:
    """Tell whether there is a filter of system calls for this machine."""
    return platform.machine() in syscalls.MACHINES


def system_calls(families: tuple[int, ...]) -> bytes:
    """Return the filter of system calls, empty where the machine has none.

    Args:
        families: The kinds of sockets that may be made.
    """
    if not filters():
        return b""
    return seccomp.assemble(seccomp.rules(families=families, paths="free"), platform.machine())


def main() -> None:
    """Confine this process and execute the rest of the command line.

    Raises:
        OSError: The kernel refuses, or there is no such program.
    """
    folder, *command = sys.argv[2:]
    calls.prctl(calls.PR_SET_NO_NEW_PRIVS, 1)
    rules = landlock.Ruleset(rights=landlock.WRITES)
    rules.allow_write((folder, *_SHARED))
    rules.allow_devices(_DEVICES)
    rules.apply()
    rules.close()
    if program := system_calls(()):
        seccomp.apply(program, listen=False)
    os.execvp(command[0], command)  # noqa: S606  # that is what it is for
