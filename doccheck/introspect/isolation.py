"""The surroundings of a probe: its environment and the sandbox in front of it.

The means are those of the sandbox for blocks (`doccheck.kernel`); the profile is wider in one
thing: a program may read at import whatever its user may, wherever that lies, so nothing is hidden.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

_KEPT = frozenset(
    {"PATH", "LANG", "LANGUAGE", "TZ", "VIRTUAL_ENV", "SYSTEMROOT", "WINDIR", "COMSPEC", "PATHEXT"}
)
_XDG = {"CONFIG": ".config", "DATA": ".local/share", "CACHE": ".cache", "STATE": ".local/state"}
_TRUSTED = "/usr/local/bin:/usr/bin:/bin"  # not the user's PATH: a project could put its own there
_SECONDS = 5


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
        "PYTHONHASHSEED": "0",  # the choices of a set come in the same order each time
        "PYTHONWARNINGS": "ignore",
        "NO_COLOR": "1",
        "TERM": "dumb",
        "COLUMNS": "80",
    }


class Start(NamedTuple):
    """How to start a process: what to pass on is to be closed afterwards."""

    words: list[str]
    environ: dict[str, str]
    descriptors: tuple[int, ...] = ()


def state() -> str:
    """Return in words how a probe is confined on this machine."""
    if bubblewrap() is not None:
        return "bubblewrap: read-only files, no network, a private home"
    return fallback() or "resource limits only"


def confined(command: list[str], home: Path, cwd: Path, environ: Mapping[str, str]) -> Start:
    """Put the best sandbox of this machine in front of `command`."""
    bwrap = bubblewrap()
    if bwrap is not None:
        place = ["--bind", str(home), str(home), "--chdir", str(cwd)]
        return _wrapped(bwrap, place, command, environ)
    if fallback():
        from doccheck.kernel import launch  # noqa: PLC0415  # where it is needed

        command = launch.confined(str(home), command)
    return Start(command, dict(environ))


def bubblewrap() -> str | None:
    """Return the path of bubblewrap where it is installed and seen to keep its promises."""
    path = shutil.which("bwrap", path=_TRUSTED)
    return path if path is not None and _bubblewrap_keeps(path) else None


@cache
def fallback() -> str:
    """Return in words what is seen to be kept without namespaces, empty for nothing."""
    if sys.platform != "linux":
        return ""
    from doccheck.kernel import launch  # noqa: PLC0415  # where it is needed
    from doccheck.kernel.scratch import scratch  # noqa: PLC0415  # the same

    with scratch("probe") as folder:
        kept = launch.state()
        return kept if kept and keeps(Start(launch.confined(str(folder), canary()), {})) else ""


@cache
def _bubblewrap_keeps(bwrap: str) -> bool:
    return keeps(_wrapped(bwrap, [], canary(), {}))


def _wrapped(bwrap: str, place: list[str], command: list[str], environ: Mapping[str, str]) -> Start:
    """Put bubblewrap in front of `command`.

    It is started with an empty environment: the processes inside can read its own.
    """
    from doccheck.kernel import launch, seccomp  # noqa: PLC0415  # only where a probe is started

    variables = [part for item in environ.items() for part in ("--setenv", *item)]
    words = [*_PROFILE, *place, *variables]
    rules = launch.system_calls(seccomp.INTERNET)
    if not rules:
        return Start([bwrap, *words, "--", *command], {})
    source, target = os.pipe()
    os.write(target, rules)  # a few KiB: it fits
    os.close(target)
    return Start([bwrap, "--seccomp", str(source), *words, "--", *command], {}, (source,))


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
_CANARY = """\
(: > "$2") 2>/dev/null && exit 3
while read -r name value; do
  case $name$value in NoNewPrivs:0|Seccomp:"$1") exit 4;; esac
done </proc/self/status
"""


def canary() -> list[str]:
    """Return a command that ends well only where it is confined."""
    from doccheck.kernel import launch  # noqa: PLC0415  # only where a probe is started

    return ["/bin/sh", "-c", _CANARY, "sh", "0" if launch.filters() else "none"]


def keeps(start: Start) -> bool:
    """Try the whole profile once: what is there may still not be allowed to work, or leak."""
    with tempfile.NamedTemporaryFile(prefix="doccheck-canary-") as outside:
        try:
            done = subprocess.run(  # noqa: S603  # a fixed command
                [*start.words, outside.name],
                env=start.environ,
                pass_fds=start.descriptors,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        finally:
            for fd in start.descriptors:
                os.close(fd)
    return done.returncode == 0
