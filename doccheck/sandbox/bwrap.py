"""The strong backend: bubblewrap's namespaces, with a seccomp filter inside."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from doccheck.model.execution import Aspect, Containment, Isolation, Level
from doccheck.sandbox import paths, profile
from doccheck.sandbox.inside.settings import Settings
from doccheck.sandbox.interface import Policy, Strength, Worker
from doccheck.sandbox.supervisor import Launch
from doccheck.sandbox.worker import SandboxWorker

_INNER = "/run/doccheck"
_PLACE = profile.Place("/tmp/doccheck", "/tmp/doccheck", f"{_INNER}/shims", f"{_INNER}/scripts")  # noqa: S108  # a file system of its own
_SHARED_MEMORY = 64 << 20
_ORDINARY = 1000
_KEPT = {
    Aspect.FS_WRITE: (
        Level.ENFORCED,
        "a mount namespace; everything outside is read-only or absent",
    ),
    Aspect.FS_READ: (Level.ENFORCED, "a mount namespace with the granted paths only"),
    Aspect.NETWORK: (Level.ENFORCED, "a network namespace without interfaces to the outside"),
    Aspect.IPC: (Level.ENFORCED, "an IPC namespace; local sockets are refused or stay inside"),
    Aspect.SIGNALS: (Level.ENFORCED, "a process namespace"),
    Aspect.PROCS: (Level.ENFORCED, "a limit for a user of its own"),
    Aspect.MEMORY: (Level.SAMPLED, "a limit for each process; a watchdog for all of them"),
    Aspect.DISK: (Level.ENFORCED, "a file system of bounded size; files are counted by a watchdog"),
    Aspect.LEFTOVERS: (Level.ENFORCED, "the process namespace ends with its first process"),
    Aspect.ENV: (Level.ENFORCED, "started with an empty environment"),
    Aspect.EXEC: (Level.ENFORCED, "no new privileges; dangerous system calls are refused"),
}


class BwrapBackend:
    """Bubblewrap from the system's package."""

    name = "bwrap"
    strength = Strength.STRONG

    def missing(self) -> str:
        """Return what this machine lacks."""
        if lack := profile.unfiltered():
            return lack
        if shutil.which("bwrap", path=":".join(paths.SEARCH)) is None:
            return "bubblewrap is not installed (the command `bwrap`)"
        return ""

    def isolation(self) -> Isolation:
        """Return what the namespaces keep."""
        return Isolation(self.name, {aspect: Containment(*said) for aspect, said in _KEPT.items()})

    def open(self, policy: Policy) -> Worker:
        """Start a sandbox."""
        return SandboxWorker(
            policy, self.isolation(), lambda fd: _launch(policy, fd), loopback=True
        )


def _launch(policy: Policy, channel: int) -> Launch:
    reads = profile.reads(policy)
    uid = profile.private_uid()
    descriptors: list[int] = []
    argv = [shutil.which("bwrap", path=":".join(paths.SEARCH)) or "bwrap"]
    keep_read = profile.reads_all(uid)
    argv += _namespaces(uid, keep_read=keep_read)
    argv += _filesystem(policy, reads)
    for target, text in _files(policy, uid):
        descriptors.append(_sealed(text))
        mode = "0555" if target.startswith(_PLACE.shims) else "0444"
        argv += ["--perms", mode, "--ro-bind-data", str(descriptors[-1]), target]
    argv += ["--remount-ro", "/", "--chdir", "/", "--"]
    argv += [reads.interpreter, "-I", "-S", "-c", profile.BOOT, str(channel), _INNER]
    return Launch(tuple(argv), _settings(policy, uid, keep_read=keep_read), tuple(descriptors))


def _namespaces(uid: int, *, keep_read: bool) -> Iterator[str]:
    for kind in ("pid", "net", "ipc", "uts", "cgroup-try"):
        yield f"--unshare-{kind}"
    # Not --die-with-parent: it is about the thread that started it. The supervisor sees its channel
    # close when doccheck ends, and ends with bubblewrap itself.
    yield from ("--as-pid-1", "--hostname", "sandbox", "--cap-drop", "ALL")
    if uid < 0:
        yield from ("--unshare-user", "--uid", str(_ORDINARY), "--gid", str(_ORDINARY))
    else:  # the supervisor takes on a user of its own, so that limits count for it
        yield from ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")
        if keep_read:
            yield from ("--cap-add", "CAP_DAC_READ_SEARCH")


def _filesystem(policy: Policy, reads: profile.Reads) -> Iterator[str]:
    yield from _folders([*reads.system, *reads.granted, f"{_INNER}/doccheck"])
    for path in reads.system:
        if Path(path).is_symlink() and path.count("/") == 1:
            yield from ("--symlink", str(Path(path).readlink()), path)
        else:
            yield from ("--ro-bind", path, path)
    yield from ("--proc", "/proc", "--dev", "/dev")
    yield from ("--perms", "1777", "--size", str(_SHARED_MEMORY), "--tmpfs", "/dev/shm")  # noqa: S108  # inside
    yield from ("--remount-ro", "/dev", "--remount-ro", "/proc")
    yield from ("--perms", "1777", "--size", str(policy.limits.disk), "--tmpfs", "/tmp")  # noqa: S108  # inside
    yield from _granted(reads.granted)
    yield from ("--ro-bind", str(profile.PACKAGE), f"{_INNER}/doccheck")
    yield from ("--ro-bind", str(profile.SCRIPTS), _PLACE.scripts)
    yield from ("--dir", _PLACE.shims)


def _folders(wanted: list[str]) -> Iterator[str]:
    """Make what leads to the mount points passable: bubblewrap would make it private."""
    above = {str(parent) for path in wanted for parent in PurePosixPath(path).parents}
    for folder in sorted(above - {"/"}):
        yield from ("--perms", "0755", "--dir", folder)


def _granted(granted: list[str]) -> Iterator[str]:
    """Show the policy's paths; what leads to them within `/tmp` is not for blocks to change."""
    leading = {"/".join(path.split("/")[:3]) for path in granted if path.startswith("/tmp/")}  # noqa: S108  # inside
    leading -= set(granted)
    for folder in sorted(leading):
        yield from ("--perms", "0755", "--tmpfs", folder)
    yield from _folders([path for path in granted if path.startswith("/tmp/")])  # noqa: S108  # inside
    for path in sorted(granted):
        yield from ("--ro-bind", path, path)
    for folder in sorted(leading):
        yield from ("--remount-ro", folder)


def _files(policy: Policy, uid: int) -> Iterator[tuple[str, str]]:
    number = uid if uid >= 0 else _ORDINARY
    home = f"{_PLACE.root}/home"
    yield "/etc/passwd", f"reader:x:{number}:{number}::{home}:/bin/bash\n"
    yield "/etc/group", f"reader:x:{number}:\n"
    for name, text in profile.shims(policy):
        yield f"{_PLACE.shims}/{name}", text


def _sealed(text: str) -> int:
    fd = os.memfd_create("doccheck")
    os.write(fd, text.encode())
    os.lseek(fd, 0, os.SEEK_SET)
    return fd


def _settings(policy: Policy, uid: int, *, keep_read: bool) -> Settings:
    return profile.settings(
        policy,
        _PLACE,
        others=("/tmp", "/dev/shm"),  # noqa: S108  # inside
        uid=uid,
        keep_read=keep_read,
        landlock=False,
        seccomp=True,
        paths="free",
        namespace=True,
        readable=(),
    )
