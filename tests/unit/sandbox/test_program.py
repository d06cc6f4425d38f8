from __future__ import annotations

from pathlib import Path

import pytest

from doccheck.sandbox.program import find_program

BODY = "import sys\nfrom package.cli import main\nsys.exit(main())\n"


def script(folder: Path, text: str) -> None:
    path = folder / "tool"
    path.write_text(text)
    path.chmod(0o755)


@pytest.mark.parametrize(
    "head",
    [
        "#!/venv/bin/python\n",
        "#!/venv/bin/python -E\n",
        "#!/bin/sh\n'''exec' /venv/bin/python \"$0\" \"$@\"\n' '''\n",
    ],
)
def test_a_console_script(tmp_path: Path, head: str) -> None:
    script(tmp_path, head + BODY)
    program = find_program("tool", [tmp_path])
    assert program is not None
    assert program.python == Path("/venv/bin/python")
    assert program.modules == ("sys", "package.cli")
    assert program.script == tmp_path / "tool"


@pytest.mark.parametrize(
    "text",
    [
        "#!/bin/bash\necho\n",
        "#!/usr/bin/perl\n",
        "\x7fELF",
        "#!/venv/bin/python\nprint(1)\n",
        "#!/venv/bin/python\nnot python at all\n",
        "#!/bin/sh\necho\n",
    ],
)
def test_what_cannot_be_imported_ahead(tmp_path: Path, text: str) -> None:
    script(tmp_path, text)
    assert find_program("tool", [tmp_path]) is None


def test_a_missing_program(tmp_path: Path) -> None:
    assert find_program("tool", [tmp_path]) is None
