"""The surroundings of a probe: its environment and the sandbox in front of it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_KEPT = frozenset(
    {"PATH", "LANG", "LANGUAGE", "TZ", "VIRTUAL_ENV", "SYSTEMROOT", "WINDIR", "COMSPEC", "PATHEXT"}
)
_XDG = {"CONFIG": ".config", "DATA": ".local/share", "CACHE": ".cache", "STATE": ".local/state"}


def environment(home: Path, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a probe: nothing of the user's but paths and language.

    `home` is a private folder that stands for the user's.
    """
    given = os.environ if given is None else given
    kept = {name: value for name, value in given.items() if name in _KEPT or name.startswith("LC_")}
    private = {f"XDG_{name}_HOME": str(home / place) for name, place in _XDG.items()}
    return {
        **kept,
        **private,
        "HOME": str(home),
        "USERPROFILE": str(home),
        "TMPDIR": str(home),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONWARNINGS": "ignore",
        "NO_COLOR": "1",
        "TERM": "dumb",
        "COLUMNS": "80",
    }


def bubblewrap() -> str | None:
    """Return the path of bubblewrap where it is installed and allowed to work."""
    path = shutil.which("bwrap")
    return path if path is not None and _works(path) else None


def wrapped(
    bwrap: str, command: list[str], home: Path, cwd: Path, environ: Mapping[str, str]
) -> list[str]:
    """Put bubblewrap in front of `command`.

    It is to be started with an empty environment: the processes inside can read its own.
    """
    variables = [part for item in environ.items() for part in ("--setenv", *item)]
    place = ["--bind", str(home), str(home), "--chdir", str(cwd)]
    return [bwrap, *_PROFILE, *place, *variables, "--", *command]


_PROFILE = [
    "--unshare-all",
    "--die-with-parent",
    "--new-session",
    "--ro-bind", "/", "/",
    "--dev", "/dev",
    "--size", str(64 << 20), "--tmpfs", "/dev/shm",  # noqa: S108  # private and bounded
    "--remount-ro", "/dev",
    "--proc", "/proc",
]  # fmt: skip


@cache
def _works(bwrap: str) -> bool:
    """Try the whole profile once: a bwrap that is there may still not be allowed to work."""
    try:
        done = subprocess.run(  # noqa: S603  # a fixed command
            [bwrap, *_PROFILE, "--", "/bin/true"],
            env={},
            capture_output=True,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
