"""One run of a command, from its options to its exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import click

from rustybt_ops.cli.console import Console, echo
from rustybt_ops.cli.options import STDOUT, Common
from rustybt_ops.cli.session import Session, State
from rustybt_ops.errors import ConfigurationError, ExitCode, OpsError
from rustybt_ops.files import ensure_writable, expand
from rustybt_ops.logs import open_log
from rustybt_ops.redact import Redactor
from rustybt_ops.results.document import Result, default_name, encoded, write
from rustybt_ops.results.model import Status
from rustybt_ops.settings.fields import entries
from rustybt_ops.settings.load import Loaded, load, unknown_variables

_SECRET_LENGTH = 8  # anything shorter in a stranger's variable may be an ordinary word
_SECRET_ENDINGS = ("_KEY", "_SECRET", "_TOKEN", "_PASSWORD", "_PASSPHRASE")


class Loader(Protocol):
    """Resolves the settings, as `settings.load.load` does."""

    def __call__(
        self,
        options: Mapping[str, object],
        environ: Mapping[str, str],
        *,
        config: Path | None = None,
        env_file: Path | None = None,
    ) -> Loaded:
        """Resolve the settings."""


def run(
    command: str,
    common: Common,
    body: Callable[[Session], None],
    *,
    options: Mapping[str, object] | None = None,
    output: Path | None = None,
    loader: Loader = load,
    log_name: str | None = None,
) -> None:
    """Run the body of a command within a session and end with the exit code of its verdict.

    Args:
        command: The name of the command.
        common: The shared options given after the command.
        body: Makes the checks.
        options: The options that are settings, by the key of the setting.
        output: The file for the result document, instead of one in the results folder. With
            `STDOUT`, what is told a person goes to standard error.
        loader: Resolves the settings.
        log_name: The name of the program's own log, if it is not the command's.

    Raises:
        OpsError: The run could not take place; nothing is left half-written.
        click.exceptions.Exit: Always, with the exit code.
    """
    state = click.get_current_context().find_object(State) or State((), Common(), Redactor())
    chosen = state.common.merged(common)
    loaded = loader(
        {**(options or {}), "log_level": chosen.log_level},
        os.environ,
        config=chosen.config,
        env_file=chosen.env_file,
    )
    _hide_secrets(loaded, state.redactor)
    settings = loaded.settings
    result = Result(command, ["rustybt-ops", *state.argv], settings.environment)
    path = _target(output, settings.results_dir, result)
    kept = output is not None or loaded.result_kept
    console = Console(state.redactor, verbose=chosen.verbose, aside=path == STDOUT)
    if loader is load:  # another loader judges the variables itself
        _warn_of_typos(loaded, console)
    with open_log(
        settings.log_dir,
        log_name or command,
        settings.log_level,
        state.redactor,
        run_id=result.run_id,
    ) as log:
        target = None if path == STDOUT else path
        session = Session(result, loaded, console, log, state.redactor, target)
        _guarded(session, body)
        _finish(session, path if kept else None, state.redactor)


def _warn_of_typos(loaded: Loaded, console: Console) -> None:
    """Tell of the variables that nobody reads and that are nearly the name of one of ours."""
    for name, near in unknown_variables(loaded.environ).items():
        if near:
            console.line(f"Warning: {name} is not read; did you mean {near}?", error=True)


def _target(output: Path | None, results_dir: Path, result: Result) -> Path:
    """Where the result goes; that it can go there is made sure before anything is checked."""
    if output == STDOUT:
        if sys.stdout is None:
            raise ConfigurationError(
                "standard output is closed", advice="Give --output a file name."
            )
        return STDOUT
    if output is not None:
        path = expand(output).absolute()
        ensure_writable(path.parent, "--output")
        if path.is_dir():
            raise ConfigurationError(f"{path} is a folder", advice="Give --output a file name.")
        return path
    ensure_writable(results_dir, "RUSTYBT_RESULTS_DIR")
    return results_dir / default_name(result.command, result.started, result.run_id)


def _guarded(session: Session, body: Callable[[Session], None]) -> None:
    """Run the body; what stops it goes into the log."""
    result = session.result
    session.log.info("started", argv=result.argv, environment=result.environment)
    try:
        body(session)
    except BaseException as error:
        told = f"{type(error).__name__}: {error}"
        session.log.error("stopped", error=told, exc_info=_trace(error))  # noqa: TRY400 - sometimes
        raise
    finally:
        session.console.clear()


def _trace(error: BaseException) -> bool:
    """Whether a traceback helps: not for what is expected to happen."""
    return not isinstance(error, OpsError | KeyboardInterrupt | SystemExit)


def _hide_secrets(loaded: Loaded, redactor: Redactor) -> None:
    """Teach the redactor every secret in the settings and in the environment."""
    for key, entry in entries().items():
        if entry.spec.secret:
            owner: object = loaded.settings
            for part in key.split("."):
                owner = getattr(owner, part)
            redactor.add(None if owner is None else str(owner))
    for name, value in loaded.environ.items():
        if name.endswith(_SECRET_ENDINGS) and len(value) >= _SECRET_LENGTH:
            redactor.add(value)


def _save(result: Result, path: Path, redactor: Redactor) -> None:
    """Write the result document."""
    if path == STDOUT:
        echo(encoded(result.document(redactor)))
        return
    try:
        write(result.document(redactor), path)
    except OSError as error:
        raise ConfigurationError(
            f"the result cannot be written to {path}: {error.strerror}",
            advice="Free space or choose another file with --output.",
        ) from error


def _finish(session: Session, path: Path | None, redactor: Redactor) -> None:
    """Write the result, print the verdict, and exit with its code."""
    result, console = session.result, session.console
    result.finished = datetime.now(UTC)
    if path:
        _save(result, path, redactor)
    count = {
        status: sum(each.status is status for each in result.checks)
        for status in (Status.PASS, Status.WARN, Status.FAIL, Status.SKIPPED)
    }
    counted = ", ".join(f"{number} {status}" for status, number in count.items() if number)
    simulated = ", SIMULATED" if result.simulated else ""
    console.line(f"{result.command}: {result.status.upper()}{simulated} ({counted})")
    where = path or "none, as its folder cannot be written to (--output FILE writes it elsewhere)"
    if path != STDOUT:
        console.line(f"Result document: {where}")
    session.log.info("finished", status=str(result.status), result=str(where))
    good = result.status in (Status.PASS, Status.WARN, Status.IN_PROGRESS)
    raise click.exceptions.Exit(ExitCode.PASS if good else ExitCode.FAILED)
