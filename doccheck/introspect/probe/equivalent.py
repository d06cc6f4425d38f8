"""Whether a `parse_args` of the program's own does nothing but call the framework's."""

import dis

from . import callbacks, framework
from .line import Timer, TooLong
from .neutral import Signal

_STRANGE = "zq-doccheck"
_MOST = 8
_SECONDS = 5
# What changes the words, or refuses them, mentions one of these.
_TELLING = {
    "insert", "append", "extend", "pop", "remove", "replace", "clear", "reverse", "sort",
    "UsageError", "BadParameter", "BadArgumentUsage", "BadOptionUsage", "NoSuchOption",
    "NoSuchCommand", "MissingParameter", "ClickException", "fail", "exit", "Exit", "Abort",
    "argv", "environ", "getenv",
}  # fmt: skip


def only_wraps(command, new_context):
    """Tell whether the override comes to the same as the framework's method.

    Its code must hand the words on untouched, and samples must be parsed, or refused, alike.
    """
    owner, method = framework.definition(command, "parse_args")
    base = _framework_method(command)
    if "parse_args" in vars(command) or base is None or not _hands_on(method):
        return False
    try:
        with Timer(_SECONDS):
            return all(
                _outcome(method, command, new_context(), words)
                == _outcome(base, command, new_context(), words)
                for words in _samples(command, method)
            )
    except TooLong:
        return False


def _framework_method(command):
    for cls in type(command).__mro__:
        if framework.is_framework(cls.__module__) and "parse_args" in vars(cls):
            return vars(cls)["parse_args"]
    return None


def _hands_on(method):
    function = callbacks.function_of(method)
    if function is None or "parse_args" not in callbacks.names_in(function):
        return False
    if function.__code__.co_argcount != len(("self", "ctx", "args")):
        return False
    if callbacks.mentions(function, _TELLING):
        return False
    words = function.__code__.co_varnames[2]
    return not any(_changes(step, words) for step in dis.get_instructions(function))


def _changes(step, words):
    if step.opname.startswith(("STORE_FAST", "DELETE_FAST")):
        return words in (step.argval if isinstance(step.argval, tuple) else (step.argval,))
    return step.opname.startswith(("DELETE_SUBSCR", "STORE_SLICE", "RAISE_VARARGS", "STORE_DEREF"))


def _samples(command, method):
    """Return command lines good and bad, with the words that the code itself speaks of."""
    names = [opt for param in command.params for opt in param.opts][:_MOST]
    texts = sorted(callbacks.keywords_in(method))[:_MOST]
    children = list(getattr(command, "commands", None) or ())[:_MOST]
    yield []
    for word in (_STRANGE, "--" + _STRANGE, "-9", "--", *names, *texts, *children):
        yield [word]
        yield [word, _STRANGE, "--x=1"]
    yield [_STRANGE] * 5


def _outcome(method, command, ctx, words):
    try:
        with framework.current(ctx):
            rest = method(command, ctx, list(words))
    except (Exception, SystemExit, Signal) as error:
        return type(error).__name__, str(error), getattr(error, "message", "")
    left = list(vars(ctx).get("_protected_args", ())), list(ctx.args)
    return list(rest), left, {name: repr(value) for name, value in ctx.params.items()}
