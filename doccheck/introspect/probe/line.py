"""The command line under judgement and the time it may take."""

import signal
import threading

from .neutral import Signal


class Line:
    """What is known of the command line while the parser goes through it.

    `path` are the subcommands entered, `words` those the current command was given, `left_out`
    its parameters that do not stand there, each with the context. `may_leave` names an option
    that may have ended the program before the end of the line.
    """

    def __init__(self, lenient=False):
        self.lenient = lenient
        self.path = []
        self.words = []
        self.left_out = []
        self.may_leave = ""

    def enter(self, words):
        """Go on to the next command."""
        self.words, self.left_out = list(words), []


class Refused(Signal):
    """The program refuses the words; `known` are the names it has."""

    def __init__(self, fault, known=()):
        Signal.__init__(self)
        self.fault = fault
        self.known = known


class TooLong(BaseException):
    """The parser does not come to an end."""


class Timer:
    """Interrupts the parser after a while."""

    def __init__(self, seconds):
        self._seconds = seconds
        self._usable = hasattr(signal, "setitimer") and (
            threading.current_thread() is threading.main_thread()
        )

    def __enter__(self):
        if self._usable:
            signal.signal(signal.SIGALRM, _ring)
            signal.setitimer(signal.ITIMER_REAL, self._seconds)

    def __exit__(self, *_error):
        if self._usable:
            signal.setitimer(signal.ITIMER_REAL, 0)
        return False


def _ring(_number, _frame):
    raise TooLong
