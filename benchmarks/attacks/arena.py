"""What stands outside, and how it is seen to have changed."""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.attacks.attack import STRAY

SECRET = "canary-6f1d0c"  # noqa: S105  # what must never be seen inside
_numbers = itertools.count()
_MOST = 200 << 20  # bytes that a supervisor may ever have held


class Arena:
    """What stands outside: files, sockets and processes that attacks must not touch."""

    def __init__(self, stack: ExitStack) -> None:
        self.mark = f"doccheck-canary-{os.getpid()}-{next(_numbers)}"
        self.tmp = Path(tempfile.mkdtemp(prefix="arena-"))
        stack.callback(shutil.rmtree, self.tmp, ignore_errors=True)
        self.home = self.tmp / "home"
        self.project = self.home / "project"
        self.venv = self.project / ".venv"
        self._files()
        self.heard: list[str] = []
        self._sockets(stack)
        self.shared = Path("/dev/shm", self.mark)  # noqa: S108  # a canary
        self.shared.write_text(SECRET)
        stack.callback(self.shared.unlink, missing_ok=True)
        self.key = 0x60000000 + os.getpid()
        self._segment(stack)
        self.victim = subprocess.Popen(  # a fixed command
            ["/bin/sleep", "1000"], cwd=self.home, env={"SECRET": SECRET}
        )
        stack.callback(_end, self.victim)
        secretive = subprocess.Popen(  # noqa: S603  # a fixed command
            ["/bin/bash", "-c", "read -r", f"token={SECRET}"], stdin=subprocess.PIPE
        )
        stack.callback(_end, secretive)
        self.before = self.state()

    def _files(self) -> None:
        for folder in (self.home / ".ssh", self.project / ".git" / "hooks", self.venv / "lib"):
            folder.mkdir(parents=True)
        (self.home / ".ssh" / "id_rsa").write_text(SECRET)
        (self.home / ".bashrc").write_text("# mine\n")
        (self.project / "README.md").write_text("# Project\n")

    def _sockets(self, stack: ExitStack) -> None:
        stream = stack.enter_context(socket.socket())
        stream.bind(("127.0.0.1", 0))
        self.port = stream.getsockname()[1]
        packets = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        packets.bind(("127.0.0.1", self.port))
        listening = [stream]
        for address in (f"{self.home}/socket", f"{self.project}/socket", f"\0{self.mark}"):
            local = stack.enter_context(socket.socket(socket.AF_UNIX))
            local.bind(address)
            listening.append(local)
        for item in listening:
            item.listen()
            stack.callback(item.shutdown, socket.SHUT_RDWR)  # its thread sees that, not a close
            threading.Thread(target=self._accept, args=(item,), daemon=True).start()
        threading.Thread(target=self._receive, args=(packets,), daemon=True).start()

    def _accept(self, server: socket.socket) -> None:
        while True:
            try:
                server.accept()[0].close()
            except OSError:
                return
            self.heard.append("a connection")

    def _receive(self, server: socket.socket) -> None:
        while True:
            try:
                server.recv(100)
            except OSError:
                return
            self.heard.append("a packet")

    def _segment(self, stack: ExitStack) -> None:
        import ctypes  # noqa: PLC0415  # only here

        libc = ctypes.CDLL(None)
        segment = libc.shmget(self.key, 4096, 0o1666)
        stack.callback(lambda: libc.shmctl(segment, 0, None))

    def state(self) -> dict[str, object]:
        """Return what attacks may change."""
        found: dict[str, object] = {}
        for path in sorted([self.home, *self.home.rglob("*")]):
            info = path.lstat()
            text = path.read_text() if path.is_file() else ""
            found[str(path)] = (info.st_mode, info.st_mtime_ns, info.st_uid, text)
        for path in (Path("/"), Path("/etc"), self.tmp, Path("/tmp")):  # noqa: S108  # looked at only
            found[f"mark in {path}"] = (path / self.mark).exists()
        found["passwd"] = Path("/etc/passwd").stat().st_mtime_ns
        found["victim"] = self.victim.poll()
        process = Path(f"/proc/{self.victim.pid}")
        found["stopped"] = _text(process / "stat").rpartition(")")[2].split()[:1] in (["T"], ["t"])
        found["limits"] = _text(process / "limits")
        found["oom_score_adj"] = _text(process / "oom_score_adj")
        found["the supervisor's memory"] = _supervisors_peak() > _MOST
        found["heard"] = len(self.heard)
        return found

    def fill(self, script: str) -> str:
        """Put the arena's names into a script; doubled braces become single ones."""
        names = {
            "home": self.home,
            "project": self.project,
            "venv": self.venv,
            "tmp": self.tmp,
            "mark": self.mark,
            "victim": self.victim.pid,
            "doccheck": os.getpid(),
            "port": self.port,
            "key": self.key,
        }
        for key, value in names.items():
            script = script.replace(f"{{{key}}}", str(value))
        return script.replace("{{", "{").replace("}}", "}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    if process.stdin is not None:
        process.stdin.close()
    process.wait()


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # the process has ended
        return ""


def _supervisors_peak() -> int:
    """Return the most memory, in bytes, that a supervisor below this process has ever held."""
    peak, waiting = 0, [os.getpid()]
    while waiting:
        process = Path(f"/proc/{waiting.pop()}")
        try:
            below = " ".join(item.read_text() for item in process.glob("task/*/children"))
            status = dict(
                line.split(":", 1) for line in (process / "status").read_text().splitlines()
            )
            words = (process / "cmdline").read_bytes()
        except OSError:
            continue
        waiting += map(int, below.split())
        if b"sandbox.inside" in words and "VmHWM" in status:
            peak = max(peak, int(status["VmHWM"].split()[0]) << 10)
    return peak


def strays() -> list[int]:
    """Return the processes, of anyone, that an attack left running."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if words.startswith(STRAY.encode() + b"\0"):
            found.append(int(entry.name))
    return found


@contextmanager
def arena() -> Iterator[Arena]:
    """Set up what attacks must not touch."""
    os.environ["DOCCHECK_SECRET"] = SECRET
    with ExitStack() as stack:
        yield Arena(stack)
