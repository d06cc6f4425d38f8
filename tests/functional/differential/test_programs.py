"""Programs that people use: their own `main` on generated lines, and the resolver on their tree.

`DOCCHECK_CLIS_PYTHON` names the interpreter of an environment that has them installed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from doccheck.introspect.client import describe
from doccheck.introspect.program import ProgramSpec
from doccheck.model.tree import CommandTree
from tests.functional.differential.compare import Tally
from tests.functional.differential.lines import Lines
from tests.functional.differential.oracle import Verdict

_PYTHON = os.environ.get("DOCCHECK_CLIS_PYTHON", "")
_SCRIPT = Path(__file__).with_name("real.py")
_PROGRAMS = {
    "black": "black:main",
    "dask": "dask.cli:cli",
    "datasette": "datasette.cli:cli",
    "fastapi": "fastapi_cli.cli:app",
    "flask": "flask.cli:cli",
    "llm": "llm.cli:cli",
    "mkdocs": "mkdocs.__main__:cli",
    "sqlite-utils": "sqlite_utils.cli:cli",
}
_OWN_PARSER = {"flask"}
"""Programs whose root parses its words by code of its own: without the program, no verdict."""


def _ask(app: str, tree: CommandTree, lines: list[list[str]], folder: Path) -> list[Verdict]:
    exits = [
        name
        for _, node in tree.walk()
        for param in node.params
        if param.exits
        for name in param.opts
    ]
    task = {"app": app, "program": tree.program, "exits": exits, "lines": lines}
    done = subprocess.run(
        [_PYTHON, "-W", "ignore", str(_SCRIPT)],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
        env={"PATH": os.defpath},
    )
    return [
        Verdict(kind, tuple(command), subject, message)
        for kind, command, subject, message in json.loads(done.stdout)
    ]


@pytest.mark.slow
@pytest.mark.skipif(not _PYTHON, reason="DOCCHECK_CLIS_PYTHON names no interpreter")
@pytest.mark.parametrize("program", _PROGRAMS)
def test_verdicts_are_those_of_the_program(
    program: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = _PROGRAMS[program]
    spec = ProgramSpec(program, app, Path(_PYTHON), tmp_path)
    tree = describe(spec, cwd=tmp_path).tree
    lines = Lines(tree, Random(20))
    drawn = [lines.draw() for _ in range(int(os.environ.get("DOCCHECK_EXAMPLES", "600")))]
    tally = Tally()
    for words, verdict in zip(drawn, _ask(app, tree, drawn, tmp_path), strict=True):
        tally.add(tree, words, verdict)
    with capsys.disabled():
        sys.stdout.write(f"\n{program} ({tree.framework}): {tally}\n")
    assert tally.disagreements == []
    if program not in _OWN_PARSER:
        assert tally.skipped < tally.lines * 0.1
        assert min(tally.accepted, tally.refused) > tally.lines * 0.1
