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
_XDG = ("CONFIG", "DATA", "CACHE", "STATE")


def environment(home: Path, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a probe: nothing of the user's but paths and language.

    `home` is a private folder that stands for the user's.
    """
    given = os.environ if given is None else given
    kept = {name: value for name, value in given.items() if name in _KEPT or name.startswith("LC_")}
    private = {f"XDG_{name}_HOME": str(home / name.lower()) for name in _XDG}
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


def wrap(command: list[str], home: Path, root: Path, environ: Mapping[str, str]) -> list[str]:
    """Put bubblewrap in front of `command` where it works; else return it unchanged."""
    bwrap = shutil.which("bwrap")
    if bwrap is None or not _works(bwrap):
        return command
    return [bwrap, *_profile(home, root, environ), "--", *command]


def _profile(home: Path, root: Path, environ: Mapping[str, str]) -> list[str]:
    """Return the options of bubblewrap: read-only files, no network, a private home.

    bubblewrap itself is started with an empty environment, since the processes inside can read
    that of process 1.
    """
    private = ["--bind", str(home), str(home)]
    variables = [part for item in environ.items() for part in ("--setenv", *item)]
    return [
        "--unshare-all",
        "--die-with-parent",
        "--new-session",
        "--ro-bind", "/", "/",
        "--dev", "/dev",
        "--proc", "/proc",
        *private,
        "--chdir", str(root),
        *variables,
    ]  # fmt: skip


@cache
def _works(bwrap: str) -> bool:
    """Try the whole profile once: a bwrap that is there may still not be allowed to work."""
    profile = _profile(Path("/tmp"), Path("/"), {})  # noqa: S108  # only `true` runs there
    try:
        done = subprocess.run(  # noqa: S603  # a fixed command
            [bwrap, *profile, "--", "/bin/true"],
            env={},
            capture_output=True,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
