"""Tries, inside a sandbox, what a sandbox must not allow; prints a line for each attempt.

Run as `python canaries.py NAME=VALUE...`, the values naming what stands outside. A line holds the
aspect that an attempt speaks of, a tab, and what succeeded: nothing when it was refused.

A run waits for this: it imports only what is quick to import.
"""

import _socket
import _thread
import ctypes
import os
import sys
import time

outside = dict(item.split("=", 1) for item in sys.argv[1:])
libc = ctypes.CDLL(None, use_errno=True)
told = []


def attempt(aspect, what, action):
    """Note that `action` succeeded, or ended otherwise than by a refusal."""
    try:
        got_out = action() is not False
    except (OSError, MemoryError):
        got_out = False
    told.append(aspect + "\t" + what * got_out)


def write(path):
    with open(path, "a") as file:
        file.write("x")


def read(path):
    with open(path, "rb") as file:
        return len(file.read(1)) > 0


def connect(family, kind, address):
    made = _socket.socket(family, kind)
    try:
        made.settimeout(0.5)
        made.connect(address)
    finally:
        made.close()


def pass_through():
    with gate:
        pass


def many_processes():
    """Make processes beyond the bound; first threads, which count as much and cost far less."""
    left = int(outside["processes"]) * 2
    _thread.stack_size(64 << 10)
    made = []
    try:
        with gate:
            while left:
                try:
                    _thread.start_new_thread(pass_through, ())
                except RuntimeError:  # refused
                    break
                left -= 1
            for _ in range(left or 1):
                pid = os.fork()
                if pid == 0:
                    os.read(never[0], 1)
                made.append(pid)
    finally:
        for pid in made:
            os.kill(pid, 9)
            os.waitpid(pid, 0)
        while len(os.listdir("/proc/self/task")) > 1:
            time.sleep(0.001)


def big_file():
    size = int(outside["file_size"])
    with open("canary", "wb") as file:
        os.truncate(file.fileno(), size)
        file.seek(size)
        file.write(b"x")


def privileges():
    with open("/proc/self/status") as file:
        status = dict(line.split(":", 1) for line in file)
    return status["NoNewPrivs"].strip() != "1" or status["Seccomp"].strip() != "2"


gate, never = _thread.allocate_lock(), os.pipe()
pid, port = int(outside["pid"]), int(outside["port"])
attempt("fs_write", "wrote a file outside", lambda: write(outside["file"]))
attempt("fs_write", "made a file outside", lambda: write(outside["file"] + ".new"))
attempt("fs_write", "changed a mode outside", lambda: os.chmod(outside["file"], 0o777))
attempt("fs_write", "wrote to the project", lambda: write(outside["project"]))
attempt("fs_read", "read a file outside", lambda: read(outside["file"]))
attempt("network", "reached the host", lambda: connect(2, 1, ("127.0.0.1", port)))
attempt("ipc", "reached a local socket", lambda: connect(1, 1, outside["socket"]))
attempt("ipc", "reached an abstract socket", lambda: connect(1, 1, "\0" + outside["abstract"]))
attempt("signals", "may signal the host", lambda: os.kill(pid, 0))
attempt("env", "saw the environment", lambda: outside["secret"] in os.environ.values())
attempt("env", "read an environment", lambda: read("/proc/%d/environ" % pid))
attempt("exec", "may gain privileges", privileges)
attempt("exec", "made a namespace", lambda: libc.unshare(0x10000000) == 0)
attempt("exec", "traced a process", lambda: libc.ptrace(16, pid, 0, 0) == 0)
attempt("procs", "made too many processes", many_processes)
attempt("memory", "took too much memory", lambda: bytearray(int(outside["memory"])))
attempt("disk", "wrote too large a file", big_file)
print("\n".join(told))
sys.stdout.flush()
if os.fork() == 0:  # stays behind, in a session of its own
    os.setsid()
    os.execv("/bin/sleep", [outside["abstract"], "300"])
