"""What reading costs before there is anything to read."""

from __future__ import annotations

import subprocess
import sys


def test_the_grammar_is_loaded_only_when_it_is_needed() -> None:
    code = (
        "import sys, doccheck.shell as s; s.read_page([], s.Programs({('prog',): 'prog'}));"
        "print([name for name in sys.modules if name.startswith('tree_sitter')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout == "[]\n"
