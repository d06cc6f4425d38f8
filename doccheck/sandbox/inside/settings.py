"""What doccheck tells the supervisor at its start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, cast

from doccheck.sandbox.inside.wire import Message


class ProgramSettings(NamedTuple):
    """A program that is forked from a server rather than started."""

    name: str
    script: str
    python: str
    modules: tuple[str, ...]


class Settings(NamedTuple):
    """The profile of one sandbox.

    `base` holds everything of this sandbox, `root` (beneath it) is what blocks may write to, and
    `others` are further writable places that are emptied between blocks.
    """

    base: str
    root: str
    others: tuple[str, ...]
    uid: int
    keep_read: bool
    landlock: bool
    seccomp: bool
    paths: str
    namespace: bool
    readable: tuple[str, ...]
    environment: Mapping[str, str]
    shell: str
    shims: str
    forkserver: str
    limits: Mapping[str, int]
    programs: tuple[ProgramSettings, ...]
    sample_every: int


def decode(message: Message) -> Settings:
    """Build the settings from a message that `encode` made."""
    values = dict(message)
    programs = cast("list[list[object]]", values.pop("programs"))
    values["programs"] = tuple(
        ProgramSettings(str(name), str(script), str(python), tuple(cast("list[str]", modules)))
        for name, script, python, modules in programs
    )
    for key in ("others", "readable"):
        values[key] = tuple(cast("list[str]", values[key]))
    return Settings(**values)  # type: ignore[arg-type]  # encode wrote each field's type


def encode(settings: Settings) -> Message:
    """Return the message that carries `settings`."""
    return settings._asdict()
