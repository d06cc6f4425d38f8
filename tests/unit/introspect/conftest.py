"""Programs written for the tests, and the interpreters that run them."""

import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from doccheck.introspect.program import ProgramSpec

Maker = Callable[..., ProgramSpec]


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Maker:
    """Return a function that writes a module `prog` and tells how to start it."""

    def make(
        source: str, app: str | None = "prog:cli", python: str = sys.executable
    ) -> ProgramSpec:
        folder = tmp_path_factory.mktemp("program")
        (folder / "prog.py").write_text(textwrap.dedent(source), encoding="utf-8")
        return ProgramSpec("prog", app, Path(python), folder, (folder,))

    return make
