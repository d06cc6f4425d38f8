"""From decoded JSON to a result, refusing what is none.

The published schema (`doccheck/schemas/result.schema.json`) says what a document holds. What the
pages use is checked here, without a schema library; the tests hold both against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from doccheck.model.run_record import COMMAND as RUN_COMMAND
from doccheck.model.run_record import read_run_record
from doccheck.validation.document import LARGEST, Check, Endpoint, Result, Scalar, Status, number

_T = TypeVar("_T")

SCHEMA_VERSION = 1
COMMANDS = frozenset(
    {
        "analyze-uptime",
        "benchmark",
        "doccheck check",
        RUN_COMMAND,
        "paper-trade",
        "test-alerts",
        "test-broker",
        "test-data",
        "verify-config",
    }
)
"""The commands whose results have a place on a page."""


class DocumentError(ValueError):
    """A document cannot be used; the message says why."""


def decode(data: object, file: str) -> Result:
    """Return the result that decoded JSON holds.

    Raises:
        DocumentError: it is no result document, of another version, or of an unknown command.
    """
    document = _Fields(data, "the document")
    command = _command(document)
    started, finished = _moment(document, "started"), _moment(document, "finished")
    endpoints = tuple(_endpoint(one) for one in document.rows("endpoints", optional=True))
    clock = _Fields(document.data.get("clock", {}), "clock")
    simulated = document.flag("simulated") or clock.flag("simulated")
    if command == RUN_COMMAND:
        _require_run_record(document.data)
    return Result(
        file=file,
        command=command,
        argv=document.texts("argv"),
        started=started,
        finished=finished,
        status=_status(document),
        simulated=simulated or any(one.simulated for one in endpoints),
        run_id=document.text("run_id", optional=True),
        tool=_tool(document),
        environment=document.text("environment", optional=True),
        endpoints=endpoints,
        versions={key: str(value) for key, value in document.scalars("versions").items()},
        parameters=document.scalars("parameters", optional=True),
        checks=tuple(_check(one) for one in document.rows("checks")),
        metrics=document.scalars("metrics"),
        samples=tuple(_scalars(one, "samples") for one in document.rows("samples")),
        details=document.mapping("details", optional=True),
        discrepancies=tuple(
            _Fields(one, "a discrepancy").data
            for one in document.rows("discrepancies", optional=True)
        ),
        raw=document.data,
    )


def _command(document: _Fields) -> str:
    """Return the command, of a document of the version and kind that can be read."""
    version = document.data.get("schema_version")
    if isinstance(version, bool) or version != SCHEMA_VERSION:
        raise DocumentError(
            f"its schema_version is {version!r}, and this doccheck reads {SCHEMA_VERSION}"
        )
    command = document.text("command")
    if command not in COMMANDS:
        known = ", ".join(sorted(COMMANDS))
        raise DocumentError(f"nothing is known of the command '{command}' (known: {known})")
    return command


def _tool(document: _Fields) -> str:
    tool = _Fields(document.data.get("tool", {}), "tool")
    told = (tool.text("name", optional=True), tool.text("version", optional=True))
    return " ".join(filter(None, told))


def _require_run_record(data: Mapping[str, Any]) -> None:
    try:
        record = read_run_record(data)
    except ValueError as error:
        raise DocumentError(f"a damaged record of `{RUN_COMMAND}`: {error}") from error
    reasons = (kept.reason for kept in record.isolation.aspects.values())
    texts: list[object] = [record.isolation.backend, *reasons]
    numbers: list[object] = []
    for row in record.executions:
        texts += [row.file, row.shown, row.reason, row.backend, row.ran or "", *row.commands]
        numbers += [row.line, row.seconds]
    if not all(isinstance(one, str) for one in texts) or None in map(number, numbers):
        raise DocumentError(f"a damaged record of `{RUN_COMMAND}`: a field of the wrong type")


def _check(data: object) -> Check:
    fields = _Fields(data, "a check")
    return Check(
        name=fields.text("name"),
        status=_status(fields),
        detail=fields.text("detail", optional=True),
        value=fields.scalar("value"),
        unit=fields.text("unit", optional=True),
        threshold=fields.scalar("threshold"),
        advice=fields.text("advice", optional=True),
        items=fields.texts("items", optional=True),
    )


def _endpoint(data: object) -> Endpoint:
    fields = _Fields(data, "an endpoint")
    return Endpoint(
        fields.text("kind"),
        fields.text("name"),
        fields.text("network"),
        fields.flag("simulated"),
        fields.text("note", optional=True),
    )


def _status(fields: _Fields) -> Status:
    text = fields.text("status")
    try:
        return Status(text)
    except ValueError:
        raise DocumentError(f"{fields.what}: the status is '{text}'") from None


def _moment(fields: _Fields, name: str) -> datetime:
    text = fields.text(name)
    try:
        moment = datetime.fromisoformat(text)
        there = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise DocumentError(f"{fields.what}: {name} is no moment: '{text}'") from None
    if moment.tzinfo is None:
        raise DocumentError(f"{fields.what}: {name} names no time zone: '{text}'")
    return there


class _Fields:
    """The fields of a JSON object, each of the type that is asked for."""

    def __init__(self, data: object, what: str) -> None:
        if not isinstance(data, Mapping):
            raise DocumentError(f"{what} is not a JSON object")
        self.data: Mapping[str, Any] = data
        self.what = what

    def text(self, name: str, *, optional: bool = False) -> str:
        value = self._get(name, "", optional=optional)
        return self._typed(name, value, str)

    def flag(self, name: str) -> bool:
        return self._typed(name, self.data.get(name, False), bool)

    def texts(self, name: str, *, optional: bool = False) -> tuple[str, ...]:
        return tuple(self._typed(name, one, str) for one in self.rows(name, optional=optional))

    def rows(self, name: str, *, optional: bool = False) -> list[Any]:
        return self._typed(name, self._get(name, [], optional=optional), list)

    def mapping(self, name: str, *, optional: bool = False) -> Mapping[str, Any]:
        return self._typed(name, self._get(name, {}, optional=optional), dict)

    def scalars(self, name: str, *, optional: bool = False) -> Mapping[str, Scalar]:
        return _scalars(self._get(name, {}, optional=optional), name)

    def scalar(self, name: str) -> Scalar:
        return _scalar(self.data.get(name), f"{self.what}: {name}")

    def _get(self, name: str, default: object, *, optional: bool) -> object:
        value = self.data.get(name)
        if value is None and not optional:
            raise DocumentError(f"{self.what} has no {name}")
        return default if value is None else value

    def _typed(self, name: str, value: object, kind: type[_T]) -> _T:
        if not isinstance(value, kind):
            raise DocumentError(f"{self.what}: {name} is of the wrong type: {value!r:.80}")
        return value


def _scalars(data: object, what: str) -> Mapping[str, Scalar]:
    fields = _Fields(data, what)
    return {key: _scalar(value, f"{what}: {key}") for key, value in fields.data.items()}


def _scalar(value: object, what: str) -> Scalar:
    if isinstance(value, int | float) and not abs(value) <= LARGEST:
        raise DocumentError(f"{what} is no finite number")
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise DocumentError(f"{what} is of the wrong type: {value!r:.80}")
