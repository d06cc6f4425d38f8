"""What the directives of a block ask for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from doccheck.config.running import RunSettings
from doccheck.errors import ConfigError
from doccheck.expect import OPTION_KEYS, MatchOptions, parse_options
from doccheck.model.block import Directive
from doccheck.sandbox.interface import Network

_AMOUNT = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>ms|s|m|h)?")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


class Request(Struct, frozen=True):
    """How a block is to be run.

    `marked` tells whether a directive asks for it; `skip` is the reason of a `skip` directive;
    `ran` is what is executed in place of what is shown. `allow` names commands that would be
    refused otherwise. `wall` is in seconds, None for the setting's.
    """

    marked: bool = False
    skip: str | None = None
    ran: str | None = None
    exit_code: int = 0
    wall: float | None = None
    session: str = ""
    network: Network = Network.NONE
    fixtures: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    allow: tuple[str, ...] = ()
    match: MatchOptions = field(default_factory=MatchOptions)
    faults: tuple[tuple[Directive, str], ...] = ()
    """Directives that cannot be followed, each with why."""


def default_request(settings: RunSettings) -> Request:
    """Return what holds for a block without directives.

    Raises:
        ConfigError: the setting `normalise` names what does not exist, or `environment` what
            cannot be the name of a variable.
    """
    for name in settings.environment:
        if not name or "=" in name or "\0" in name:
            raise ConfigError(f"`run.environment`: `{name}` cannot be the name of a variable")
    names = ",".join(settings.normalise)
    try:
        match = parse_options([("normalise", names)] if names else ())
    except ConfigError as error:
        raise ConfigError(f"`run.normalise`: {error.message}") from None
    return Request(network=Network(settings.network), match=match)


def request_of(directives: Iterable[Directive], base: Request) -> Request:
    """Return what the directives of one block ask for, on top of `base`."""
    request = base
    for directive in directives:
        if directive.fault:
            if directive.verb in {"run", "run-as", "output-of"}:
                request = _faulty(replace(request, marked=True), directive, directive.fault)
        elif directive.verb == "skip":
            request = replace(request, skip=directive.reason or "no reason given")
        elif directive.verb == "run-as":
            request = replace(request, marked=True, ran=directive.reason)
        elif directive.verb in {"run", "output-of"}:
            request = _run(replace(request, marked=True), directive)
    return request


def _run(request: Request, directive: Directive) -> Request:
    try:
        about = [pair for pair in directive.options if pair[0] in OPTION_KEYS]
        request = replace(request, match=parse_options(about, request.match))
    except ConfigError as error:
        return _faulty(request, directive, error.message)
    for key, value in directive.options:
        request = _with(request, key, value)
    if request.wall == 0:
        return _faulty(request, directive, "`timeout` must be more than 0")
    if request.exit_code > _HIGHEST:
        return _faulty(request, directive, f"no exit code is above {_HIGHEST}")
    return request


_HIGHEST = 255


def _with(request: Request, key: str, value: str) -> Request:
    if key == "env":
        name, _, content = value.partition("=")
        return replace(request, environment=(*request.environment, (name, content)))
    if key in _READERS:
        field_name, read = _READERS[key]
        return replace(request, **{field_name: read(value)})
    return request


def seconds(text: str) -> float:
    """Return the seconds that `30`, `30s`, `500ms`, `2m` or `1h` stand for.

    Raises:
        ValueError: `text` is no such amount.
    """
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise ValueError(f"not an amount of time: {text}")
    return float(found["number"]) * _SECONDS[found["unit"] or "s"]


_READERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "exit": ("exit_code", int),
    "timeout": ("wall", seconds),
    "session": ("session", str),
    "network": ("network", Network),
    "fixtures": ("fixtures", lambda names: tuple(names.split(","))),
    "allow": ("allow", lambda names: tuple(names.split(","))),
}


def _faulty(request: Request, directive: Directive, why: str) -> Request:
    return replace(request, faults=(*request.faults, (directive, why)))
