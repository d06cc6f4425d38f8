"""What a run tells of each block: whether it was executed, how, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct, field

from doccheck.model.execution import Isolation


class Outcome(StrEnum):
    """What came of a block."""

    PASSED = "passed"
    COMMAND_FAILED = "command-failed"
    OUTPUT_DIFFERS = "output-differs"
    TIMED_OUT = "timed-out"
    SKIPPED = "skipped"


class Source(StrEnum):
    """Why something is executed."""

    MARKED = "marked"
    """The page says so, by a directive."""
    ALL = "all"
    """The policy asks for every block."""
    HELP = "help"
    """A documented command is asked for its help screen."""
    UNMARKED = "unmarked"
    """It is not: the policy leaves it out."""


class RunSkip(StrEnum):
    """Why something was not executed; part of the machine-readable output."""

    ON_REQUEST = "on-request"
    """A `skip` directive says so."""
    REFUSED = "refused-command"
    """It calls a command that cannot work in a sandbox."""
    PLACEHOLDER = "placeholder"
    """It holds something that the reader is to fill in."""
    AMBIGUOUS = "ambiguous-text"
    """It may be prose or output."""
    OTHER_SHELL = "other-shell"
    """It is written for a shell that is not run here."""
    NO_COMMANDS = "no-commands"
    """The directive stands before something that holds no commands."""
    NO_HELP = "no-help-option"
    """The command has no help screen to ask for."""
    NOT_GRANTED = "not-granted"
    """It asks for what this sandbox cannot grant."""
    UNDECIDED = "undecided"
    """It was executed, but its output could not be compared in reasonable time."""
    NOT_MARKED = "not-marked"
    """The policy runs marked blocks only, and this one is not."""
    STALE = "refused-by-check"
    """The static check refuses it: its finding stands for it."""
    FAULTY = "malformed-directive"
    """Its directive is faulty."""
    SESSION = "session-broken"
    """An earlier block of its session did not pass."""
    STOPPED = "not-reached"
    """The run ended before it, or leaves it out."""
    CHANGED = "changed-since"
    """It was executed, but not as it stands: a record told of something else."""
    UNTOLD = "no-digest"
    """It was executed, but its record does not tell whether it stands as it was."""

    @property
    def counts(self) -> bool:
        """Tell whether the block stays executable, though it was not executed."""
        return self in _STILL_EXECUTABLE


_STILL_EXECUTABLE = frozenset(
    {
        RunSkip.NOT_MARKED,
        RunSkip.STALE,
        RunSkip.FAULTY,
        RunSkip.SESSION,
        RunSkip.STOPPED,
        RunSkip.CHANGED,
        RunSkip.UNTOLD,
    }
)


class ExecutionRow(Struct, frozen=True):
    """One block, or the help screen of one command, and what came of it.

    `shown` is the text on the page, `ran` what was executed in its place, None where they are the
    same. `commands` are the command paths it calls, the program's name first. `reason` says why
    it failed or was skipped; `skip` is set exactly where the outcome is `skipped`. `seconds` are
    wall time. `mode` is `plain` or `forked`, `backend` what contained it, `when` the moment it
    was executed (UTC, ISO 8601): for a `cached` pass an earlier one. All are empty for a skip.
    `versions` are those of the programs it calls, where they are known. `digest` stands for all
    that the result was judged by: the block with its expected output and directives, what precedes
    it in its session, fixtures and settings. It is empty in a record of an older release.
    """

    file: str
    line: int
    end_line: int
    source: Source
    shown: str
    outcome: Outcome
    ran: str | None = None
    programs: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    reason: str = ""
    skip: RunSkip | None = None
    exit_code: int | None = None
    expected_exit: int = 0
    seconds: float = 0.0
    mode: str = ""
    backend: str = ""
    cached: bool = False
    when: str = ""
    session: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""

    @property
    def executed(self) -> bool:
        """Tell whether it was executed, now or, unchanged, earlier."""
        return self.outcome is not Outcome.SKIPPED

    @property
    def executable(self) -> bool:
        """Tell whether it is among what should be executed."""
        return self.skip is None or self.skip.counts


class RunSums(Struct, frozen=True):
    """The sums of a run.

    `executable` are the blocks with a command of an audited program, the marked blocks and, where
    the policy asks for them, the help screens, less those skipped for a reason that lies in the
    page or the machine. `references` counts the command references on the pages, `verified`
    those of them that the static check accepts, and that were executed and passed: in their block
    or, where that was not executed, by the help screen of their command.
    """

    executable: int = 0
    executed: int = 0
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    forked: int = 0
    plain: int = 0
    cached: int = 0
    references: int = 0
    verified: int = 0
    by_help: int = 0
    """Those of the verified that only their command's help screen stands for."""
    hidden: int = 0
    """References that were executed and are not verified: a pipeline hides their exit status."""

    @property
    def percent(self) -> float:
        """How much of what is executable was executed; 0 where nothing is."""
        return 100.0 * self.executed / self.executable if self.executable else 0.0


class RunInfo(Struct, frozen=True):
    """What a report holds of a run. `started` is UTC, ISO 8601; `seconds` its wall time.

    `interrupted` is set when somebody ended it before all was executed.
    """

    policy: str
    isolation: Isolation
    unsafe: bool
    sums: RunSums
    rows: tuple[ExecutionRow, ...]
    started: str
    seconds: float
    fail_under: float = 0.0
    interrupted: bool = False


def add_up(
    rows: Iterable[ExecutionRow], *, references: int, verified: int, by_help: int, hidden: int = 0
) -> RunSums:
    """Return the sums of `rows`."""
    rows = tuple(rows)
    ran = [row for row in rows if row.executed]
    passed = sum(row.outcome is Outcome.PASSED for row in ran)
    modes = Counter(row.mode for row in ran)
    return RunSums(
        executable=sum(row.executable for row in rows),
        executed=len(ran),
        passed=passed,
        failed=len(ran) - passed,
        skipped=len(rows) - len(ran),
        forked=modes["forked"],
        plain=modes["plain"],
        cached=sum(row.cached for row in ran),
        references=references,
        verified=verified,
        by_help=by_help,
        hidden=hidden,
    )
