"""All attacks, in the order in which they are run and shown."""

from __future__ import annotations

from benchmarks.attacks import (
    channels,
    exhaustion,
    files,
    kernel,
    processes,
    staying,
    supervisor,
)

ATTACKS = (
    *files.ATTACKS,
    *processes.ATTACKS,
    *channels.ATTACKS,
    *kernel.ATTACKS,
    *supervisor.ATTACKS,
    *exhaustion.ATTACKS,
    *staying.ATTACKS,
)
