"""Backends without namespaces: Landlock with a seccomp filter, and none at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from doccheck.kernel import landlock
from doccheck.kernel.claims import Claim
from doccheck.model.execution import Aspect, Containment, Isolation, Level
from doccheck.sandbox import profile
from doccheck.sandbox.interface import Policy, Strength, Worker
from doccheck.sandbox.supervisor import Launch
from doccheck.sandbox.worker import SandboxWorker

_TRUNCATES_ABI = 3
_LIMITS = "limits for each process; a watchdog for all of them"
_KEPT = {
    Aspect.FS_WRITE: (Level.ENFORCED, "Landlock; modes and times change inside the workspace only"),
    Aspect.FS_READ: (
        Level.PARTIAL,
        "Landlock; files, processes and connections can be listed",
    ),
    Aspect.NETWORK: (Level.ENFORCED, "no socket can be made"),
    Aspect.IPC: (Level.ENFORCED, "no local socket, System V object or message queue can be made"),
    Aspect.SIGNALS: (Level.ENFORCED, "Landlock keeps signals inside"),
    Aspect.PROCS: (Level.SAMPLED, "a limit for the user as a whole; a watchdog for the sandbox"),
    Aspect.MEMORY: (Level.SAMPLED, _LIMITS),
    Aspect.DISK: (Level.SAMPLED, "a limit for each file; a watchdog for all of them"),
    Aspect.LEFTOVERS: (Level.PARTIAL, "a guardian adopts and ends every process, while it lives"),
    Aspect.ENV: (Level.ENFORCED, "started with an empty environment"),
    Aspect.EXEC: (Level.ENFORCED, "no new privileges; dangerous system calls are refused"),
}


class LandlockBackend:
    """Landlock, seccomp and an adopting supervisor: needs nothing but the kernel."""

    name = "landlock"
    strength = Strength.FALLBACK

    def missing(self) -> str:
        """Return what this machine lacks."""
        if lack := profile.unfiltered():
            return lack
        version = landlock.abi()
        if version < _TRUNCATES_ABI:
            return f"the kernel offers Landlock {version}, {_TRUNCATES_ABI} is needed (Linux 6.2)"
        return ""

    def isolation(self) -> Isolation:
        """Return what the kernel's Landlock keeps."""
        kept = dict(_KEPT)
        if landlock.abi() < landlock.SIGNALS_ABI:
            kept[Aspect.SIGNALS] = (Level.NONE, "this kernel's Landlock does not know signals")
        if os.getuid() == 0:
            kept[Aspect.PROCS] = (Level.ENFORCED, "a limit for a user of its own")
        return Isolation(self.name, {aspect: Containment(*said) for aspect, said in kept.items()})

    def open(self, policy: Policy) -> Worker:
        """Start a sandbox."""
        return SandboxWorker(
            policy,
            self.isolation(),
            lambda fd: _launch(policy, fd, contained=True),
            loopback=False,
        )


class UnsafeBackend:
    """No containment but limits and an environment of its own; only on explicit demand."""

    name = "none"
    strength = Strength.UNSAFE

    def missing(self) -> str:
        """Return nothing: it works everywhere on Linux."""
        return ""

    def isolation(self) -> Isolation:
        """Return that nothing is kept but limits and the environment."""
        kept = dict.fromkeys(Aspect, Containment(Level.NONE, "run without a sandbox on demand"))
        kept[Aspect.ENV] = Containment(Level.ENFORCED, "started with an empty environment")
        kept[Aspect.MEMORY] = Containment(Level.SAMPLED, _LIMITS)
        kept[Aspect.LEFTOVERS] = Containment(*_KEPT[Aspect.LEFTOVERS])
        return Isolation(self.name, kept)

    def open(self, policy: Policy) -> Worker:
        """Start a supervisor without a sandbox."""
        return SandboxWorker(
            policy,
            self.isolation(),
            lambda fd: _launch(policy, fd, contained=False),
            loopback=True,
        )


def _launch(policy: Policy, channel: int, *, contained: bool) -> Launch:
    reads = profile.reads(policy)
    uid = profile.private_uid() if contained else -1
    claim = Claim("box")
    base = Path(claim.path)
    place = _furnish(base, policy, uid)
    readable = [*reads.system, *reads.granted, "/proc", str(base)]
    argv = (reads.interpreter, "-I", "-S", "-c", profile.BOOT, str(channel), _library())
    settings = profile.settings(
        policy,
        place,
        others=(),
        uid=uid,
        keep_read=profile.reads_all(uid),
        landlock=contained,
        seccomp=contained,
        paths="free" if uid >= 0 else "notify",
        namespace=False,
        readable=tuple(readable),
    )
    return Launch(argv, settings, undo=claim.remove)


def _library() -> str:
    return str(profile.PACKAGE.parent)


def _furnish(base: Path, policy: Policy, uid: int) -> profile.Place:
    """Lay out the folder of a sandbox, and give it to the user that will own it."""
    place = profile.Place(str(base), str(base / "root"), str(base / "shims"), str(base / "scripts"))
    shutil.copytree(profile.SCRIPTS, place.scripts)
    for folder in (place.root, place.shims):
        Path(folder).mkdir(mode=0o755)
    for name, text in profile.shims(policy):
        shim = Path(place.shims, name)
        shim.write_text(text, encoding="utf-8")
        shim.chmod(0o755)
    if uid >= 0:
        for path in (base, *base.rglob("*")):
            os.chown(path, uid, uid)
    return place
