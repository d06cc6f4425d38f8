"""The verdict on one invocation."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from doccheck.model.source import Span


class ProblemKind(StrEnum):
    """Why the program would refuse an invocation (or should make the writer think twice)."""

    UNKNOWN_COMMAND = "unknown-command"
    UNKNOWN_OPTION = "unknown-option"
    MISSING_OPTION = "missing-option"
    MISSING_ARGUMENT = "missing-argument"
    UNEXPECTED_ARGUMENT = "unexpected-argument"
    INVALID_CHOICE = "invalid-choice"
    INVALID_VALUE = "invalid-value"
    OPTION_ARITY = "option-arity"
    MISPLACED_OPTION = "misplaced-option"
    DEPRECATED_COMMAND = "deprecated-command"
    DEPRECATED_OPTION = "deprecated-option"
    CLUSTERED_LONG_OPTION = "clustered-long-option"
    MISSING_FILE = "missing-file"

    @property
    def refused(self) -> bool:
        """Tell whether the program refuses an invocation with this problem."""
        return self not in _ACCEPTED


_ACCEPTED = frozenset(
    {
        ProblemKind.DEPRECATED_COMMAND,
        ProblemKind.DEPRECATED_OPTION,
        ProblemKind.CLUSTERED_LONG_OPTION,
        ProblemKind.MISSING_FILE,
    }
)


class Problem(Struct, frozen=True):
    """One thing that is wrong with an invocation.

    `span` is the exact word, or part of a word, at fault; `subject` its text (an option's name
    without its value); `command` the path of the command that refuses, the program's name first.
    `closest` are the nearest valid names, best first. `detail` says what is expected.
    `parameter` names, as a user would write it, the option or argument that refuses a value.
    """

    kind: ProblemKind
    span: Span
    subject: str
    command: tuple[str, ...]
    detail: str = ""
    closest: tuple[str, ...] = ()
    parameter: str = ""


class SkipReason(StrEnum):
    """Why a reference was not judged; part of the machine-readable output."""

    DYNAMIC_COMMAND = "dynamic-command"
    """The name of the subcommand is known only at run time."""
    CUSTOM_PARSER = "custom-parser"
    """The program's own parsing code decides, and only a manifest is at hand."""
    PARSER_FAILED = "parser-failed"
    """The program's own parsing code failed for another reason than the words given."""
    ENVIRONMENT = "environment"
    """The program looked at files, variables or the network to decide."""
    PLUGIN_COMMAND = "plugin-command"
    """The command comes from a plugin that the documentation names."""
    PROJECT_COMMAND = "project-command"
    """The program takes commands from the reader's project."""
    COMMAND_NOT_LOADABLE = "command-not-loadable"
    """The command is listed by the program but could not be loaded here."""
    COMPLETION = "completion"
    """Shell completion answers before the arguments are parsed."""
    ALIAS = "alias"
    """The page gives the program's name to something else."""
    AMBIGUOUS_TEXT = "ambiguous-text"
    """The line may be prose or output."""
    SHELL_SYNTAX = "shell-syntax"
    """The block cannot be parsed as shell."""
    UNSUPPORTED_SYNTAX = "unsupported-syntax"
    """The construct is not read here."""
    PROGRAM_UNLOADABLE = "program-unloadable"
    """The program could not be introspected."""
    FILE_NOT_READ = "file-not-read"
    """The file is of a kind that is not read (reStructuredText) or could not be."""


class Resolved(Struct, frozen=True):
    """The program accepts the invocation; `command` is the path that would run.

    `remarks` hold what is accepted and still worth a word (deprecated names and the like).
    """

    command: tuple[str, ...]
    remarks: tuple[Problem, ...] = ()


class Unresolved(Struct, frozen=True):
    """The program refuses the invocation: `problems` is never empty, the first is decisive."""

    command: tuple[str, ...]
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...] = ()


class NotJudged(Struct, frozen=True):
    """Nothing is said of the invocation, for a stated reason."""

    command: tuple[str, ...]
    reason: SkipReason
    detail: str = ""


Resolution = Resolved | Unresolved | NotJudged
