"""What callers of the sandbox see: policies, tasks, workers and backends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from doccheck.model.execution import ExecutionResult, Isolation


class Network(StrEnum):
    """What a block may reach: nothing, or servers that it started in the sandbox itself."""

    NONE = "none"
    LOOPBACK = "loopback"


class Strength(StrEnum):
    """How much a backend keeps: `strong` has namespaces, `fallback` has none, `unsafe` nothing."""

    STRONG = "strong"
    FALLBACK = "fallback"
    UNSAFE = "unsafe"


_MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one block: seconds, bytes and numbers.

    `memory` holds for each process and, by a watchdog, for all of them together; `disk` for the
    whole writable space; `output` for each stream (what is beyond is left out, a flood ends the
    block).
    """

    wall: float = 60.0
    cpu: int = 60
    memory: int = 2048 * _MEBIBYTE
    processes: int = 256
    file_size: int = 256 * _MEBIBYTE
    disk: int = 512 * _MEBIBYTE
    open_files: int = 512
    output: int = _MEBIBYTE


@dataclass(frozen=True, slots=True)
class Fixture:
    """A file or folder of the host that is copied into the workspace, to the path `target`."""

    source: Path
    target: str


@dataclass(frozen=True, slots=True)
class Program:
    """A program that may be forked rather than started: its script, and what to import ahead."""

    name: str
    script: Path
    python: Path
    modules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """What every block of a worker is given.

    Args:
        project: Read-only, at its own path. Never the home directory or one above it.
        read_only: Further read-only paths: virtual environments, interpreters.
        search_path: Folders ahead of the system's on `PATH`.
        environment: Variables set for every block.
        pass_environment: Names that are copied from doccheck's own environment.
        programs: Programs with a fork server.
        limits: The bounds.
        sample_every: Each so many passes on the fast path are run plainly, too.
    """

    project: Path | None = None
    read_only: tuple[Path, ...] = ()
    search_path: tuple[Path, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    pass_environment: tuple[str, ...] = ()
    programs: tuple[Program, ...] = ()
    limits: Limits = field(default_factory=Limits)
    sample_every: int = 200


@dataclass(frozen=True, slots=True)
class Task:
    """One block to run.

    Blocks of the same `session` share a shell and a workspace; without one, each block has its
    own. `argv` says that the block is this one simple command, which may then be forked. `expect`
    is the exit code that counts as a pass. `plain` keeps the block off the fast path.
    """

    script: str
    session: str = ""
    network: Network = Network.NONE
    wall: float | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    fixtures: tuple[Fixture, ...] = ()
    argv: tuple[str, ...] = ()
    expect: int = 0
    plain: bool = False


class Worker(Protocol):
    """One sandbox. Not to be shared between threads; several workers may run side by side."""

    isolation: Isolation

    def run(self, task: Task) -> ExecutionResult:
        """Run a block; failing, flooding and hanging blocks give results, not errors.

        Raises:
            SandboxPolicyError: The task asks for what this backend cannot grant.
            SandboxLostError: The sandbox cannot be started.
        """

    def begin(self, tasks: Sequence[Task]) -> Iterator[ExecutionResult]:
        """Run tasks one after another in one shell; the next only if one ended as expected.

        They share their session or, without one, a shell and a workspace of their own; what is
        asked of those, the first says. The sandbox may be at work before the first result is
        asked for, and on several courses that were begun, in their order.

        Yields:
            The result of each task that was run.

        Raises:
            SandboxPolicyError: A task asks for what this backend cannot grant; nothing is run.
        """

    def warm(self) -> Mapping[str, str]:
        """Start the fork servers and wait; tell of each program `ready` or why not."""

    def end_session(self, name: str) -> None:
        """End the processes of a session and remove its workspace."""

    def interrupt(self) -> None:
        """End the sandbox from another thread; the block that runs in it gives a lost result."""

    def close(self) -> None:
        """End everything; nothing stays."""

    def __enter__(self) -> Self:
        """Return the worker once it has started.

        Raises:
            SandboxLostError: It does not start.
        """

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the worker."""


class Backend(Protocol):
    """A way to contain processes."""

    @property
    def name(self) -> str:
        """The name that results carry."""

    @property
    def strength(self) -> Strength:
        """How much it keeps."""

    def missing(self) -> str:
        """Return what this machine lacks for the backend, empty when it may work."""

    def isolation(self) -> Isolation:
        """Return what the backend keeps by its construction; `select` measures it."""

    def open(self, policy: Policy) -> Worker:
        """Begin to start a sandbox; entering it as a context waits until it has started.

        Raises:
            SandboxPolicyError: The policy cannot be granted.
            SandboxLostError: No process can be started.
        """
