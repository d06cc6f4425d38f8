"""What every process of a block is put under, between fork and exec."""

from __future__ import annotations

import contextlib
import os
import resource
import socket
from collections.abc import Mapping

from doccheck.kernel import calls, landlock, seccomp
from doccheck.sandbox.inside.settings import Settings

_DEVICES = ("null", "zero", "full", "random", "urandom")


class Confinement:
    """The rules for the processes of blocks; made once, applied in each new shell."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._ruleset: landlock.Ruleset | None = None
        if settings.landlock:
            self._ruleset = landlock.Ruleset()
            self._ruleset.allow_read(settings.readable)
            self._ruleset.allow_write((settings.root,))
            self._ruleset.allow_devices(f"/dev/{name}" for name in _DEVICES)
        self._filters = {
            network: seccomp.assemble(
                seccomp.rules(families=families, paths=settings.paths), os.uname().machine
            )
            for network, families in ((False, ()), (True, seccomp.INSIDE))
        }
        self.listens = settings.seccomp and settings.paths == "notify"

    def apply(self, *, network: bool, listener: socket.socket | None = None) -> None:
        """Confine this process; the descriptor of calls to be decided goes to `listener`.

        Raises:
            OSError: The kernel refuses a rule.
        """
        calls.prctl(calls.PR_SET_PDEATHSIG, 9)
        limit(self._settings.limits)
        calls.prctl(calls.PR_SET_NO_NEW_PRIVS, 1)
        if self._ruleset is not None:
            self._ruleset.apply()
        if self._settings.seccomp:
            fd = seccomp.apply(self._filters[network], listen=listener is not None)
            if listener is not None:
                socket.send_fds(listener, [b"."], [fd])
                os.close(fd)


def limit(limits: Mapping[str, int]) -> None:
    """Set the resource limits that the kernel keeps for each process."""
    cpu, memory = limits["cpu"], limits["memory"]
    wanted = (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_FSIZE, limits["file_size"]),
        (resource.RLIMIT_NOFILE, limits["open_files"]),
        (resource.RLIMIT_NPROC, limits["processes"]),
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_AS, memory * 4),
        (resource.RLIMIT_MEMLOCK, 1 << 20),
        (resource.RLIMIT_MSGQUEUE, 0),
    )
    for kind, value in wanted:
        _, hard = resource.getrlimit(kind)
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        upper = most + 1 if kind == resource.RLIMIT_CPU and hard != most else most
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, upper))
