"""The settings of `doccheck run`: `[tool.doccheck.run]`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from doccheck.config.key import key

POLICIES = ("marked", "help", "all")
STRENGTHS = ("fallback", "strong")
NETWORKS = ("none", "loopback")


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What is executed, with what, and within which bounds."""

    policy: str = key(
        "What is executed: `marked` blocks and the help screen of every documented command; the"
        " `help` screens alone; or `all` blocks of commands and the help screens.",
        "choice",
        default="marked",
        choices=POLICIES,
    )
    fail_under: int = key(
        "The least percentage of what is executable that must be executed.",
        "integer",
        default=0,
        least=0,
        most=100,
    )
    require_isolation: str = key(
        "The least that the sandbox must keep: `strong` wants bubblewrap, `fallback` makes do with"
        " Landlock.",
        "choice",
        default="fallback",
        choices=STRENGTHS,
    )
    network: str = key(
        "What blocks reach: `none`, or servers of their own on `loopback`.",
        "choice",
        default="none",
        choices=NETWORKS,
    )
    environment: Mapping[str, str] = key(
        "Variables that every block gets. The environment of doccheck itself is never passed on.",
        "table",
        default={},
    )
    pass_environment: tuple[str, ...] = key(
        "Names of variables that are passed on after all.", "strings", default=()
    )
    placeholders: Mapping[str, str] = key(
        "What to put in for the words that a reader is to fill in, as they stand on the pages:"
        ' `"<NAME>" = "lamp"`, `"$REGION" = "eu"`; `SPY = "SPY"` for one that means itself.',
        "table",
        default={},
    )
    fixtures: Mapping[str, str] = key(
        "Files and folders that blocks may ask for by name: of a folder the content, of a file"
        " the file itself is copied into the working folder of the block.",
        "table",
        default={},
    )
    read_only: tuple[str, ...] = key(
        "More files and folders that blocks may read, relative to the configuration file.",
        "strings",
        default=(),
    )
    search_path: tuple[str, ...] = key(
        "Folders with commands, ahead of the programs' environments and the system's.",
        "strings",
        default=(),
    )
    timeout: int = key(
        "Seconds that a block may take, unless its directive says otherwise.",
        "integer",
        default=60,
        least=1,
    )
    cpu: int = key("Seconds of processor time.", "integer", default=60, least=1)
    memory_mb: int = key(
        "Megabytes of memory, for each process and for all of a block.",
        "integer",
        default=2048,
        least=64,
    )
    processes: int = key("Processes at a time.", "integer", default=256, least=8)
    disk_mb: int = key("Megabytes that a block may write.", "integer", default=512, least=1)
    file_size_mb: int = key("Megabytes of one file.", "integer", default=256, least=1)
    open_files: int = key("Open files of one process.", "integer", default=512, least=32)
    output_kb: int = key(
        "Kilobytes of output kept of each stream; a flood ends the block.",
        "integer",
        default=1024,
        least=1,
    )
    normalise: tuple[str, ...] = key(
        "What may differ in every expected output (see the guide to running).",
        "strings",
        default=(),
    )
