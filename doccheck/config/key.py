"""How a setting is declared: a dataclass field that carries its meaning."""

from __future__ import annotations

from dataclasses import field
from typing import Any


def key(doc: str, kind: str, *, default: Any = None, **extra: Any) -> Any:  # noqa: ANN401 - dataclasses.field is typed so
    """Return a field for a setting.

    `kind` names its type (see the readers in `load`); `extra` holds what the type needs, such as
    `choices`, or the `least` and `most` of a number.
    """
    metadata = {"doc": doc, "kind": kind, **extra}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)
