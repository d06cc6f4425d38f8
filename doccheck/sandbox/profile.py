"""From a policy to what a sandbox is told: paths, environment, bounds."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from doccheck.errors import SandboxPolicyError
from doccheck.kernel import calls, syscalls
from doccheck.kernel.claims import PRIVATE_UIDS
from doccheck.sandbox import paths
from doccheck.sandbox.inside.settings import ProgramSettings, Settings
from doccheck.sandbox.interface import Policy

PACKAGE = Path(__file__).resolve().parent.parent
SCRIPTS = Path(__file__).resolve().parent / "scripts"
BOOT = (
    "import sys; sys.path.insert(0, sys.argv[2]); "
    "from doccheck.sandbox.inside.main import main; main()"
)
# Above the ranges that distributions, containers and systemd hand out.


class Place(NamedTuple):
    """Where things stand in a sandbox, as its processes see them."""

    base: str
    root: str
    shims: str
    scripts: str


class Reads(NamedTuple):
    """What a sandbox shows read-only; `granted` is what the policy adds to the system's."""

    system: list[str]
    interpreter: str
    granted: list[str]


def unfiltered() -> str:
    """Return why system calls cannot be filtered on this machine; empty where they can."""
    machine = os.uname().machine
    return "" if machine in syscalls.MACHINES else f"no filter of system calls for {machine}"


def settings(
    policy: Policy,
    place: Place,
    *,
    others: tuple[str, ...],
    uid: int,
    keep_read: bool,
    landlock: bool,
    seccomp: bool,
    paths: str,
    namespace: bool,
    readable: tuple[str, ...],
) -> Settings:
    """Return what a supervisor is told; what follows from `policy` is the same in every backend.

    Raises:
        SandboxPolicyError: There is no bash.
    """
    return Settings(
        base=place.base,
        root=place.root,
        others=others,
        uid=uid,
        keep_read=keep_read,
        landlock=landlock,
        seccomp=seccomp,
        paths=paths,
        namespace=namespace,
        readable=readable,
        environment=environment(policy),
        shell=bash(),
        shims=place.shims,
        forkserver=f"{place.scripts}/forkserver.py",
        limits=limits(policy),
        programs=programs(policy),
        sample_every=policy.sample_every,
    )


def reads(policy: Policy) -> Reads:
    """Return the read-only paths of `policy`.

    Raises:
        SandboxPolicyError: A path would show what is private.
    """
    executable, own = paths.own_interpreter()
    wanted = [*policy.read_only, *([policy.project] if policy.project else [])]
    for program in policy.programs:
        wanted += [*paths.interpreter(program.python), program.script.parent]
    for folder in policy.search_path:
        wanted += [folder]
    granted = paths.guard(wanted)
    known = [path for path in own if not path.startswith("/usr")]
    return Reads(paths.system(), executable, list(dict.fromkeys([*known, *granted])))


def environment(policy: Policy) -> dict[str, str]:
    """Return the environment of blocks: a fixed one, and what the policy names."""
    search = [str(path) for path in policy.search_path]
    base = {
        "PATH": ":".join([*search, *paths.SEARCH]),
        # The machine's own configuration of git may be out of reach, which git takes for an error.
        "GIT_CONFIG_NOSYSTEM": "1",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "TERM": "dumb",
        "COLUMNS": "80",
        "LINES": "24",
        "USER": "reader",
        "LOGNAME": "reader",
        "SHELL": "/bin/bash",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    passed = {name: os.environ[name] for name in policy.pass_environment if name in os.environ}
    return {**base, **passed, **policy.environment}


def limits(policy: Policy) -> Mapping[str, int]:
    """Return the bounds that the supervisor keeps for every block."""
    return {key: int(value) for key, value in asdict(policy.limits).items() if key != "wall"}


def programs(policy: Policy) -> tuple[ProgramSettings, ...]:
    """Return the programs with a fork server."""
    return tuple(
        ProgramSettings(item.name, str(item.script), str(item.python), item.modules)
        for item in policy.programs
    )


def shims(policy: Policy) -> Iterator[tuple[str, str]]:
    """Give the name and the text of the shim of each program.

    The shim runs in the supervisor's interpreter: the program's own may be slow to start.
    """
    executable, _ = paths.own_interpreter()
    source = (SCRIPTS / "shim.py").read_text(encoding="utf-8")
    for index, program in enumerate(policy.programs):
        numbered = source.replace("_SERVER = 63", f"_SERVER = {63 + index}")
        yield program.name, f"#!{executable} -ISE\n{numbered}"


def bash() -> str:
    """Return the path of bash.

    Raises:
        SandboxPolicyError: There is none.
    """
    found = shutil.which("bash", path=":".join(paths.SEARCH))
    if found is None:
        raise SandboxPolicyError("bash is not installed: blocks cannot be run")
    return found


def reads_all(uid: int) -> bool:
    """Tell whether blocks of root may read what only root may, of what they are shown.

    A checkout made by root may be closed to others; which paths there are to read at all is for
    the sandbox to keep.
    """
    if uid < 0:
        return False
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    effective = next(line for line in status.splitlines() if line.startswith("CapEff:"))
    return bool(int(effective.split()[1], 16) & 1 << calls.CAP_DAC_READ_SEARCH)


_taken = itertools.count()


def private_uid() -> int:
    """Return, for root, a user id that nobody else has; -1 for an ordinary user."""
    if os.getuid() != 0:
        return -1
    return PRIVATE_UIDS[(os.getpid() * 131 + next(_taken)) % len(PRIVATE_UIDS)]
