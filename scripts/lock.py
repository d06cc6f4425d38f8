"""Resolve the development dependencies in an empty environment and write constraints.txt.

Run it with the oldest supported Python (`make lock PYTHON=/usr/bin/python3` on Debian 12, which
has 3.11.2): newer releases of a dependency may need a newer Python.

The file holds names and versions only: no host names, no hashes, nothing of this machine.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# Written by `make lock`; every version that `make audit` and `make test` install.\n"


def main() -> None:
    """Write the constraints file."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        python = Path(folder) / "bin" / "python"
        _run(sys.executable, "-m", "venv", "--without-pip", folder)
        _run(sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "pip>=25.1")
        _run(
            *(str(python), "-m", "pip", "install", "-q"),
            *("--editable", f"{ROOT}[mkdocs]", "--editable", f"{ROOT}/rustybt_ops[all]"),
            *("--group", f"{ROOT}/pyproject.toml:dev"),
        )
        frozen = _run(str(python), "-m", "pip", "freeze", "--all", "--exclude-editable")
    lines = sorted(line for line in frozen.splitlines() if "==" in line)
    (ROOT / "constraints.txt").write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603 - pip and venv, no input of anyone else's


if __name__ == "__main__":
    main()
