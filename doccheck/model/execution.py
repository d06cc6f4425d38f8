"""What running a block gave, and how well it was contained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Aspect(StrEnum):
    """One thing that isolation is about."""

    FS_WRITE = "fs_write"
    FS_READ = "fs_read"
    NETWORK = "network"
    IPC = "ipc"
    SIGNALS = "signals"
    PROCS = "procs"
    MEMORY = "memory"
    DISK = "disk"
    LEFTOVERS = "leftovers"
    ENV = "env"
    EXEC = "exec"


class Level(StrEnum):
    """How far an aspect is kept, best first.

    `enforced` by the kernel for every process; `partial` with a gap that the reason names;
    `sampled` by a watchdog that may come late; `none`.
    """

    ENFORCED = "enforced"
    PARTIAL = "partial"
    SAMPLED = "sampled"
    NONE = "none"

    @property
    def rank(self) -> int:
        """Order of strength: 0 for none, 3 for enforced."""
        return ("none", "sampled", "partial", "enforced").index(self.value)


@dataclass(frozen=True, slots=True)
class Containment:
    """How far one aspect is kept, and by what or why not."""

    level: Level
    reason: str


@dataclass(frozen=True, slots=True)
class Isolation:
    """The isolation a result was obtained under; every aspect is present."""

    backend: str
    aspects: Mapping[Aspect, Containment]

    def level(self, aspect: Aspect) -> Level:
        """Return how far `aspect` is kept."""
        return self.aspects[aspect].level


class RunMode(StrEnum):
    """`plain`: a process of its own. `forked`: forked from an already imported program."""

    PLAIN = "plain"
    FORKED = "forked"


class Limit(StrEnum):
    """A bound that stopped a block."""

    WALL = "wall"
    CPU = "cpu"
    MEMORY = "memory"
    PROCESSES = "processes"
    FILE_SIZE = "file_size"
    DISK = "disk"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class ExecutionResult:
    """What one block did.

    `exit_code` follows the shell: 128 + n after signal n. `signal` is set when it is known that a
    signal ended the shell itself. `stdout` and `stderr` are bounded; bytes that are not UTF-8 show
    as backslash escapes and set `binary`. `leftovers` counts processes that the block left
    running and that were killed. `session_lost`: the session's shell ended with this block.
    `notes` say what else a reader of the report should know.
    """

    exit_code: int
    stdout: str
    stderr: str
    duration: float
    isolation: Isolation
    signal: int | None = None
    timed_out: bool = False
    limits_hit: tuple[Limit, ...] = ()
    stdout_truncated: bool = False
    stderr_truncated: bool = False
    binary: bool = False
    mode: RunMode = RunMode.PLAIN
    leftovers: int = 0
    session_lost: bool = False
    workspace: str = ""
    notes: tuple[str, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """Tell whether the block ended by itself with exit code 0."""
        return self.exit_code == 0 and not self.limits_hit
