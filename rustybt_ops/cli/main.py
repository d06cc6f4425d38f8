"""The program `rustybt-ops`: the group, and what happens when something goes wrong."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

import rustybt_ops
from rustybt_ops.cli.lazy import LazyGroup
from rustybt_ops.cli.options import Common, common_options
from rustybt_ops.errors import ConfigurationError, ExitCode, OpsError
from rustybt_ops.redact import Redactor

PROGRAM = "rustybt-ops"

COMMANDS = {
    "test-broker": "rustybt_ops.commands.test_broker:test_broker",
    "test-data": "rustybt_ops.commands.test_data:test_data",
    "write-bundle": "rustybt_ops.commands.write_bundle:write_bundle",
    "benchmark": "rustybt_ops.commands.benchmark:benchmark",
    "verify-config": "rustybt_ops.commands.verify_config:verify_config",
    "test-alerts": "rustybt_ops.commands.test_alerts:test_alerts",
    "paper-trade": "rustybt_ops.commands.paper_trade:paper_trade",
    "status": "rustybt_ops.commands.status:status",
    "analyze-uptime": "rustybt_ops.commands.analyze_uptime:analyze_uptime",
    "completion": "rustybt_ops.commands.completion:completion",
}


@click.group(
    PROGRAM,
    cls=LazyGroup,
    places=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(rustybt_ops.__version__, prog_name=PROGRAM, message="%(prog)s %(version)s")
@common_options
@click.pass_context
def program(
    ctx: click.Context,
    config: Path | None,
    env_file: Path | None,
    log_level: str | None,
    verbose: bool,  # noqa: FBT001 - click passes it by name
) -> None:
    """Check brokers, market data, configuration and alerts before trading starts.

    A command exits with 0 when no check failed, 1 when one failed, and 2 when it was called or
    configured wrongly. What it measured goes into a JSON document in ~/.rustybt/results.
    """
    from rustybt_ops.cli.session import State  # noqa: PLC0415 - not needed for --help

    common = Common(config, env_file, log_level, verbose)
    ctx.obj = State(ctx.meta.get(_ARGV, ()), common, ctx.meta.setdefault(_REDACTOR, Redactor()))


_DISK = {errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EFBIG}  # as what --help is printed to
_ARGV = "rustybt_ops.argv"
_REDACTOR = "rustybt_ops.redactor"


def run(argv: Sequence[str]) -> int:  # noqa: PLR0911 - one return an outcome
    """Run the program with these arguments and return its exit code."""
    redactor = Redactor()
    try:
        with program.make_context(PROGRAM, list(argv)) as ctx:
            ctx.meta[_ARGV] = tuple(argv)
            ctx.meta[_REDACTOR] = redactor
            program.invoke(ctx)
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        _show(error, redactor)
        return ExitCode.USAGE
    except OpsError as error:
        return _complain(error, redactor)
    except (KeyboardInterrupt, click.Abort):
        _tell("\nInterrupted: no result document was written.")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # the reader of our output has gone: keep Python from complaining about it at exit, and do
        # not end with the code of a failed check
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.CLOSED_PIPE
    except Exception as error:  # noqa: BLE001 - a fault of ours: say so, never exit with 0
        told = _of_the_system(error)
        if told:
            return _complain(ConfigurationError(told), redactor)
        shown = redactor.text(f"{type(error).__name__}: {error}")
        _tell(f"Internal error: {shown}")
        _tell("The log file holds the traceback; please report it.")
        return ExitCode.USAGE
    return ExitCode.PASS


def _show(error: click.ClickException, redactor: Redactor) -> None:
    """Show what click has to say of a wrong use, without the secrets that stand in it."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        _tell(error.format_message())
        return
    if isinstance(error, click.UsageError) and error.ctx is not None:
        _tell(error.ctx.get_usage())
        _tell(f"Try '{error.ctx.command_path} --help' for help.\n")
    _tell(f"Error: {redactor.text(error.format_message())}")


def _complain(error: OpsError, redactor: Redactor) -> int:
    from rustybt_ops.cli.console import printable  # noqa: PLC0415 - not needed for --help

    for fault in error.faults:
        first, *rest = printable(redactor.text(fault)).splitlines() or [""]
        _tell(f"Error: {first}")
        for line in rest:
            _tell(f"    {line.strip()}")
    if error.advice:
        _tell(redactor.text(error.advice))
    return error.exit_code


def _of_the_system(error: Exception) -> str:
    """Which file or stream refuses, and why; empty if the error is another one."""
    if not isinstance(error, OSError):
        return ""
    if error.filename:
        return f"{os.fsdecode(error.filename)}: {error.strerror}"
    return f"the output cannot be written: {error.strerror}" if error.errno in _DISK else ""


def _tell(text: str) -> None:
    """Print a line to standard error; where nobody can read it, the exit code has to do."""
    try:
        click.echo(text, err=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def _open_streams() -> None:
    """Open those that the caller has closed: a file of ours must not take the place of one."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - to the end


def _terminate(number: int, frame: object) -> NoReturn:  # noqa: ARG001 - a signal handler
    raise KeyboardInterrupt


def main() -> NoReturn:
    """Run the program with the arguments of the process.

    A polite kill and the end of the terminal are treated as Ctrl-C.
    """
    try:
        _open_streams()
        for each in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
            if signal.getsignal(each) is not signal.SIG_IGN:  # as nohup and background jobs ask for
                signal.signal(each, _terminate)
        completing = f"_{PROGRAM.replace('-', '_').upper()}_COMPLETE"
        if completing in os.environ:
            program.main(prog_name=PROGRAM, complete_var=completing)
        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # before or after anything was done, or for the second time
        code = ExitCode.INTERRUPTED
    sys.exit(code)
