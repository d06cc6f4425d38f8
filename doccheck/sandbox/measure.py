"""Measures a backend: runs its full profile and tries to get out of it."""

from __future__ import annotations

import os
import secrets
import shlex
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import cast

from doccheck.errors import SandboxError
from doccheck.kernel.scratch import scratch
from doccheck.model.execution import Aspect, Containment, Isolation, Level
from doccheck.sandbox import paths, profile
from doccheck.sandbox.interface import Backend, Limits, Policy, Task

_LIMITS = Limits(
    wall=10.0,
    memory=256 << 20,
    processes=48,
    file_size=4 << 20,
    disk=16 << 20,
)
_SHORT, _LONGEST = "/tmp", 64  # noqa: S108 - the folder made there has a random name
# A limit for the user as a whole cannot be told from outside; its watchdog is not waited for.
_NOT_TRIED = frozenset({Level.SAMPLED, Level.NONE})


class Unusable(Exception):  # noqa: N818  # not an error: an answer
    """The backend does not work here, or does not keep what it should."""


class Bait:
    """A secret in doccheck's own environment, which no block may see.

    It is set and removed by whoever makes it: the environment is not for two threads to change.
    """

    def __init__(self) -> None:
        """Set it."""
        self.name = f"doccheck-canary-{secrets.token_hex(8)}"
        self.value = os.environ[self.name] = secrets.token_hex(8)

    def remove(self) -> None:
        """Remove it."""
        os.environ.pop(self.name, None)


def measure(backend: Backend, bait: Bait | None = None) -> Isolation:
    """Return the isolation that `backend` was seen to keep.

    Args:
        backend: What to measure.
        bait: One that was set already; otherwise one is set meanwhile.

    Raises:
        Unusable: It cannot be started here, or a canary got out.
    """
    missing = backend.missing()
    if missing:
        raise Unusable(missing)
    laid = bait or Bait()
    try:  # inside another sandbox the canaries' own sockets may be refused
        with _outside(laid) as (outside, folder):
            escaped, left = _try(backend, outside, folder)
    except (SandboxError, OSError, ValueError) as error:
        raise Unusable(f"a first run failed: {error}") from None
    finally:
        if bait is None:
            laid.remove()
    return _judge(backend.isolation(), {**escaped, Aspect.LEFTOVERS: left})


def _try(
    backend: Backend, outside: Mapping[str, object], folder: Path
) -> tuple[dict[Aspect, list[str]], list[str]]:
    executable, _ = paths.own_interpreter()
    policy = Policy(project=folder / "project", read_only=(profile.SCRIPTS,), limits=_LIMITS)
    script = shlex.join(
        [executable, "-ISE", str(profile.SCRIPTS / "canaries.py")]
        + [f"{name}={value}" for name, value in outside.items()]
    )
    with backend.open(policy) as worker:
        result = worker.run(Task(script))
        if result.exit_code != 0:
            raise ValueError(result.stderr.strip().rpartition("\n")[2] or "it was killed")
        left = ["left a process running"] if _lives(str(outside["abstract"])) else []
    escaped: dict[Aspect, list[str]] = {}
    for line in result.stdout.splitlines():
        aspect, _, what = line.partition("\t")
        escaped.setdefault(Aspect(aspect), []).extend([what] if what else [])
    return escaped, left


def _judge(declared: Isolation, escaped: Mapping[Aspect, list[str]]) -> Isolation:
    measured = dict(declared.aspects)
    for aspect, found in escaped.items():
        if not found or measured[aspect].level in _NOT_TRIED:
            continue
        if aspect is not Aspect.PROCS:
            raise Unusable(f"a canary got out: {aspect}: {', '.join(found)}")
        measured[aspect] = Containment(Level.SAMPLED, "the kernel's limit does not hold here")
    return Isolation(declared.backend, measured)


@contextmanager
def _outside(bait: Bait) -> Iterator[tuple[dict[str, object], Path]]:
    """Put up what must not be reached."""
    mark, secret = bait.name, bait.value
    with ExitStack() as stack:
        folder = stack.enter_context(scratch("canary", place=_place()))
        folder.chmod(0o755)  # only the sandbox may stand in the way
        (folder / "project").mkdir()
        readme = folder / "project" / "README.md"
        for path in (folder / "file", readme):
            path.write_text(secret, encoding="utf-8")
            path.chmod(0o666)  # likewise
        server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        for address in (f"{folder}/socket", f"\0{mark}"):
            local = stack.enter_context(socket.socket(socket.AF_UNIX))
            local.bind(address)
            local.listen()
        yield (
            {
                "file": str(folder / "file"),
                "project": str(readme),
                "port": cast("tuple[str, int]", server.getsockname())[1],
                "socket": f"{folder}/socket",
                "abstract": mark,
                "pid": os.getpid(),
                "secret": secret,
                "processes": _LIMITS.processes,
                "memory": _LIMITS.memory,
                "file_size": _LIMITS.file_size,
            },
            folder,
        )


def _place() -> str | None:
    """Return where a local socket can be made: its path may not be long, as `TMPDIR` may be."""
    usual = tempfile.gettempdir()
    return _SHORT if len(usual) > _LONGEST and os.access(_SHORT, os.W_OK) else None


def _lives(mark: str) -> bool:
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if entry.read_bytes().startswith(mark.encode()):
                return True
        except OSError:
            continue
    return False
