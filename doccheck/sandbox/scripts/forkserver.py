"""Imports a program once and forks for each of its commands.

Run as `python forkserver.py SOCKET_FD READY_FD SCRIPT MODULE...` inside the sandbox. Requests are
datagrams: JSON (`argv`, `env`, `umask`, `expect`) with five descriptors: standard input, output,
error, the working directory, and a stream on which the server answers `exit N`, `signal N`, or
`refuse REASON` when the command has to be started as a process of its own.
"""

import atexit
import gc
import json
import os
import runpy
import select
import signal
import socket
import sys
import threading
import time
import traceback

_IGNORED = ("PWD", "OLDPWD", "SHLVL", "_", "COLUMNS", "LINES", "TERM")
_HARMLESS = ("--help", "-h", "--version")
_LONGEST = 1 << 20


def _comparable(environment):
    return {key: value for key, value in environment.items() if key not in _IGNORED}


def _stamp(path):
    try:
        state = os.stat(path)
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size, state.st_ino


class Server:
    def __init__(self, channel, script, announce):
        self.channel = channel
        self.announce = announce
        self.script = script
        self.initial = dict(os.environ)
        self.environment = _comparable(self.initial)
        self.running = {}  # pidfd -> (pid, answer)
        self.poller = select.poll()
        self.poller.register(channel, select.POLLIN)

    def remember(self):
        """Note what the imports came from, to notice when that changes."""
        self.added = {
            key: value for key, value in os.environ.items() if self.initial.get(key) != value
        }
        self.removed = [key for key in self.initial if key not in os.environ]
        self.modules = {name.partition(".")[0] for name in list(sys.modules)}
        files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
        own = [
            name
            for name in files
            if name and not name.startswith((sys.prefix, sys.base_prefix, "<"))
        ]
        watched = {self.script, *sys.path, *own, *(os.path.dirname(name) for name in own)}
        self.stamps = {name: _stamp(name) for name in watched if name}

    def serve(self):
        while True:
            for fd, event in self.poller.poll():
                if fd == self.channel.fileno():
                    self.accept()
                elif fd in self.running:
                    self.finish(fd)
                else:
                    self.client(fd, event)

    def accept(self):
        try:
            data, fds, _, _ = socket.recv_fds(self.channel, _LONGEST, 8)
        except OSError:
            return
        if not data:
            os._exit(0)
        try:
            if data.startswith(b"ping "):  # answered when all that came before it has been done
                os.write(self.announce, b"pong " + data[5:] + b"\n")
            elif len(fds) == 5:
                self.start(json.loads(data.decode("utf-8", "surrogateescape")), fds)
        finally:
            for fd in fds:
                os.close(fd)

    def start(self, request, fds):
        answer = socket.socket(fileno=os.dup(fds[4]))
        answer.setblocking(False)  # its other end need not be read by anyone
        reason = self.refusal(request, fds[3])
        if reason:
            self.tell(answer, "refuse " + reason)
            answer.close()
            return
        pid = os.fork()
        if pid == 0:
            self.child(request, fds, answer)
        os.write(self.announce, b"+")
        pidfd = os.pidfd_open(pid)
        self.running[pidfd] = (pid, answer)
        self.poller.register(pidfd, select.POLLIN)
        self.poller.register(answer, select.POLLIN)

    def refusal(self, request, directory):
        argv = request["argv"]
        if _comparable(request["env"]) != self.environment:
            return "the environment differs"
        try:
            names = {name.partition(".")[0] for name in os.listdir(directory)}
        except OSError:
            return "the working directory cannot be read"
        if (
            names & self.modules or "" in names
        ):  # a hidden file, such as .env, may be read at import
            return "the working directory holds a file that an import could read"
        if any(_stamp(name) != stamp for name, stamp in self.stamps.items()):
            return "the program has changed"
        threads = len(os.listdir("/proc/self/task"))
        harmless = any(word in _HARMLESS for word in argv[1:]) or request.get("expect") == 2
        if threads > 1 and not harmless:
            return "the program left threads running at import"
        return ""

    def finish(self, pidfd):
        pid, answer = self.running.pop(pidfd)
        self.poller.unregister(pidfd)
        os.close(pidfd)
        _, status = os.waitpid(pid, 0)
        if os.WIFSIGNALED(status):
            self.tell(answer, "signal %d" % os.WTERMSIG(status))
        else:
            self.tell(answer, "exit %d" % os.WEXITSTATUS(status))
        self.poller.unregister(answer)
        answer.close()

    def client(self, fd, event):
        """A client asks for a signal, or has gone away, and its command with it."""
        for pid, answer in list(self.running.values()):
            if answer.fileno() == fd:
                try:
                    data = answer.recv(64) if event & select.POLLIN else b""
                except OSError:
                    data = b""
                numbers = [int(word) for word in data.split() if word.isdigit()] or [9]
                if not data:
                    self.poller.unregister(fd)
                    self.poller.register(fd, 0)
                for number in numbers:
                    self.signal(pid, number)

    @staticmethod
    def signal(pid, number):
        try:
            os.killpg(pid, number)
        except OSError:
            pass

    @staticmethod
    def tell(answer, text):
        try:
            answer.sendall(text.encode() + b"\n")
        except OSError:
            pass

    def child(self, request, fds, answer):
        code = 1
        try:
            self.become(request, fds, answer)
            code = execute(self.script, request["argv"])
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    def become(self, request, fds, answer):
        os.setpgid(0, 0)
        os.fchdir(fds[3])
        for target in (0, 1, 2):
            os.dup2(fds[target], target)
        for fd in fds:
            os.close(fd)
        answer.close()
        self.channel.close()
        os.close(self.announce)
        for pidfd, (_, other) in self.running.items():
            os.close(pidfd)
            other.close()
        os.umask(request["umask"])
        os.environ.clear()
        os.environ.update(request["env"])
        os.environ.update(self.added)  # what importing it sets, in a process of its own too
        for key in self.removed:
            os.environ.pop(key, None)
        time.tzset()
        signal.set_wakeup_fd(-1)


def execute(script, argv):
    """Run the program's script as the interpreter would; return the exit code."""
    sys.argv = [script, *argv[1:]]
    code = 0
    try:
        runpy.run_path(script, run_name="__main__")
    except SystemExit as stop:
        code = exit_code(stop.code)
    except KeyboardInterrupt:
        code = 130
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    try:
        threading._shutdown()
        atexit._run_exitfuncs()
    except BaseException:
        code = code or 1
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            code = code or 120
    return code


def exit_code(value):
    if value is None:
        return 0
    if isinstance(value, int):
        return value & 0xFF
    print(value, file=sys.stderr)
    return 1


def prepare(server, modules):
    """Import the program; return why it cannot be forked, empty when it can."""
    try:
        for module in modules:
            __import__(module)
    except BaseException as error:
        return "importing it ahead fails: %s: %s" % (type(error).__name__, error)
    server.remember()
    gc.collect()
    gc.freeze()
    return ""


def main():
    channel = socket.socket(fileno=int(sys.argv[1]))
    ready = int(sys.argv[2])
    script, modules = sys.argv[3], sys.argv[4:]
    os.set_inheritable(channel.fileno(), False)
    os.set_inheritable(ready, False)
    os.set_blocking(ready, False)
    sys.path[0] = os.path.dirname(script)
    sys.argv = [script]
    server = Server(channel, script, ready)
    reason = prepare(server, modules)
    if reason:
        os.write(ready, ("failed " + reason[:1000] + "\n").encode("utf-8", "replace"))
        os._exit(1)
    os.write(ready, b"ready\n")
    server.serve()


if __name__ == "__main__":
    main()
