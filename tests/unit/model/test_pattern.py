from __future__ import annotations

import re
from pathlib import Path

import doccheck
from doccheck.model.pattern import atomic

PACKAGE = Path(doccheck.__file__).parent
# What Python 3.11.0 to 3.11.4 matches wrongly.
BROKEN = re.compile(r"\(\?>|[\])*+}sSwWdD]\+\+|[\]).sSwWdD]\*\+|[\]).sSwWdD]\?\+")


def test_it_gives_nothing_back() -> None:
    assert re.match(atomic("a+", "run") + "a", "aaa") is None
    found = re.match(atomic("(?:a|ab)*", "run") + "(?P<rest>.*)", "aab")
    assert found is not None
    assert found["rest"] == "b"


def test_no_pattern_uses_what_old_interpreters_match_wrongly() -> None:
    used = [
        f"{path.relative_to(PACKAGE)}: {line.strip()}"
        for path in PACKAGE.rglob("*.py")
        if path.name != "pattern.py"
        for line in path.read_text(encoding="utf-8").splitlines()
        if BROKEN.search(line)
    ]
    assert used == []
