"""The list of rules. A new rule is a module beside this one and a line below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Never, Protocol, TypeVar

from doccheck.model.finding import Finding
from doccheck.model.rule import RuleMeta
from doccheck.rules import (
    clustered_long_option,
    command_failed,
    deprecated_command,
    deprecated_option,
    invalid_choice,
    invalid_dotenv,
    invalid_json,
    invalid_toml,
    invalid_value,
    invalid_yaml,
    malformed_directive,
    misplaced_option,
    missing_argument,
    missing_file,
    missing_option,
    no_break_space,
    option_arity,
    output_differs,
    schema_violation,
    shell_syntax,
    timed_out,
    unexpected_argument,
    unknown_command,
    unknown_environment_variable,
    unknown_option,
    unknown_path,
    unloadable_program,
    unreadable_file,
    unrecognised_fence_header,
    unused_suppression,
)
from doccheck.rules.context import (
    BlockContext,
    CommandContext,
    DirectiveContext,
    ExecutionContext,
    FileContext,
    FormatContext,
    NameContext,
    ProgramContext,
    SchemaContext,
)

_Context_contra = TypeVar("_Context_contra", contravariant=True)


class Rule(Protocol[_Context_contra]):
    """What a rule's module offers; its docstring is the rule's documentation."""

    META: RuleMeta

    def check(self, context: _Context_contra) -> Iterable[Finding]:
        """Return the findings of this rule."""
        ...


COMMAND_RULES: tuple[Rule[CommandContext], ...] = (
    unknown_command,
    unknown_option,
    missing_option,
    missing_argument,
    unexpected_argument,
    invalid_choice,
    invalid_value,
    option_arity,
    misplaced_option,
    deprecated_command,
    deprecated_option,
    missing_file,
    clustered_long_option,
    no_break_space,
)
PROGRAM_RULES: tuple[Rule[ProgramContext], ...] = (unloadable_program,)
SYNTAX_RULES: tuple[Rule[BlockContext], ...] = (shell_syntax,)
HEADER_RULES: tuple[Rule[BlockContext], ...] = (unrecognised_fence_header,)
EXECUTION_RULES: tuple[Rule[ExecutionContext], ...] = (
    command_failed,
    output_differs,
    timed_out,
)
FORMAT_RULES: tuple[Rule[FormatContext], ...] = (
    invalid_yaml,
    invalid_toml,
    invalid_json,
    invalid_dotenv,
)
SCHEMA_RULES: tuple[Rule[SchemaContext], ...] = (schema_violation,)
NAME_RULES: tuple[Rule[NameContext], ...] = (unknown_environment_variable, unknown_path)
SUPPRESSION_RULES: tuple[Rule[DirectiveContext], ...] = (unused_suppression,)
DIRECTIVE_RULES: tuple[Rule[DirectiveContext], ...] = (malformed_directive,)
FILE_RULES: tuple[Rule[FileContext], ...] = (unreadable_file,)

FAMILIES = {
    "DC1": "resolution",
    "DC2": "shell and fences",
    "DC3": "execution",
    "DC4": "configuration examples",
    "DC9": "doccheck itself",
}
"""What the first digit of a code stands for."""


def metas() -> Iterator[RuleMeta]:
    """Yield what every rule declares, in the order of the codes."""
    return (module.META for module in _modules())


def documentation(code: str) -> str:
    """Return the documentation of the rule `code`, empty if Python dropped docstrings (`-OO`).

    Raises:
        KeyError: No rule has this code.
    """
    for module in _modules():
        if module.META.code == code:
            return (module.__doc__ or "").strip() + "\n"
    raise KeyError(code)


def _modules() -> tuple[Rule[Never], ...]:
    modules: tuple[Rule[Never], ...] = (
        *COMMAND_RULES,
        *PROGRAM_RULES,
        *SYNTAX_RULES,
        *HEADER_RULES,
        *EXECUTION_RULES,
        *FORMAT_RULES,
        *SCHEMA_RULES,
        *NAME_RULES,
        *SUPPRESSION_RULES,
        *DIRECTIVE_RULES,
        *FILE_RULES,
    )
    return tuple(sorted(modules, key=lambda module: module.META.code))
