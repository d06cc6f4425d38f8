"""Commands whose output may come from a process in the background, at any time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from doccheck.engine.run.unit import Unit
from doccheck.engine.run.verdict import SHOWN
from doccheck.model.display import headline
from doccheck.model.source import Span

_LEFT = re.compile(r"^.*(?<![&|>])&[ \t]*(?:#.*)?$", re.MULTILINE)
_REDIRECT = "redirect its output (`> log 2>&1 &`) and show the log"
_OWN = f"a process in the background prints when it is ready, which may be later: {_REDIRECT}"
_LATER = f"{{}} left a process in the background, which may have printed this: {_REDIRECT}"


def unsteady(units: Iterable[Unit]) -> Mapping[Span, str]:
    """Return, for the place of each step whose output may hold that of a background process, why.

    That is each step that leaves one without redirecting its output, and each later one in the
    same shell.
    """
    found: dict[Span, str] = {}
    sessions: dict[str, str] = {}
    for unit in units:
        name = unit.request.session
        why = sessions.get(name, "") if name else ""
        for step in () if unit.skip is not None else unit.steps:
            if why:
                found[step.span] = why
            elif any(_leaves(step.script)):
                found[step.span] = _OWN
                why = _LATER.format(headline(step.script, SHOWN, quote="`"))
        if name and why:
            sessions[name] = why
    return found


def _leaves(script: str) -> Iterator[bool]:
    """Yield whether each process that is left in the background prints where the shell does."""
    for line in _LEFT.findall(script):
        apart = "2>" in line and line.count(">") > 1
        yield not (apart or "&>" in line or ">&" in line)
