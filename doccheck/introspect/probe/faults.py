"""What an exception of the parser means: a refusal, an acceptance, or no verdict."""

import difflib
import traceback

from . import framework, params, values
from .neutral import DYNAMIC, Signal

_BY_CLASS = (
    ("NoSuchCommand", "unknown-command"),
    ("NoSuchOption", "unknown-option"),
    ("BadOptionUsage", "option-arity"),
    ("BadArgumentUsage", "missing-argument"),
)
_SHOWN = 300


class Skip(Signal):
    """No verdict, for a reason that the parent knows by name."""

    def __init__(self, reason, message):
        Signal.__init__(self, message)
        self.reason = reason
        self.message = message


def has_class(error, name):
    """Tell whether an exception derives from the framework's class called `name`."""
    return any(cls.__name__ == name for cls in type(error).__mro__)


def is_usage_error(error):
    """Tell whether the framework would report the exception as a wrong command line."""
    return has_class(error, "UsageError")


def ends_well(error):
    """Tell whether the exception ends the program without a complaint about the words."""
    if has_class(error, "NoArgsIsHelpError"):
        return True
    return has_class(error, "Exit") and hasattr(error, "exit_code")


class Fault:
    """A usage error and where it arose."""

    def __init__(self, error, words, param=None, value=None, kind=None):
        self.error = error
        # Those the refusing command was given, without what the program put among them.
        self.words = [word for word in words if hasattr(word, "at")]
        self.param = getattr(error, "param", None) or param
        self.value = value
        self.kind = kind  # the framework's name of the type that refused, if one did

    @property
    def problem(self):
        """The kind of the problem, None where it is the program's own."""
        if has_class(self.error, "MissingParameter"):
            return self._missing()
        for name, kind in _BY_CLASS:
            if has_class(self.error, name):
                return kind
        if has_class(self.error, "BadParameter"):
            return self._bad_value()
        return "unexpected-argument" if self.left_over() else None

    def _missing(self):
        option = self.param is not None and params.kind_of(self.param) == "option"
        return "missing-option" if option else "missing-argument"

    def _bad_value(self):
        if self.kind is not None or self.param is None:
            return "invalid-choice" if self.kind == "Choice" else "invalid-value"
        kind = values.of(self.param, getattr(self.error, "ctx", None))
        return "invalid-choice" if kind["name"] == "choice" else "invalid-value"

    def left_over(self):
        """Return the words that the framework's own parser had no place for."""
        frames = list(traceback.walk_tb(self.error.__traceback__))
        for (frame, _line), (inner, _inner_line) in zip(frames, frames[1:]):
            code = frame.f_code
            if (
                code.co_name == "parse_args"
                and inner.f_code.co_name == "fail"
                and framework.is_framework(frame.f_globals.get("__name__"))
            ):
                return _named_in(str(self.error), frame.f_locals.values())
        return []

    @property
    def subject(self):
        """The word at fault as far as it is known."""
        for name in ("option_name", "command_name"):
            if getattr(self.error, name, None):
                return str(getattr(self.error, name))
        if has_class(self.error, "MissingParameter"):
            return param_label(self.param)
        left = self.left_over()
        if left:
            return str(left[0])
        return str(self.value) if isinstance(self.value, str) else ""

    @property
    def position(self):
        """The place of the word at fault in the command line, None where it cannot be told."""
        if has_class(self.error, "MissingParameter"):
            return None
        left = self.left_over()
        if left:
            return getattr(left[0], "at", None)
        option = getattr(self.error, "option_name", None)
        if option:
            return _place_of_option(str(option), self.words)
        at = getattr(self.value, "at", None)
        return at if at is not None else _place_of_value(self.value, self.words)

    @property
    def lacks_value(self):
        """Tell whether an option stands without the value that it needs."""
        if not has_class(self.error, "BadOptionUsage"):
            return has_class(self.error, "BadArgumentUsage")
        at = self.position
        return not any(word.at == at and "=" in word for word in self.words if at is not None)

    @property
    def names_unknown(self):
        """Tell whether the name that was not found is not known itself."""
        return DYNAMIC in str(getattr(self.error, "option_name", None) or "")

    def frame(self, path, known=()):
        """Return the verdict as it is sent."""
        subject = self.subject
        return {
            "status": "rejected",
            "path": path,
            "error": type(self.error).__name__,
            "message": message_of(self.error),
            "problem": self.problem,
            "subject": subject,
            "param": param_label(self.param),
            "position": self.position,
            "possibilities": self._possibilities(subject, known),
        }

    def _possibilities(self, subject, known):
        given = getattr(self.error, "possibilities", None)
        if given:
            return [str(item) for item in given]
        if has_class(self.error, "BadParameter") and self.param is not None:
            kind = values.of(self.param, getattr(self.error, "ctx", None))
            return kind.get("choices", [])
        return difflib.get_close_matches(subject, known) if known else []


def _named_in(message, candidates):
    """Return the list of words that a message quotes; the name of its variable may be anything."""
    for words in candidates:
        if isinstance(words, list) and words and "(%s)" % " ".join(map(str, words)) in message:
            return words
    return []


def in_words(error):
    """Return the type and message of an error, on one line."""
    return " ".join(("%s: %s" % (type(error).__name__, error)).split())[:_SHOWN]


def param_label(param):
    """Return a parameter's name as a user would write it."""
    if param is None:
        return ""
    if params.kind_of(param) == "option" and param.opts:
        return str(max(param.opts, key=len))
    return str(getattr(param, "metavar", None) or (param.name or "").upper())


def message_of(error):
    """Return what the framework would print, on one line."""
    try:
        text = error.format_message()
    except Exception:
        text = str(error)
    return " ".join(str(text).split())[:_SHOWN]


def _place_of_option(name, words):
    for word in words:
        if word == name or word.startswith(name + "="):
            return word.at
    for word in words:  # one letter of several behind a dash
        if len(name) == 2 and word[:1] == name[:1] and name[1:] in word[1:]:
            return word.at
    return None


def _place_of_value(value, words):
    if not isinstance(value, str) or not value:
        return None
    for word in words:
        if word == value or word.endswith("=" + value):
            return word.at
    for word in words:  # `-n5`
        if word[:1] == "-" and word.endswith(value):
            return word.at
    return None
