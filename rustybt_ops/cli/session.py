"""One run of a command, from its options to its exit code."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from rustybt_ops.cli.console import Console
from rustybt_ops.cli.options import Common
from rustybt_ops.errors import ConfigurationError, ExitCode, OpsError, ServiceError
from rustybt_ops.files import ensure_writable, expand
from rustybt_ops.redact import Redactor
from rustybt_ops.results.checks import from_error
from rustybt_ops.results.document import Result, default_name, write
from rustybt_ops.results.model import Check, Endpoint, Status
from rustybt_ops.settings.fields import entries
from rustybt_ops.settings.load import Loaded, load

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger


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


@dataclass(slots=True)
class State:
    """What the group hands to its commands."""

    argv: Sequence[str]
    common: Common
    redactor: Redactor


class Session:
    """Everything a command needs: settings, logger, terminal and the result it fills."""

    def __init__(
        self, result: Result, loaded: Loaded, console: Console, log: FilteringBoundLogger
    ) -> None:
        self.result = result
        self.loaded = loaded
        self.settings = loaded.settings
        self.console = console
        self.log = log

    def begin(self, title: str, *endpoints: Endpoint) -> None:
        """Say what is going to be checked, before the first check."""
        self.result.endpoints.extend(endpoints)
        self.console.head(title, endpoints, self.settings.environment)

    def check(
        self, name: str, look: Callable[[], Check | Sequence[Check]], *, needs: Sequence[str] = ()
    ) -> bool:
        """Make one check and report it; what the outside world does wrong becomes a failure.

        Args:
            name: The name of the check, for progress and failures.
            look: Makes the check, or several of them.
            needs: Checks that must not have failed for this one to make sense.

        Returns:
            Whether it did not fail.
        """
        spoiled = [each.name for each in self.result.checks if each.status is Status.FAIL]
        missing = [need for need in needs if need in spoiled]
        if missing:
            self.report(Check(name, Status.SKIPPED, f"not looked at: {missing[0]} failed"))
            return False
        self.console.progress(name)
        try:
            found = look()
        except ServiceError as error:
            found = from_error(name, error)
        made = [found] if isinstance(found, Check) else list(found)
        for check in made:
            self.report(check)
        return all(check.status is not Status.FAIL for check in made)

    def report(self, check: Check) -> None:
        """Record a check, print it and log it."""
        self.result.checks.append(check)
        self.console.check(check)
        level = self.log.error if check.status is Status.FAIL else self.log.info
        level("check", check=check.name, status=str(check.status), detail=check.detail)


def run(
    command: str,
    common: Common,
    body: Callable[[Session], None],
    *,
    options: Mapping[str, object] | None = None,
    output: Path | None = None,
    loader: Loader = load,
) -> None:
    """Run the body of a command within a session and end with the exit code of its verdict.

    Args:
        command: The name of the command.
        common: The shared options given after the command.
        body: Makes the checks.
        options: The options that are settings, by the key of the setting.
        output: The file for the result document, instead of one in the results folder.
        loader: Resolves the settings.

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
    folder = expand(output).absolute().parent if output else settings.results_dir
    ensure_writable(folder, "--output" if output else "RUSTYBT_RESULTS_DIR")
    result = Result(command, ["rustybt-ops", *state.argv], settings.environment)
    console = Console(state.redactor, verbose=chosen.verbose)
    path = (
        expand(output) if output else folder / default_name(command, result.started, result.run_id)
    )
    with ExitStack() as stack:
        log = stack.enter_context(_log(command, loaded, state.redactor, result.run_id))
        session = Session(result, loaded, console, log)
        log.info("started", argv=result.argv, environment=str(settings.environment))
        try:
            body(session)
        except BaseException as error:
            told = f"{type(error).__name__}: {error}"
            log.error("stopped", error=told, exc_info=_trace(error))  # noqa: TRY400 - sometimes
            raise
        finally:
            console.clear()
        _finish(session, path, state.redactor)


def _log(command: str, loaded: Loaded, redactor: Redactor, run_id: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a context manager whose type costs the import of structlog
    from rustybt_ops.logs import open_log  # noqa: PLC0415 - imports structlog

    settings = loaded.settings
    return open_log(settings.log_dir, command, settings.log_level, redactor, run_id=run_id)


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


_SECRET_LENGTH = 8  # anything shorter in a stranger's variable may be an ordinary word
_SECRET_ENDINGS = ("_KEY", "_SECRET", "_TOKEN", "_PASSWORD", "_PASSPHRASE")


def _finish(session: Session, path: Path, redactor: Redactor) -> None:
    """Write the result, print the verdict, and exit with its code."""
    result, console = session.result, session.console
    result.finished = datetime.now(UTC)
    try:
        write(result.document(redactor), path)
    except OSError as error:
        raise ConfigurationError(
            f"the result cannot be written to {path}: {error.strerror}",
            advice="Free space or choose another file with --output.",
        ) from error
    count = {
        status: sum(each.status is status for each in result.checks)
        for status in (Status.PASS, Status.WARN, Status.FAIL, Status.SKIPPED)
    }
    counted = ", ".join(f"{number} {status}" for status, number in count.items() if number)
    simulated = ", SIMULATED" if result.simulated else ""
    console.line(f"{result.command}: {result.status.upper()}{simulated} ({counted})")
    console.line(f"Result document: {path}")
    session.log.info("finished", status=str(result.status), result=str(path))
    good = result.status in (Status.PASS, Status.WARN, Status.IN_PROGRESS)
    raise click.exceptions.Exit(ExitCode.PASS if good else ExitCode.FAILED)
