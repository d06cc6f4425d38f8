# ruff: noqa: INP001 - a script of the action, no package
"""Put the project's folder before each path: GitHub counts them from the root of the repository.

`place.py github FOLDER` takes annotations, `place.py sarif FOLDER` a SARIF log; from standard
input to standard output.
"""

from __future__ import annotations

import json
import posixpath
import re
import sys
from typing import Any
from urllib.parse import quote

_FILE = re.compile(r"^(::\w+ file=)([^,:]*)", re.MULTILINE)
_SPECIAL = {"%": "%25", ":": "%3A", ",": "%2C"}


def annotations(text: str, folder: str) -> str:
    """Return workflow commands with the folder before their files."""
    there = "".join(_SPECIAL.get(char, char) for char in folder)
    return _FILE.sub(lambda match: match[1] + posixpath.normpath(there + match[2]), text)


def sarif(text: str, folder: str) -> str:
    """Return a SARIF log with the folder before the files of the project."""
    log = json.loads(text)
    _place(log, quote(folder))
    return json.dumps(log, indent=2) + "\n"


def _place(node: Any, folder: str) -> None:  # noqa: ANN401 - whatever JSON holds
    for one in node.values() if isinstance(node, dict) else node:
        if isinstance(one, dict | list):
            _place(one, folder)
    if isinstance(node, dict) and node.get("uriBaseId") == "%SRCROOT%":
        node["uri"] = posixpath.normpath(folder + node["uri"])


if __name__ == "__main__":
    _kind, _folder = sys.argv[1:]
    sys.stdout.write({"github": annotations, "sarif": sarif}[_kind](sys.stdin.read(), _folder))
