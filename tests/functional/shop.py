"""A program that is known by its manifest alone."""

from __future__ import annotations

from typing import Any

MANIFEST: dict[str, Any] = {
    "schema_version": 1,
    "program": "shop",
    "root": {
        "is_group": True,
        "allow_extra_args": True,
        "allow_interspersed_args": False,
        "commands": {"order": {}},
    },
}
