"""Attacks the sandbox, with canaries outside, and says what was contained.

`python benchmarks/sandbox_attacks.py` prints the table of the documentation: every attack under
every backend, as root and as an ordinary user. `--backend NAME` runs one backend as the current
user and prints JSON.
"""
# ruff: noqa: E501  # a script; the attacks' own lines

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from doccheck.model.execution import ExecutionResult
from doccheck.sandbox.bwrap import BwrapBackend
from doccheck.sandbox.direct import LandlockBackend
from doccheck.sandbox.interface import Backend, Limits, Network, Policy, Task, Worker

SECRET = "canary-6f1d0c"  # noqa: S105  # what must never be seen inside
STRAY = f"doccheck-stray-{os.getpid()}"
ORDINARY_UID = 21_877
BACKENDS: dict[str, type[BwrapBackend | LandlockBackend]] = {
    "bwrap": BwrapBackend,
    "landlock": LandlockBackend,
}
LIMITS = Limits(
    wall=1.5,
    cpu=3,
    memory=128 << 20,
    processes=64,
    file_size=16 << 20,
    disk=32 << 20,
    open_files=64,
    output=64 << 10,
)
_PYTHON = "/usr/bin/python3"


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


def _py(source: str) -> str:
    head = (
        "import ctypes, os, sys, time, socket, struct\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "def call(number, *args):\n"
        "    return libc.syscall(number, *[ctypes.c_long(a) if isinstance(a, int) else a "
        "for a in args])\n"
        "def tried(ok):\n"
        "    print('ESCAPED' if ok else 'refused')\n"
    )
    return f"{_PYTHON} - <<'PYTHON'\n{head}{source}\nPYTHON\n"


def _stray(prefix: str) -> str:
    return f"{prefix} bash -c 'exec -a {STRAY} sleep 300' "


ATTACKS = (
    # Writing outside
    Attack("remove the home folder", "fs_write", 'rm -rf "{home}"; rm -rf "{home}"/.[a-z]*'),
    Attack("create a file in /", "fs_write", "touch /{mark}"),
    Attack("write the repository", "fs_write", "echo x >> {project}/README.md"),
    Attack("install a git hook", "fs_write", "echo x > {project}/.git/hooks/pre-commit"),
    Attack("append to .bashrc", "fs_write", "echo x >> {home}/.bashrc"),
    Attack("write /etc", "fs_write", "echo x > /etc/{mark}; echo x >> /etc/passwd"),
    Attack("write the virtual environment", "fs_write", "echo x > {venv}/lib/evil.pth"),
    Attack("write the host's /tmp", "fs_write", "echo x > {tmp}/{mark}"),
    Attack("write through a symbolic link", "fs_write", "ln -s {home} l && echo x > l/.bashrc"),
    Attack(
        "write through ..", "fs_write", "echo x > ../../../../../../../../../../..{home}/.bashrc"
    ),
    Attack("write through a hard link", "fs_write", "ln {home}/.bashrc h && echo x >> h"),
    Attack("move a file out of the repository", "fs_write", "mv {project}/README.md ."),
    Attack("change a mode outside", "fs_write", "chmod 777 {home}/.bashrc {home} {project}"),
    Attack("change a time outside", "fs_write", "touch -d 1999-01-01 {home}/.bashrc {home}"),
    Attack(
        "change a mode by descriptor",
        "fs_write",
        _py("fd = os.open('{project}/README.md', os.O_RDONLY)\nos.fchmod(fd, 0o777)"),
    ),
    Attack("truncate a file outside", "fs_write", _py("os.truncate('{project}/README.md', 0)")),
    Attack(
        "set an extended attribute outside",
        "fs_write",
        _py("os.setxattr('{project}/README.md', 'user.x', b'1')"),
    ),
    Attack(
        "write through another process's root",
        "fs_write",
        "echo x >> /proc/{victim}/root{home}/.bashrc; echo x >> /proc/{victim}/cwd/.bashrc",
    ),
    Attack(
        "inherited descriptors",
        "fs_write",
        _py(
            "for fd in range(3, 300):\n"
            "    try: os.listdir(fd); print('ESCAPED')\n"
            "    except OSError: pass"
        ),
    ),
    # Reading outside
    Attack("read an SSH key", "fs_read", "cat {home}/.ssh/id_rsa"),
    Attack("read an SSH key by a link", "fs_read", "ln -s {home}/.ssh s; cat s/id_rsa"),
    Attack(
        "read by another process's folder",
        "fs_read",
        "cat /proc/{victim}/cwd/.ssh/id_rsa /proc/{victim}/root{home}/.ssh/id_rsa",
    ),
    Attack("read the password hashes", "fs_read", "grep -q : /etc/shadow && echo ESCAPED"),
    Attack(
        "read private keys of the system",
        "fs_read",
        "cat /etc/ssl/private/* /etc/ssh/*key /etc/gshadow /etc/sudoers && echo ESCAPED",
    ),
    Attack("list the home folder", "fs_read", "ls {home}/.ssh && echo ESCAPED"),
    Attack(
        "test whether a file exists",
        "fs_read",
        "test -e {home}/.bashrc && echo ESCAPED",
        escapes=("landlock",),
    ),
    Attack(
        "open a file by its handle",
        "fs_read",
        _py(
            "tried(call(304, -100, ctypes.create_string_buffer(64), 0) == 0"
            " or ctypes.get_errno() not in (1, 38))"
        ),
    ),
    # Secrets
    Attack("read the environment", "env", "env; set; export -p"),
    Attack("read environments in /proc", "env", "cat /proc/*/environ /proc/self/task/*/environ"),
    Attack("read the environment of process 1", "env", "cat /proc/1/environ"),
    Attack(
        "read command lines in /proc",
        "fs_read",
        "cat /proc/*/cmdline | tr '\\0' ' '",
        escapes=("landlock",),
    ),
    Attack(
        "read another process's memory",
        "fs_read",
        _py(
            "try: open('/proc/{victim}/mem', 'rb'); print('ESCAPED')\n"
            "except OSError: print('refused')\n"
            "b = ctypes.create_string_buffer(64)\n"
            "v = struct.pack('QQ', ctypes.addressof(b), 64)\n"
            "tried(call(310, {victim}, v, 1, v, 1, 0) > 0)"
        ),
    ),
    # Other processes
    Attack("trace a process", "signals", _py("tried(call(101, 16, {victim}, 0, 0) == 0)")),
    Attack("kill a process", "signals", "kill -9 {victim} {doccheck}"),
    Attack("kill every process", "signals", "kill -9 -1"),
    Attack("stop a process", "signals", "kill -STOP {victim} {doccheck}"),
    Attack("kill the process group", "signals", "kill -9 0"),
    Attack("kill the parent", "signals", "kill -9 $PPID; kill -9 $$"),
    Attack("renice a process", "signals", _py("tried(call(141, 0, {victim}, 5) == 0)")),
    Attack(
        "lower a process's limits",
        "signals",
        _py("tried(call(302, {victim}, 7, struct.pack('QQ', 3, 3), None) == 0)"),
    ),
    Attack(
        "pin a process to a processor",
        "signals",
        _py("tried(call(203, {victim}, 8, struct.pack('Q', 1)) == 0)"),
    ),
    # Network and other channels
    Attack("connect to the host by TCP", "network", "exec 3<>/dev/tcp/127.0.0.1/{port}"),
    Attack(
        "connect to the host by TCP with a loopback network",
        "network",
        "exec 3<>/dev/tcp/127.0.0.1/{port}",
        network=Network.LOOPBACK,
    ),
    Attack("send to the host by UDP", "network", "echo x > /dev/udp/127.0.0.1/{port}"),
    Attack(
        "reach an address outside",
        "network",
        _py(
            "for a in (('198.51.100.1', 80), ('1.1.1.1', 53)):\n"
            "    try:\n"
            "        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect(a)\n"
            "        print('ESCAPED')\n"
            "    except OSError: print('refused')"
        ),
    ),
    Attack(
        "make a raw or virtual-machine socket",
        "network",
        _py(
            "for f, k in ((17, 3), (40, 1), (16, 3), (38, 5)):\n"
            "    try: socket.socket(f, k); print('ESCAPED')\n"
            "    except OSError: print('refused')"
        ),
    ),
    Attack(
        "connect to a local socket of the host",
        "ipc",
        _py(
            "for p in ('{home}/socket', '{project}/socket', '\\0{mark}'):\n"
            "    try:\n"
            "        s = socket.socket(socket.AF_UNIX); s.connect(p); print('ESCAPED')\n"
            "    except OSError: print('refused')"
        ),
    ),
    Attack(
        "open the host's shared memory",
        "ipc",
        _py(
            "tried(os.path.exists('/dev/shm/{mark}') and open('/dev/shm/{mark}').read())\n"
            "tried(call(29, {key}, 4096, 0) >= 0)"
        ),
    ),
    Attack("make a message queue", "ipc", _py("tried(call(240, b'x', 0o102, 0o600, None) >= 0)")),
    Attack(
        "push keys into a terminal",
        "ipc",
        _py(
            "import fcntl\n"
            "for p in ('/dev/tty', '/dev/pts/0', '/dev/tty0', '/dev/console'):\n"
            "    try: fcntl.ioctl(os.open(p, os.O_RDWR), 0x5412, b'x'); print('ESCAPED')\n"
            "    except OSError: print('refused')\n"
            "try: fcntl.ioctl(0, 0x5412, b'x'); print('ESCAPED')\n"
            "except OSError as e: tried(e.errno != 1)"
        ),
    ),
    Attack(
        "leave a key in the keyring",
        "ipc",
        _py("tried(call(248, b'user', b'{mark}', b'x', 1, -4) >= 0)"),
    ),
    # The kernel's doors
    Attack(
        "mount",
        "exec",
        _py(
            "tried(libc.mount(b'none', b'/tmp', b'tmpfs', 0, None) == 0)\n"
            "tried(call(430, b'tmpfs', 0) >= 0)"
        ),
    ),
    Attack(
        "make a namespace",
        "exec",
        _py(
            "tried(libc.unshare(0x10000000) == 0)\n"
            "tried(libc.unshare(0x20000) == 0)\n"
            "pid = call(56, 0x10000011, 0, 0, 0, 0)\n"
            "os._exit(0) if pid == 0 else tried(pid > 0)\n"
            "tried(call(435, ctypes.create_string_buffer(88), 88) >= 0)"
        ),
    ),
    Attack("enter a namespace", "exec", "nsenter -t {victim} -m true && echo ESCAPED"),
    Attack(
        "make a device",
        "exec",
        _py(
            "for mode in (0o20600, 0o60600):\n"
            "    try: os.mknod('device', mode, os.makedev(1, 1)); print('ESCAPED')\n"
            "    except OSError: print('refused')"
        ),
    ),
    Attack(
        "kernel interfaces",
        "exec",
        _py(
            "for n, a in ((425, (8, ctypes.create_string_buffer(120))), (323, (0,)), (321, (0, 0, 0)),\n"
            "             (298, (ctypes.create_string_buffer(128), 0, -1, -1, 0)), (250, (0, -4, 1)),\n"
            "             (300, (0, 0)), (313, (0, b'', 0)), (135, (0x40000,)), (155, (b'.', b'.')),\n"
            "             (161, (b'.',)), (169, (0, 0, 0)), (227, (0, b'0' * 16)), (170, (b'x', 1))):\n"
            "    r = call(n, *a)\n"
            "    if r >= 0: print('ESCAPED', n)"
        ),
    ),
    Attack(
        "call the kernel in 32-bit mode",
        "exec",
        _py(
            "import mmap\n"
            "m = mmap.mmap(-1, 4096, prot=7)\n"
            "m.write(bytes.fromhex('b814000000cd80c3'))\n"
            "f = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(m)))\n"
            "tried(f() > 0)"
        ),
    ),
    Attack(
        "become root by a set-user-id program",
        "exec",
        "su -c true </dev/null && echo ESCAPED; sudo -n true && echo ESCAPED; "
        "grep -q 'NoNewPrivs:.0' /proc/self/status && echo ESCAPED",
    ),
    # Exhaustion
    Attack("fork bomb", "procs", "b() {{ b | b & }}; b; sleep 5"),
    Attack(
        "many processes",
        "procs",
        _py(
            "n = 0\n"
            "try:\n"
            "    while n < 300:\n"
            "        if os.fork() == 0: time.sleep(60); os._exit(0)\n"
            "        n += 1\n"
            "except OSError: pass\n"
            "tried(n > 200)"
        ),
    ),
    Attack("memory in one process", "memory", _py("b = b'x' * (1 << 30)\nprint('ESCAPED')")),
    Attack(
        "memory in many processes",
        "memory",
        _py(
            "for _ in range(6):\n"
            "    if os.fork() == 0:\n"
            "        b = b'x' * (90 << 20); time.sleep(1.2); print('ESCAPED', flush=True); os._exit(0)\n"
            "time.sleep(1.4)"
        ),
    ),
    Attack(
        "shared memory",
        "memory",
        _py(
            "import mmap\n"
            "m = mmap.mmap(-1, 400 << 20)\n"
            "for i in range(0, 400 << 20, 4096): m[i] = 1\n"
            "time.sleep(0.8)\nprint('ESCAPED')"
        ),
    ),
    Attack("memory in files", "memory", _py("tried(call(319, b'x', 0) >= 0)")),
    Attack(
        "disk in one file",
        "disk",
        "head -c 200000000 /dev/zero > big; (($(stat -c %s big) > 50000000)) && echo ESCAPED",
    ),
    Attack(
        "disk in many files",
        "disk",
        "for i in {{1..60}}; do head -c 4000000 /dev/zero > f$i || exit; done; sleep 1; "
        "echo ESCAPED",
    ),
    Attack(
        "fill /dev/shm",
        "disk",
        "for i in {{1..40}}; do head -c 8000000 /dev/zero > /dev/shm/f$i || exit; done; "
        "echo ESCAPED",
    ),
    Attack(
        "many descriptors",
        "procs",
        _py(
            "n = 0\n"
            "try:\n"
            "    while n < 4000: os.dup(1); n += 1\n"
            "except OSError: pass\n"
            "tried(n > 1000)"
        ),
    ),
    Attack("endless output", "procs", "yes"),
    Attack("endless loop", "procs", "while :; do :; done"),
    Attack("SIGTERM ignored", "procs", "trap '' TERM INT HUP; while :; do sleep 1; done"),
    Attack(
        "a tree too deep to remove",
        "disk",
        _py("for i in range(300):\n    os.mkdir('d' * 100); os.chdir('d' * 100)"),
        follow="ls -A",
    ),
    Attack("a folder that cannot be entered", "disk", "mkdir -p a/b; chmod 000 a", follow="ls -A"),
    Attack(
        "a core dump",
        "disk",
        "ulimit -c unlimited; bash -c 'kill -SEGV $$'; ls core* && echo ESCAPED",
    ),
    # Staying behind
    Attack("nohup", "leftovers", _stray("nohup") + "&"),
    Attack("setsid", "leftovers", _stray("setsid") + ">/dev/null 2>&1 &"),
    Attack(
        "a double fork",
        "leftovers",
        f"( ( {_stray('setsid')} </dev/null >/dev/null 2>&1 & ) & ) ; sleep 0.1",
    ),
    Attack("a child that holds the output", "leftovers", _stray("") + "&"),
    Attack(
        "a child that multiplies while it is ended",
        "leftovers",
        _py(
            "os.setsid()\n"
            "for _ in range(4):\n"
            "    if os.fork() == 0:\n"
            "        t = time.time()\n"
            "        while time.time() < t + 60:\n"
            "            if os.fork(): os._exit(0)\n"
        ),
    ),
    Attack(
        "poison the next block's search path",
        "leftovers",
        "printf '#!/bin/sh\\necho ESCAPED\\n' | tee ls ~/ls $TMPDIR/ls > /dev/null; chmod +x ls; "
        "export PATH=.:$PATH; echo 'echo ESCAPED' | tee ~/.bashrc ~/.profile > ~/.bash_profile",
        follow="ls ~ . $TMPDIR; . ~/.bashrc",
    ),
    Attack(
        "preload a library into the next block",
        "leftovers",
        "export LD_PRELOAD=$PWD/x.so BASH_ENV=$PWD/x PYTHONSTARTUP=x; echo 'echo ESCAPED' > x",
        follow='[ -n "$LD_PRELOAD$BASH_ENV" ] && echo ESCAPED; bash -c true; ls -A',
    ),
    Attack(
        "leave files for the next block",
        "leftovers",
        "for d in . ~ $TMPDIR /tmp /dev/shm; do echo ESCAPED > $d/left; done",
        follow="cat left ~/left $TMPDIR/left /tmp/left /dev/shm/left",
    ),
    Attack(
        "close the working folders",
        "leftovers",
        "echo ESCAPED > left; chmod 000 $TMPDIR ~ . ..",
        follow="touch a ~/a $TMPDIR/a || echo ESCAPED; cat left",
    ),
    Attack(
        "move the working folders",
        "leftovers",
        "echo ESCAPED > left; echo ESCAPED > ../left; mv ../work ../moved; "
        'here=$(dirname "$PWD"); mv "$here" "$here.moved"',
        follow="touch a ~/a $TMPDIR/a || echo ESCAPED; cat left ../left ../moved/left; ls ..",
    ),
    Attack(
        "replace the working folders",
        "leftovers",
        "cd ..; rm -rf work home tmp; ln -s {home} work; ln -s {home} home; touch tmp",
        follow="echo x > .bashrc; echo x > ~/.bashrc; ls ~/.ssh && echo ESCAPED",
    ),
)


class Arena:
    """What stands outside: files, sockets and processes that attacks must not touch."""

    def __init__(self, stack: ExitStack) -> None:
        self.mark = f"doccheck-canary-{os.getpid()}"
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
        found["stopped"] = _status(self.victim.pid) in "Tt"
        found["limits"] = Path(f"/proc/{self.victim.pid}/limits").read_text()
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


def _status(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


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


def attack(worker: Worker, arena: Arena, item: Attack) -> str:
    """Run one attack; return why it is not contained, empty when it is."""
    if item.network is Network.LOOPBACK and worker.isolation.backend == "landlock":
        return "skipped: a loopback network is not granted by this backend"
    began = time.monotonic()
    result = worker.run(Task(arena.fill(item.script), network=item.network))
    lasted = time.monotonic() - began
    follow = worker.run(Task(arena.fill(item.follow)))
    alive = worker.run(Task("echo alive"))
    return _verdict(arena, [result, follow, alive], lasted)


def _verdict(arena: Arena, results: list[ExecutionResult], lasted: float) -> str:
    texts = "".join(item.stdout + item.stderr for item in results)
    time.sleep(0.01)
    state, arena_before = arena.state(), arena.before
    arena.before = state
    changed = [key for key in arena_before if state.get(key) != arena_before[key]]
    reasons = (
        ("printed the secret", SECRET in texts),
        ("succeeded", any(_escaped(item.stdout) for item in results)),
        (f"changed {', '.join(changed)}", bool(changed)),
        (f"left {strays()}", bool(strays())),
        (f"took {lasted:.1f} s", lasted > LIMITS.wall + 4),
        ("flooded", any(len(item.stdout) > LIMITS.output for item in results)),
        ("the sandbox did not survive", results[-1].stdout != "alive\n"),
    )
    return "; ".join(text for text, true in reasons if true)


def _escaped(stdout: str) -> bool:
    return any(line.startswith("ESCAPED") for line in stdout.splitlines())


@contextmanager
def arena() -> Iterator[Arena]:
    """Set up what attacks must not touch."""
    os.environ["DOCCHECK_SECRET"] = SECRET
    with ExitStack() as stack:
        yield Arena(stack)


def run(backend: Backend, only: str = "") -> dict[str, str]:
    """Run every attack under `backend` as the current user."""
    missing = backend.missing()
    if missing:
        return {item.name: f"skipped: {missing}" for item in ATTACKS}
    found: dict[str, str] = {}
    with arena() as here:
        os.environ["HOME"] = str(here.home)
        policy = Policy(
            project=here.project, read_only=(here.venv,), limits=LIMITS, environment={"A": "b"}
        )
        with backend.open(policy) as worker:
            control = worker.run(Task(f"cat {here.project}/README.md && {_PYTHON} -c 'print(1)'"))
            if control.stdout != "# Project\n1\n":
                raise SystemExit(f"the control does not run: {control}")
            for item in ATTACKS:
                if only in item.name:
                    found[item.name] = attack(worker, here, item)
    return found


def run_as(name: str, *, root: bool) -> dict[str, str]:
    """Run every attack under a backend in a process of its own, as root or as an ordinary user."""
    if root and os.getuid() != 0:
        return {item.name: "skipped: not run as root" for item in ATTACKS}
    switch = {"user": ORDINARY_UID, "group": ORDINARY_UID, "extra_groups": []}
    other = switch if not root and os.getuid() == 0 else {}
    done = subprocess.run(  # type: ignore[call-overload]  # noqa: S603  # this very script
        [_PYTHON, __file__, "--backend", name],
        stdout=subprocess.PIPE,
        check=True,
        cwd="/",
        **other,
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


def table(found: dict[str, dict[str, str]]) -> str:
    """Render results, keyed by backend and user, as Markdown."""
    lines = [
        f"| attack | aspect | {' | '.join(found)} |",
        f"|---|---|{'---|' * len(found)}",
    ]
    for item in ATTACKS:
        cells = [_cell(results.get(item.name, "skipped: not run")) for results in found.values()]
        lines.append(f"| {item.name} | `{item.aspect}` | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(said: str) -> str:
    if said.startswith("skipped"):
        return said
    return "**not contained**" if said else "contained"


def main() -> None:
    """Print results as JSON for one backend, or the whole table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--backend", choices=BACKENDS)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if arguments.backend:
        json.dump(run(BACKENDS[arguments.backend](), arguments.only), sys.stdout, indent=1)
        return
    users = (("root", True), ("user", False))
    found = {
        f"{name}, {user}": run_as(name, root=root) for name in BACKENDS for user, root in users
    }
    sys.stdout.write(table(found))


if __name__ == "__main__":
    main()
