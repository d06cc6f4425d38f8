"""Run the probe as a process of its own and collect its frames."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from msgspec import Struct

from doccheck.errors import ProgramError
from doccheck.introspect import isolation
from doccheck.introspect.outcome import Frames, Outcome
from doccheck.introspect.program import ProgramSpec
from doccheck.kernel.scratch import scratch

PROBE = Path(__file__).with_name("probe") / "__main__.py"

_GIB = 1 << 30
_LIMITS = {"AS": 16 * _GIB, "FSIZE": _GIB // 4, "NOFILE": 4096}
_OUTPUT_KEPT = 16_384
_CHUNK = 1 << 16
_GRACE = 0.2  # seconds to drain the pipes of a process that has ended


def run_probe(
    spec: ProgramSpec, request: Mapping[str, object], timeout: float, cwd: Path
) -> Outcome:
    """Start the probe with `request` and wait for its answer, `timeout` seconds at most.

    A program that writes into the current folder while it is imported may not: it is tried again
    in a private one.

    Raises:
        ProgramError: The interpreter cannot be started.
    """
    until = time.monotonic() + timeout
    outcome = _in_private(spec, request, until, cwd.absolute())
    if outcome.wrote_in_vain:
        again = _in_private(spec, request, until, None)
        outcome = outcome if again.error else again
    return outcome


def _in_private(
    spec: ProgramSpec, request: Mapping[str, object], until: float, cwd: Path | None
) -> Outcome:
    limits = {**_LIMITS, "CPU": int(until - time.monotonic()) + 30}
    with scratch("probe") as folder:
        body = json.dumps({**request, "limits": limits}).encode("ascii")
        with _request_file(body) as file:
            outcome = _run(_Start(spec, folder, cwd or folder), file, until)
    outcome.output = outcome.output.replace(str(folder), "~")
    outcome.isolation = isolation.state()
    return outcome


@contextlib.contextmanager
def _request_file(body: bytes) -> Iterator[IO[bytes]]:
    with tempfile.TemporaryFile() as file:
        file.write(body)
        file.seek(0)
        yield file


class _Start(Struct, frozen=True):
    """How to start the probe."""

    spec: ProgramSpec
    home: Path
    cwd: Path

    def confined(self, *descriptors: int) -> isolation.Start:
        """Return how to start the process in its sandbox."""
        environ = isolation.environment(self.home)
        # Not `-I`: it would ignore the environment, which is ours alone and fixes the hash seed.
        inner = [self.spec.interpreter, "-s", "-B", "-u", str(PROBE), *map(str, descriptors)]
        return isolation.confined(inner, self.home, self.cwd, environ)


def _run(start: _Start, request: IO[bytes], until: float) -> Outcome:
    # `which` asks access(2), which in a sandbox may deny what can be executed all the same.
    named = start.spec.interpreter
    if not Path(named).is_file() and shutil.which(named) is None:
        raise _cannot_start(start.spec, "there is no such interpreter")
    read_end, write_end = os.pipe()
    confined = start.confined(request.fileno(), write_end)
    try:
        process = subprocess.Popen(  # noqa: S603  # the interpreter is the user's setting
            confined.words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=(request.fileno(), write_end, *confined.descriptors),
            env=confined.environ,
            cwd=start.cwd,
            start_new_session=True,
        )
    except OSError as error:
        os.close(read_end)
        raise _cannot_start(start.spec, str(error.strerror)) from None
    finally:
        for fd in (write_end, *confined.descriptors):
            os.close(fd)
    try:
        return _collect(process, read_end, Frames(start.home), until)
    finally:
        os.close(read_end)
        _kill(process)


def _cannot_start(spec: ProgramSpec, reason: str) -> ProgramError:
    return ProgramError(
        f"{spec.name}: cannot start {spec.interpreter}: {reason}",
        hint="set `python = ...` under [tool.doccheck.programs] to an interpreter",
    )


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill whatever is left of the probe's process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _collect(process: subprocess.Popen[bytes], reply: int, frames: Frames, until: float) -> Outcome:
    """Read frames and output until the last frame, the end of the process, or the time limit."""
    outcome, output = Outcome(), bytearray()
    stdout = process.stdout
    if stdout is None:
        raise AssertionError
    with selectors.DefaultSelector() as selector:
        selector.register(reply, selectors.EVENT_READ)
        selector.register(stdout, selectors.EVENT_READ)
        ended = None
        while selector.get_map() and not frames.complete:
            left = (until if ended is None else min(until, ended + _GRACE)) - time.monotonic()
            if left <= 0:
                outcome.timed_out = ended is None
                break
            for key, _events in selector.select(min(left, 0.1)):
                data = os.read(key.fd, _CHUNK)
                if not data:
                    selector.unregister(key.fileobj)
                elif key.fd == reply:
                    frames.feed(data)
                else:
                    output = (output + data)[-_OUTPUT_KEPT:]
            if ended is None and process.poll() is not None:
                ended = time.monotonic()
    if not frames.complete and not outcome.timed_out:
        outcome.timed_out = not _ended(process, until)
    output += _rest(stdout)
    outcome.frames = frames.decoded
    outcome.output = bytes(output[-_OUTPUT_KEPT:]).decode("utf-8", "replace")
    outcome.code = process.poll()
    return outcome


def _ended(process: subprocess.Popen[bytes], until: float) -> bool:
    """Wait for a process whose pipes are closed; return whether it ended in time."""
    try:
        process.wait(max(0.0, until - time.monotonic()))
    except subprocess.TimeoutExpired:
        return False
    return True


def _rest(stream: IO[bytes]) -> bytes:
    """Return what is in a pipe already, without waiting for more."""
    os.set_blocking(stream.fileno(), False)
    with contextlib.suppress(OSError):
        return os.read(stream.fileno(), _CHUNK)
    return b""
