"""Stands on PATH under a program's name and has the fork server run the program.

Started as `python -ISE shim.py ARGUMENT...`; its own name tells the program. Where the server is
not to be had or refuses, the program itself is executed.
"""

import os
import stat
import sys

_SERVER = 63


def _real(name, here):
    path = os.environ.get("PATH", "").split(":")
    rest = [item for item in path if os.path.realpath(item) != here]
    os.environ["PATH"] = ":".join(rest)
    for directory in rest:
        candidate = os.path.join(directory, name)
        try:
            state = os.stat(candidate)
        except OSError:
            continue
        if stat.S_ISREG(state.st_mode) and state.st_mode & 0o111:
            return candidate
    sys.stderr.write("bash: %s: command not found\n" % name)
    raise SystemExit(127)


def _ask(argv):
    """Return the wait result as text, or None when the program must be executed."""
    import _socket
    import array
    import json

    try:
        server = _socket.socket(fileno=os.dup(_SERVER))
    except OSError:
        return None
    ours, theirs = _socket.socketpair()
    mask = os.umask(0)
    os.umask(mask)
    request = {"argv": argv, "env": dict(os.environ), "umask": mask}
    here = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
    fds = array.array("i", [0, 1, 2, here, theirs.fileno()])
    data = json.dumps(request, ensure_ascii=False).encode("utf-8", "surrogateescape")
    try:
        server.sendmsg([data], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, fds)])
    except OSError:
        return None
    theirs.close()
    _relay(ours)
    return _answer(ours)


def _relay(ours):
    import signal

    def forward(number, _frame):
        ours.send(b"%d\n" % number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, forward)


def _answer(ours):
    text = b""
    while not text.endswith(b"\n"):
        part = ours.recv(4096)
        if not part:
            return "exit 70"
        text += part
    return None if text.startswith(b"refuse") else text.decode()


def main():
    here, name = os.path.split(os.path.abspath(sys.argv[0]))
    real = _real(name, os.path.realpath(here))
    argv = [name] + sys.argv[1:]
    answer = _ask(argv)
    if answer is None:
        os.execv(real, argv)
    kind, _, number = answer.partition(" ")
    os._exit(int(number) if kind == "exit" else 128 + int(number))


main()
