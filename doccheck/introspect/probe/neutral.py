"""Take the effects out of parsing: what is left of it only looks at the words.

Callbacks, prompts and default functions do not run, files are neither opened nor looked for, and
values that are not known satisfy every type. The rest is the program's own parser, untouched.
"""

import sys

from . import framework, params, values
from .watch import CONTEXT

DYNAMIC = "\ue000"


class Signal(BaseException):
    """What we raise ourselves; like all of its kind it passes by `except Exception`."""


class Leave(Signal):
    """An option such as `--help` ends the program here: what follows does not count."""


class Word(str):
    """A word of the command line that knows its place in it."""

    at = None

    @classmethod
    def of(cls, argv):
        """Return the words of a command line with their places."""
        words = []
        for at, text in enumerate(argv):
            word = cls(text)
            word.at = at
            words.append(word)
        return words


def plain(value):
    """Return a parsed value with ordinary strings: compiled code may insist on the exact type."""
    if isinstance(value, Word):
        return str(value)
    if isinstance(value, (list, tuple)):
        return type(value)(plain(item) for item in value)
    return value


def words_in(value):
    """Return the words of the command line in a parsed value."""
    if isinstance(value, Word):
        return [value]
    if isinstance(value, (list, tuple)):
        return [word for item in value for word in words_in(item)]
    return []


class State:
    """What the parser is doing right now.

    `given` tells whether the parameter at hand stands on the command line; `value` and `kind`
    are the word under conversion and the framework's name of its type, None outside one.
    `parsed` are the words that the framework's parser was given last.
    """

    def __init__(self):
        self.given = False
        self.value = None
        self.kind = None
        self.parsed = []


def is_dynamic(value):
    """Tell whether a value, or a part of it, is not known."""
    if isinstance(value, str):
        return DYNAMIC in value
    return isinstance(value, (list, tuple)) and any(is_dynamic(item) for item in value)


def install(state, watch, guard):
    """Patch every loaded framework; `guard` wraps a parameter that is about to be processed."""
    for core in framework.cores():
        _watch_object(core.Context, watch)
        core.Context.get_help = lambda self: ""
        _wrap_processing(core, guard)
        _record_words(core.Command, state)
    for cls in _type_roots():
        _neutralise_type(cls, state)


def _watch_object(context, watch):
    """Record reads of `ctx.obj`: a callback that does not run here would have filled it."""

    def read(self):
        if sys._getframe(1).f_code.co_name != "__init__":  # a new context takes its parent's
            watch.note(CONTEXT, "the object that a callback puts into the context")
        return self.__dict__.get("obj")

    def write(self, value):
        self.__dict__["obj"] = value

    context.obj = property(read, write)


def _wrap_processing(core, guard):
    original = vars(core).get("iter_params_for_processing")
    if original is None:
        return

    def guarded(invocation_order, declaration_order):
        return [guard(param) for param in original(invocation_order, declaration_order)]

    for module in list(sys.modules.values()):
        space = getattr(module, "__dict__", {})
        if space.get("iter_params_for_processing") is original:
            space["iter_params_for_processing"] = guarded


def _record_words(command, state):
    original = command.parse_args

    def parse_args(self, ctx, args):
        state.parsed = list(args)
        return original(self, ctx, args)

    parse_args.__module__ = original.__module__
    command.parse_args = parse_args


def _type_roots():
    """Return the classes named `ParamType` that belong to a framework."""
    found = []
    for core in framework.cores():
        package = core.__name__.rpartition(".")[0]
        module = sys.modules.get(package + ".types")
        root = getattr(module, "ParamType", None)
        if isinstance(root, type):
            found.append(root)
            _neutralise_files(module)
    return found


def _neutralise_type(root, state):
    original = root.__call__

    def call(self, value, param=None, ctx=None):
        if value is None or is_dynamic(value) and not isinstance(value, (list, tuple)):
            return value
        if not state.given or not isinstance(value, (str, list, tuple)) and values.is_custom(self):
            return value
        outer = state.value, state.kind
        if isinstance(value, str):
            state.value, state.kind = value, values.framework_name(self)
        converted = original(self, value, param, ctx)
        state.value, state.kind = outer
        return converted

    root.__call__ = call


def _neutralise_files(module):
    def open_nothing(self, value, param=None, ctx=None):
        return value

    def look_for_nothing(self, value, param=None, ctx=None):
        try:
            return self.coerce_path_result(value)
        except (AttributeError, TypeError):
            return value

    for name, method in (("File", open_nothing), ("Path", look_for_nothing)):
        cls = getattr(module, name, None)
        if isinstance(cls, type):
            cls.convert = method


class Quiet:
    """Takes callbacks, prompts and default functions off a parameter for a while."""

    def __init__(self, param, value, given):
        self._param = param
        self._changes = {"callback": None, "prompt": None}
        if callable(getattr(param, "default", None)):
            self._changes["default"] = DYNAMIC
        descriptor = getattr(param, "type_descriptor", None)
        if descriptor is not None and (
            not given or is_dynamic(value) or _touches_files(values.of(param, None))
        ):
            self._changes["_runtime_param"] = _Unconverted()
        self._saved = {}

    def __enter__(self):
        own = self._param.__dict__
        for name, value in self._changes.items():
            if hasattr(self._param, name):
                self._saved[name] = (name in own, own.get(name))
                own[name] = value

    def __exit__(self, *_error):
        own = self._param.__dict__
        for name, (was_own, value) in self._saved.items():
            if was_own:
                own[name] = value
            else:
                del own[name]
        return False


def _touches_files(kind):
    if kind["name"] in ("file", "path"):
        return True
    return any(_touches_files(item) for item in kind.get("items", ()))


class _Unconverted:
    """Stands for Typer's conversion: hands the words on as they are."""

    def coerce(self, value, param, ctx):
        if value is None and (param.multiple or param.nargs == -1):
            return ()
        return value


def may_be_supplied(param, ctx):
    """Tell whether a value can come from elsewhere: the environment, a prompt, a settings file."""
    default_map = getattr(ctx, "default_map", None)
    return bool(
        params.envvars(param, ctx)
        or getattr(param, "prompt", None) is not None
        or callable(getattr(param, "default", None))
        or (default_map and param.name in default_map)
    )
