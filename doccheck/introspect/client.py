"""Ask a program what it accepts: start the probe in its interpreter and read the answer."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from doccheck.errors import (
    ManifestError,
    NotAClickProgramError,
    ProgramError,
    ProgramImportError,
    ProgramTimeoutError,
)
from doccheck.introspect.decode import tree_from_data
from doccheck.introspect.outcome import Outcome
from doccheck.introspect.process import run_probe
from doccheck.introspect.program import ProgramSpec
from doccheck.introspect.searchpath import own_site_folders
from doccheck.introspect.verdict import Query, Verdict, from_frame, unanswered
from doccheck.model.tree import CommandTree

TIMEOUT = 60.0
QUERY_SECONDS = 5.0  # for one command line
_RESTARTS = 5


class Description(Struct, frozen=True):
    """What the probe found.

    `verdicts` answer the queries, in their order. `isolation` tells in words how the program was
    confined while its code ran, `output` what it printed (bounded).
    """

    tree: CommandTree
    verdicts: tuple[Verdict, ...] = ()
    isolation: str = ""
    output: str = ""


def describe(
    spec: ProgramSpec,
    *,
    timeout: float = TIMEOUT,
    cwd: Path | None = None,
    queries: Sequence[Query] = (),
) -> Description:
    """Import the program in its own interpreter and describe it; answer `queries` on the way.

    Raises:
        ProgramImportError: It cannot be imported, or exits or crashes while it is.
        ProgramTimeoutError: That takes longer than `timeout` seconds.
        NotAClickProgramError: The object is there but holds no click or Typer application.
        ProgramError: The interpreter cannot be started, or describing fails.
    """
    until = time.monotonic() + timeout
    outcome = run_probe(spec, _request(spec, queries, describe=True), timeout, cwd or spec.root)
    tree = outcome.frame("tree")
    if tree is None:
        raise _error(spec, outcome, timeout)
    return Description(
        tree=_tree(spec, tree),
        verdicts=_verdicts(outcome, spec, queries, until, cwd or spec.root),
        isolation=outcome.isolation,
        output=outcome.output,
    )


def arbitrate(
    spec: ProgramSpec,
    queries: Sequence[Query],
    *,
    timeout: float = TIMEOUT,
    cwd: Path | None = None,
) -> tuple[Verdict, ...]:
    """Have the program's own parser judge each query.

    A query that it does not answer in time is skipped with that reason.

    Raises:
        ProgramError: As for `describe`.
    """
    until = time.monotonic() + timeout
    outcome = run_probe(spec, _request(spec, queries, describe=False), timeout, cwd or spec.root)
    if outcome.stage != "arbitrate":
        raise _error(spec, outcome, timeout)
    return _verdicts(outcome, spec, queries, until, cwd or spec.root)


def _request(spec: ProgramSpec, queries: Sequence[Query], *, describe: bool) -> dict[str, object]:
    return {
        "program": spec.name,
        "app": spec.app,
        "sys_path": [str(path.absolute()) for path in spec.paths],
        "site": [str(path) for path in own_site_folders()] if spec.own_interpreter else [],
        "root": str(spec.root.absolute()),
        "describe": describe,
        "seconds": QUERY_SECONDS,
        "queries": [{"argv": list(query.argv), "lenient": query.lenient} for query in queries],
    }


def _tree(spec: ProgramSpec, data: object) -> CommandTree:
    try:
        tree = tree_from_data(cast("dict[str, object]", data))
    except ManifestError as error:
        raise ProgramError(f"{spec.name}: cannot describe it: {error.message}") from None
    return replace(tree, environment=declared_environment(tree))


def declared_environment(tree: CommandTree) -> dict[str, str]:
    """Return the environment variables that parameters read, each with the first of them."""
    found: dict[str, str] = {}
    for path, node in tree.walk():
        for param in node.params:
            label = param.opts[0] if param.kind == "option" and param.opts else param.name
            for name in param.envvars:
                found.setdefault(name, " ".join((tree.program, *path, label)))
    return found


def _verdicts(
    outcome: Outcome, spec: ProgramSpec, queries: Sequence[Query], until: float, cwd: Path
) -> tuple[Verdict, ...]:
    """Collect the verdicts; where a query ended the process, go on after it in another one."""
    found = _answers(outcome)
    for _ in range(_RESTARTS):
        left = until - time.monotonic()
        if len(found) >= len(queries) or outcome.timed_out or left <= 0:
            break
        found.append(unanswered(timed_out=False))
        request = _request(spec, queries[len(found) :], describe=False)
        outcome = run_probe(spec, request, left, cwd)
        found += _answers(outcome)
    missing = unanswered(timed_out=outcome.timed_out)
    return (*found, *[missing] * (len(queries) - len(found)))


def _answers(outcome: Outcome) -> list[Verdict]:
    return [from_frame(frame) for frame in outcome.frames if frame["kind"] == "verdict"]


def _error(spec: ProgramSpec, outcome: Outcome, timeout: float) -> ProgramError:
    """Turn what came instead of an answer into one clear message."""
    app = spec.app or f"console script {spec.name}"
    start = f"{spec.name}: cannot load {app} with {spec.interpreter}"
    reported = outcome.error
    if reported is not None:
        kind, message = reported
        match kind:
            case "not-click":
                return NotAClickProgramError(f"{spec.name}: {message}", hint=_APP_HINT)
            case "import" | "exit":
                return ProgramImportError(f"{start}: {message}", hint=_import_hint(message))
        return ProgramError(f"{start}: {message}", hint=_said(outcome))
    if outcome.timed_out:
        return ProgramTimeoutError(
            f"{start}: it took longer than {timeout:g} s ({outcome.stage})", hint=_TIME_HINT
        )
    return ProgramImportError(f"{start}: {outcome.ending}", hint=_said(outcome))


_APP_HINT = 'name the application with `app = "module:object"` under [tool.doccheck.programs]'
_TIME_HINT = "raise the program's time limit, or check in a manifest with `doccheck inventory`"
_VARIABLE_HINT = (
    "the program is imported with an emptied environment: variables are not passed on; "
    "if it needs one, give that a default, or read it when a command runs"
)
_MISSES_VARIABLE = re.compile(
    r"\bKeyError\b|environ|\benv ?vars?\b|\bEnvError\b|validation errors? for \w*(Settings|Config)",
    re.IGNORECASE,
)


def _import_hint(message: str) -> str:
    if "ModuleNotFoundError" in message or "no console script" in message:
        return (
            "install the project into that interpreter, or name another with `python = ...` "
            "under [tool.doccheck.programs]"
        )
    if "Read-only file system" in message or "PermissionError" in message:
        return "it writes files while it is imported, and is not allowed to here"
    if "Address family not supported" in message:
        return "it opens a network connection while it is imported, and is not allowed to here"
    if _MISSES_VARIABLE.search(message):
        return _VARIABLE_HINT
    return ""


def _said(outcome: Outcome) -> str:
    lines = [line.strip() for line in outcome.output.splitlines() if line.strip()]
    return f"its last words: {lines[-1][:200]}" if lines else ""
