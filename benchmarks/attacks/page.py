"""The page of the documentation that says what is contained, from what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from benchmarks.attacks.catalogue import ATTACKS
from doccheck.model.execution import Isolation

PATH = Path(__file__).resolve().parents[2] / "docs" / "reference" / "sandbox-attacks.md"
USERS = {True: "root", False: "ordinary user"}
RUNS = tuple((name, root) for name in ("bwrap", "landlock") for root in USERS)
CONTAINED, ESCAPED = "contained", "**not contained**"
_INTRO = """\
# Attacks on the sandbox

Each row is a block that tries to do harm, run under each backend as root and as an ordinary user,
with canaries outside. *Contained*: nothing outside changed, nothing secret was printed, nothing was
left running, the time was kept, and the sandbox took the next block. `make attacks` runs them all
and writes this page; the test suite runs them, too, and compares.

"""
_LEVELS = """
## What the backends were seen to keep

By the canaries that `doccheck run` tries before its first block, on the machine that wrote this
page. `enforced`: by the kernel, for every process; `partial`: with the gap named; `sampled`: by a
watchdog, five times a second.

"""


def heading(backend: str, *, root: bool) -> str:
    """Return the head of a column."""
    return f"{backend}, {USERS[root]}"


def cell(said: str) -> str:
    """Return what the table shows for the result of an attack."""
    if said.startswith("skipped"):
        return said
    return ESCAPED if said else CONTAINED


def render(
    found: Mapping[tuple[str, bool], Mapping[str, str]], seen: Mapping[str, Isolation | str]
) -> str:
    """Return the page: results by backend and user, and the isolation seen by backend."""
    return _INTRO + _table(found) + _LEVELS + _levels(seen)


def _table(found: Mapping[tuple[str, bool], Mapping[str, str]]) -> str:
    heads = " | ".join(heading(name, root=root) for name, root in found)
    lines = [f"| attack | aspect | {heads} |", f"|---|---|{'---|' * len(found)}"]
    for item in ATTACKS:
        cells = [cell(results.get(item.name, "skipped: not run")) for results in found.values()]
        lines.append(f"| {item.name} | `{item.aspect}` | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def rows(text: str) -> dict[str, list[str]]:
    """Return the cells of each attack on a page, keyed by its name."""
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines()]
    return {row[0]: row[2:] for row in cells if len(row) == len(RUNS) + 2}  # name, aspect


def _levels(seen: Mapping[str, Isolation | str]) -> str:
    lines = [f"| aspect | {' | '.join(seen)} |", f"|---|{'---|' * len(seen)}"]
    known = [item for item in seen.values() if isinstance(item, Isolation)]
    for aspect in known[0].aspects if known else ():
        cells = [
            f"{item.level(aspect)}: {item.aspects[aspect].reason}"
            if isinstance(item, Isolation)
            else f"skipped: {item}"
            for item in seen.values()
        ]
        lines.append(f"| `{aspect}` | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
