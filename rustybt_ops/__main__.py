"""`python -m rustybt_ops`, and the command `rustybt-ops`: the same program."""

from __future__ import annotations

import os
import signal
from typing import NoReturn

_INTERRUPTED = 130


def _leave(number: int, frame: object) -> NoReturn:  # noqa: ARG001 - a signal handler
    os._exit(_INTERRUPTED)


def main() -> NoReturn:
    """Start the program; Ctrl-C while it is being loaded ends it at once and quietly."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # a job in the background ignores it
        signal.signal(signal.SIGINT, _leave)
    from rustybt_ops.cli import main as program  # noqa: PLC0415 - after the line above

    program.main()


if __name__ == "__main__":
    main()
