"""What an attack is, and the words that scripts are made of."""

from __future__ import annotations

import os
from typing import NamedTuple

from doccheck.sandbox.interface import Network

PYTHON = "/usr/bin/python3"
STRAY = f"doccheck-stray-{os.getpid()}"
_HEAD = """\
import ctypes, os, sys, time, socket, struct
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *args):
    return libc.syscall(number, *[ctypes.c_long(a) if isinstance(a, int) else a for a in args])
def tried(ok):
    print('ESCAPED' if ok else 'refused')
def attempt(action):
    try: tried(action() is not False)
    except OSError: print('refused')
def supervisors():
    found, pid = [], os.getpid()
    while pid > 1:
        text = open(f'/proc/{{pid}}/stat').read()
        pid = int(text.rpartition(')')[2].split()[1])
        try: words = open(f'/proc/{{pid}}/cmdline').read()
        except OSError: continue
        if 'sandbox.inside' in words: found.append(pid)
    return found
"""


class Attack(NamedTuple):
    """One attempt. It has escaped when it prints `ESCAPED` or changes something outside.

    `follow` is run as the next block, and may find what the first left for it. `escapes` names the
    backends that are known not to contain it.
    """

    name: str
    aspect: str
    script: str
    follow: str = "true"
    network: Network = Network.NONE
    escapes: tuple[str, ...] = ()


def python(source: str) -> str:
    """Return a block that runs `source` in the system's Python, a few helpers ahead."""
    return f"{PYTHON} - <<'PYTHON'\n{_HEAD}{source}\nPYTHON\n"


def stray(prefix: str) -> str:
    """Return a command that runs for long under a name that is looked for afterwards."""
    return f"{prefix} bash -c 'exec -a {STRAY} sleep 300' "
