"""Structured JSON logs: to files only, rotated by size, without secrets."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING, Any

from rustybt_ops.errors import ConfigurationError, FailureKind, ServiceError
from rustybt_ops.files import ensure_writable, reason, require_no_pipe

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from structlog.typing import FilteringBoundLogger

    from rustybt_ops.redact import Redactor
    from rustybt_ops.settings.model import LogLevel

_LARGEST = 10_000_000  # bytes in one file
_KEPT = 5  # older files beside the live one


class _Handler(RotatingFileHandler):
    """A log that cannot be written stops the program instead of passing unnoticed."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802, ARG002 - logging's name
        """Report the error that is being handled.

        Raises:
            ServiceError: Always.
        """
        error = sys.exc_info()[1]
        message = f"the log {self.baseFilename} cannot be written: {error}"
        raise ServiceError(FailureKind.STORAGE, message) from error


class _Lines:
    """What structlog writes to: one line an entry, into a rotating file."""

    def __init__(self, handler: RotatingFileHandler) -> None:
        self._handler = handler

    def msg(self, message: str) -> None:
        """Append one line."""
        self._handler.emit(logging.makeLogRecord({"msg": message}))

    debug = info = warning = error = critical = exception = log = msg


@contextmanager
def open_log(
    folder: Path, command: str, level: LogLevel, redactor: Redactor, **bound: object
) -> Iterator[FilteringBoundLogger]:
    """A logger that writes to `<folder>/<command>.log` until the block ends.

    The live file always has this name; rotation renames the older ones.

    Raises:
        ConfigurationError: The folder cannot be written to.
    """
    import structlog  # noqa: PLC0415 - costs start-up time

    ensure_writable(folder, "RUSTYBT_LOG_DIR")
    path = folder / f"{command}.log"
    try:
        require_no_pipe(path)
        handler = _Handler(
            path,
            maxBytes=_LARGEST,
            backupCount=_KEPT,
            encoding="utf-8",
            errors="backslashreplace",  # a file's name may be no text
        )
    except OSError as error:
        raise ConfigurationError(f"cannot write to {path}: {reason(error)}") from error
    handler.setFormatter(logging.Formatter("%(message)s"))

    def redact(_: object, __: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
        redacted = redactor.value(event)
        assert isinstance(redacted, dict)  # noqa: S101 - a mapping stays a mapping
        return redacted

    logger = structlog.wrap_logger(
        _Lines(handler),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            redact,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
    )
    try:
        yield logger.bind(command=command, **bound)
    finally:
        with suppress(OSError):  # each entry is flushed: what fails here was reported before
            handler.close()
