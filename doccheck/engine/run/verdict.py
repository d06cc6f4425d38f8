"""What is said of a step that was executed."""

from __future__ import annotations

import re
import signal

from msgspec import Struct

from doccheck.config.running import RunSettings
from doccheck.engine.run.unit import Step, Unit
from doccheck.model.display import headline, shorten
from doccheck.model.executed import Outcome
from doccheck.model.execution import Aspect, ExecutionResult, Level, Limit
from doccheck.model.source import Span
from doccheck.sandbox.interface import Network

SHOWN = 80
"""Characters of a command that are shown where something is said of it."""
_LINES, _WIDTH = 10, 400
_SIGNALLED = 128
# What programs say of a refused socket, and curl of any connection that it could not make.
_NO_SOCKET = re.compile(r"Address family not supported by protocol|^curl: \([67]\)", re.MULTILINE)


class Trouble(Struct, frozen=True):
    """Why a unit did not pass: what, where on the page, and what the reader should see."""

    outcome: Outcome
    span: Span
    message: str
    help: str = ""
    detail: str = ""


def trouble_of(
    unit: Unit, step: Step, result: ExecutionResult, settings: RunSettings
) -> Trouble | None:
    """Return why a step failed, None where it ended as expected."""
    amiss = result.timed_out or result.limits_hit or result.session_lost
    if result.exit_code == step.exit_code and not amiss:
        return None
    command = headline(step.script, SHOWN, quote="`")
    said = last_lines(result.stderr) or last_lines(result.stdout)
    if result.timed_out:
        wall = settings.timeout if unit.request.wall is None else unit.request.wall
        return Trouble(
            Outcome.TIMED_OUT,
            step.span,
            f"{command} did not end within {wall:g} s",
            "allow more with `run timeout=`, or run a bounded variant with `run-as`",
            said,
        )
    message = _failure(command, step, result, settings)
    if message is None:
        return None
    return Trouble(Outcome.COMMAND_FAILED, step.span, message, _hint(unit, result), said)


def _hint(unit: Unit, result: ExecutionResult) -> str:
    """Return what to do where the sandbox refused a socket, as far as the output tells."""
    refused = result.isolation.level(Aspect.NETWORK) is Level.ENFORCED
    if unit.request.network is not Network.NONE or not refused:
        return ""
    if not _NO_SOCKET.search(result.stderr or result.stdout):
        return ""
    return (
        "this block has no network: with `run network=loopback` it can ask servers that it starts "
        "itself; nothing else can be reached"
    )


def _failure(
    command: str, step: Step, result: ExecutionResult, settings: RunSettings
) -> str | None:
    if result.limits_hit:
        limits = " and ".join(_limit(limit, settings) for limit in result.limits_hit)
        return f"{command} was ended: it hit the limit on {limits}"
    if result.session_lost and result.notes and result.exit_code == _SIGNALLED + signal.SIGKILL:
        return f"{command} could not be run to its end: {'; '.join(result.notes)}"
    if result.exit_code == step.exit_code:
        return None
    ended = f"{command} ended with exit code {result.exit_code}"
    number = result.signal or max(0, result.exit_code - _SIGNALLED)
    if number in {one.value for one in signal.Signals}:
        ended += f" ({signal.Signals(number).name})"
    return f"{ended}, expected {step.exit_code}"


def _limit(limit: Limit, settings: RunSettings) -> str:
    bounds = {
        Limit.WALL: f"time ({settings.timeout} s)",
        Limit.CPU: f"processor time ({settings.cpu} s)",
        Limit.MEMORY: f"memory ({settings.memory_mb} MB)",
        Limit.PROCESSES: f"processes ({settings.processes})",
        Limit.FILE_SIZE: f"the size of a file ({settings.file_size_mb} MB)",
        Limit.DISK: f"disk space ({settings.disk_mb} MB)",
        Limit.OUTPUT: f"output ({settings.output_kb} KB)",
    }
    return bounds[limit]


def last_lines(text: str) -> str:
    """Return the last lines of an output, each of bounded length."""
    lines = text.rstrip().splitlines()
    cut = "...\n" if len(lines) > _LINES else ""
    return cut + "\n".join(shorten(line, _WIDTH) for line in lines[-_LINES:])
