"""The requirements on the documentation: references, executed examples, configuration examples."""

from __future__ import annotations

from collections.abc import Iterator

from doccheck.validation.audit import CRITICAL, Documentation, Examples
from doccheck.validation.readiness import Outcome, Requirement
from doccheck.validation.text import NOT_RUN, of_all


def documented(found: Documentation) -> Iterator[Requirement]:
    """Yield them with what was measured."""
    yield _stale(found)
    yield _executed(found)
    yield _examples(found)


def _stale(found: Documentation) -> Requirement:
    counts = found.counts
    critical = sum(one.severity == CRITICAL for one in found.open)
    if counts is None or not counts.references:
        outcome, told = Outcome.NOT_RUN, "no command reference was checked"
    elif critical:
        outcome, told = Outcome.MISSED, f"{critical} critical, {len(found.open)} open in all"
    elif not counts.checked:
        outcome, told = Outcome.NOT_RUN, "every command reference was skipped"
    else:
        outcome = Outcome.WARNED if found.open else Outcome.MET
        told = f"{of_all(counts.checked, counts.references)} checked, {len(found.open)} open"
    return Requirement(
        "stale-references", "no command reference in the documentation is stale", outcome, told,
        "Run doccheck check --fix, and mend the rest by hand.",
    )  # fmt: skip


def _executed(found: Documentation) -> Requirement:
    executable, executed, failed = map(found.ran, ("executable", "executed", "failed"))
    if not executable or executed is None or failed is None:
        outcome, told = Outcome.NOT_RUN, "no executed example is recorded"
        step = "Run doccheck run --record FILE."
    else:
        step = "Mend the examples that failed."
        if executed < executable:
            step = "Mark the examples that are not executed, or skip them with a reason."
        told = f"{of_all(executed, executable)} executed, {failed:.0f} failed"
        whole = executed == executable and not failed
        outcome = Outcome.MET if whole else Outcome.MISSED
    return Requirement(
        "examples-executed", "every executable example command was executed and passed", outcome,
        told, step,
    )  # fmt: skip


def _examples(found: Documentation) -> Requirement:
    examples = found.examples
    if examples is None or examples.found == examples.skipped:
        outcome, told = Outcome.NOT_RUN, "no configuration example was validated"
        step = "Run doccheck check --record FILE."
        if examples is not None:
            step = "Show the configuration on a page: none of its examples could be read."
    else:
        step = "Mend what is not valid."
        whole = examples.valid + examples.skipped == examples.found
        outcome = Outcome.MET if whole else Outcome.MISSED
        if whole and examples.skipped:
            outcome = Outcome.WARNED
        told = examples_told(examples)
    return Requirement(
        "configuration-examples", "every configuration example is valid", outcome, told,
        step,
    )  # fmt: skip


def examples_told(examples: Examples | None) -> str:
    """Return how many configuration examples are valid, and how many were set aside."""
    if examples is None or not examples.found:
        return NOT_RUN
    aside = f", {examples.skipped} set aside" if examples.skipped else ""
    return f"{examples.valid} of {examples.found} valid{aside}"
