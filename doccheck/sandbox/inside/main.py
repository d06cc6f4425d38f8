"""The supervisor's start and end."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator

from doccheck.kernel import calls, landlock
from doccheck.sandbox.inside import wire
from doccheck.sandbox.inside.guardian import guard
from doccheck.sandbox.inside.replies import Replies
from doccheck.sandbox.inside.settings import Settings, decode
from doccheck.sandbox.inside.supervisor import Supervisor
from doccheck.sandbox.inside.watch import ParentGoneError


def main() -> None:
    """Serve doccheck on the descriptor given as the first argument, until it closes."""
    control = socket.socket(fileno=int(sys.argv[1]))
    control.set_inheritable(False)
    first = wire.receive(control)
    if first is None:
        return
    settings = decode(first[0])
    if not settings.namespace:
        guard(control, settings)
    try:
        _settle(settings)
        supervisor = Supervisor(settings, control, alone=_alone(settings))
    except Exception as error:  # noqa: BLE001  # whatever it is, doccheck has to be told
        wire.send(control, {"error": f"{type(error).__name__}: {error}"})
        return
    try:
        wire.send(control, {"ready": True})
        supervisor.prepare()
        _serve(supervisor, control)
    except (ParentGoneError, wire.WireError, OSError):
        pass
    except Exception as error:  # noqa: BLE001  # nothing may keep it from cleaning up
        os.write(2, f"{type(error).__name__}: {error}\n".encode()[:500])
    finally:
        supervisor.close()
        os._exit(0)  # nothing is left that the interpreter would have to tidy up


def _settle(settings: Settings) -> None:
    """Take on the supervisor's own protections."""
    os.umask(0o022)
    # Not for a block to end it by. Handlers, since what is ignored stays so in every process.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    calls.prctl(calls.PR_SET_CHILD_SUBREAPER, 1)
    if settings.uid >= 0 and os.getuid() == 0:
        calls.become(settings.uid, keep_read=settings.keep_read)
    calls.prctl(calls.PR_SET_PDEATHSIG, signal.SIGKILL)  # a change of user would undo it
    calls.prctl(calls.PR_SET_DUMPABLE, 0)
    os.makedirs(settings.root, mode=0o700, exist_ok=True)
    if settings.landlock:
        _confine(settings)


def _confine(settings: Settings) -> None:
    """Keep even the supervisor from writing elsewhere; its processes are confined further."""
    calls.prctl(calls.PR_SET_NO_NEW_PRIVS, 1)
    rules = landlock.Ruleset(rights=landlock.WRITES, network=False)
    rules.allow_write((settings.base,))
    rules.allow_devices(("/dev/null",))
    rules.apply()
    rules.close()


def _alone(settings: Settings) -> bool:
    """Tell whether a signal to every process reaches only those of this sandbox."""
    if settings.namespace:
        return os.getpid() == 1
    parent = os.getppid()
    if not settings.landlock or landlock.abi() < landlock.SIGNALS_ABI or parent == 1:
        return False
    try:
        os.kill(parent, 0)
    except PermissionError:
        return True
    return False


def _serve(supervisor: Supervisor, control: socket.socket) -> None:
    replies = Replies(control)
    supervisor.watcher.meanwhile = replies.flush
    try:
        while True:
            if not replies.asked():
                replies.flush()
            supervisor.watcher.idle()
            message = wire.receive(control)
            if message is None:
                return
            for reply, payload in _answers(supervisor, message[0]):
                replies.put(reply, payload)
    finally:
        replies.flush()


def _answers(supervisor: Supervisor, message: wire.Message) -> Iterator[tuple[wire.Message, bytes]]:
    try:
        if message["op"] == "run":
            yield from supervisor.run(message)
        elif message["op"] == "end":
            yield {"ended": supervisor.end_session(str(message["session"]))}, b""
        else:
            yield {"programs": supervisor.warm()}, b""
    except OSError as error:
        yield {"error": f"{type(error).__name__}: {error}", "last": True}, b""
