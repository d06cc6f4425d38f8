"""Tries, inside a sandbox, what a sandbox must not allow; prints one JSON object.

Run as `python canaries.py JSON`, the JSON naming what stands outside. Each answer is keyed by the
aspect it speaks of: a list of what succeeded, empty when nothing did.
"""

import ctypes
import json
import os
import socket
import sys

outside = json.loads(sys.argv[1])
libc = ctypes.CDLL(None, use_errno=True)
escaped = {}


def attempt(aspect, what, action):
    """Note that `action` succeeded, or ended otherwise than by a refusal."""
    found = escaped.setdefault(aspect, [])
    try:
        if action() is not False:
            found.append(what)
    except (OSError, MemoryError):
        pass


def write(path):
    with open(path, "a") as file:
        file.write("x")


def read(path):
    with open(path, "rb") as file:
        return len(file.read(1)) > 0


def connect(family, kind, address):
    with socket.socket(family, kind) as made:
        made.settimeout(0.5)
        made.connect(address)


def many_processes():
    made = []
    try:
        for _ in range(outside["processes"] * 2):
            pid = os.fork()
            if pid == 0:
                os.read(gate[0], 1)
                os._exit(0)
            made.append(pid)
    finally:
        for pid in made:
            os.write(gate[1], b"x")
        for pid in made:
            os.waitpid(pid, 0)


def big_file():
    with open("canary", "wb") as file:
        os.truncate(file.fileno(), outside["file_size"])
        file.seek(outside["file_size"])
        file.write(b"x")


def privileges():
    with open("/proc/self/status") as file:
        status = dict(line.split(":", 1) for line in file)
    return status["NoNewPrivs"].strip() != "1" or status["Seccomp"].strip() != "2"


gate = os.pipe()
attempt("fs_write", "wrote a file outside", lambda: write(outside["file"]))
attempt("fs_write", "made a file outside", lambda: write(outside["file"] + ".new"))
attempt("fs_write", "changed a mode outside", lambda: os.chmod(outside["file"], 0o777))
attempt("fs_write", "wrote to the project", lambda: write(outside["project"]))
attempt("fs_read", "read a file outside", lambda: read(outside["file"]))
attempt("network", "reached the host", lambda: connect(2, 1, ("127.0.0.1", outside["port"])))
attempt("ipc", "reached a local socket", lambda: connect(1, 1, outside["socket"]))
attempt("ipc", "reached an abstract socket", lambda: connect(1, 1, "\0" + outside["abstract"]))
attempt("signals", "may signal the host", lambda: os.kill(outside["pid"], 0))
attempt("env", "saw the environment", lambda: outside["secret"] in os.environ.values())
attempt("env", "read an environment", lambda: read("/proc/%d/environ" % outside["pid"]))
attempt("exec", "may gain privileges", privileges)
attempt("exec", "made a namespace", lambda: libc.unshare(0x10000000) == 0)
attempt("exec", "traced a process", lambda: libc.ptrace(16, outside["pid"], 0, 0) == 0)
attempt("procs", "made too many processes", many_processes)
attempt("memory", "took too much memory", lambda: bytearray(outside["memory"]))
attempt("disk", "wrote too large a file", big_file)
print(json.dumps(escaped))
sys.stdout.flush()
if os.fork() == 0:  # stays behind, in a session of its own
    os.setsid()
    os.execv("/bin/sleep", [outside["abstract"], "300"])
