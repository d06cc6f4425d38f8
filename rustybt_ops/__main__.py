"""`python -m rustybt_ops`, and the command `rustybt-ops`: the same program."""

from __future__ import annotations

# `signal` takes milliseconds to load, in which Ctrl-C would show a traceback
import _signal  # type: ignore[import-not-found]  # no types are published for it
import os

TYPE_CHECKING = False  # as in the package itself
if TYPE_CHECKING:
    from typing import NoReturn

_INTERRUPTED = 130


def _leave(number: int, frame: object) -> NoReturn:  # noqa: ARG001 - a signal handler
    os._exit(_INTERRUPTED)


def main() -> NoReturn:
    """Start the program; Ctrl-C while it is being loaded or unloaded ends it at once, quietly."""
    heard = _signal.getsignal(_signal.SIGINT) != _signal.SIG_IGN  # a job in the background ignores
    if heard:
        _signal.signal(_signal.SIGINT, _leave)
    from rustybt_ops.cli import main as program  # noqa: PLC0415 - after the line above

    try:
        program.main()
    finally:
        if heard:
            _signal.signal(_signal.SIGINT, _leave)


if __name__ == "__main__":
    main()
