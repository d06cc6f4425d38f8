"""How a process's part in a session ended."""

from __future__ import annotations

from dataclasses import dataclass

from rustybt_ops.errors import OpsError
from rustybt_ops.journal.events import Reason


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of a part.

    Attributes:
        reason: Why.
        error: What stopped it, if it was stopped.
    """

    reason: Reason
    error: OpsError | None = None
