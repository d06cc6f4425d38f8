"""The folders of a sandbox, recognised where a command prints them."""

from __future__ import annotations

import re

from doccheck.sandbox.inside.workspace import NAMES

_ANY = "|".join(NAMES)
_OWN = re.compile(
    rf"/tmp/doccheck/(?:{_ANY})(?![\w-])"  # noqa: S108 - looked for, not used
    rf"|/doccheck-box\.\d+\.[a-z0-9_]{{8}}/[\w-]+/(?:{_ANY})(?![\w-])"
)


def own_folders(text: str) -> list[str]:
    """Return the paths of a sandbox's own folders that stand in `text`, in their order."""
    return _OWN.findall(text)
