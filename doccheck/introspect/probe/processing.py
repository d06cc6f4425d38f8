"""One parameter at a time: its own code runs, its effects do not."""

from . import callbacks, faults, framework, lookup, neutral, params, values
from .faults import Fault, Skip
from .neutral import Leave

_ASYNC_FLAG = 0x80
_MARK = "_doccheck_fault"


def marked(error):
    """Return the fault that was noted on an exception, None without one."""
    return getattr(error, _MARK, None)


def broken(error, window):
    """Raise what an error in the program's own parsing code comes to."""
    if window.outside():
        raise Skip("environment", window.text())
    raise Skip("parser-failed", faults.in_words(error))


class Processor:
    """Stands between the framework's `parse_args` and the parameters."""

    def __init__(self, watch, state):
        self._watch = watch
        self._state = state
        self._exits = {}
        self._outside = {}  # own parsing code that once looked outside, and at what
        self._opts = None
        self._places = {}
        self.line = None

    def guard(self, param):
        """Return what is handed to the framework in place of `param`."""
        return _Guarded(param, self)

    def process(self, param, ctx, opts, args):
        """Process a parameter with its effects taken out; return what the framework expects."""
        self._make_plain(opts)
        value = opts.get(param.name)
        given = _is_given(param, value)
        if not given:
            self.line.left_out.append((param, ctx))
        window, state = self._watch.open(), self._state
        saved = state.given, state.value, state.kind, self._watch.expected
        state.given, state.value, state.kind = given, None, None
        self._watch.expected = frozenset(params.envvars(param, ctx))
        try:
            with neutral.Quiet(param, value, given), window:
                result = lookup.settle(param.handle_parse_result(ctx, opts, args))
        except Exception as error:
            if faults.ends_well(error):
                raise Leave from None
            self._failed(error, param, ctx, value, given, window)
            ctx.params[param.name] = value if given else None
            result = (ctx.params[param.name], args)
        finally:
            state.given, state.value, state.kind, self._watch.expected = saved
            self._remember(param, window)
        self._consider_leaving(param, value, given)
        return result

    def _make_plain(self, opts):
        """Keep the places of the parsed values, once for each command, and drop them there."""
        if opts is not self._opts:
            self._opts = opts
            self._places = {name: neutral.words_in(value) for name, value in opts.items()}
            for name, value in opts.items():
                opts[name] = neutral.plain(value)

    def _failed(self, error, param, ctx, value, given, window):
        """Pass over an error that does not count here, or raise what it comes to."""
        if neutral.is_dynamic(value) and self._state.value is None:
            return
        usage = faults.is_usage_error(error)
        if not given:
            self._absent(error, param, ctx, window, usage)
        elif not usage:
            broken(error, window)
        elif self.line.lenient and Fault(error, self.line.words, param).problem is None:
            return
        else:
            elsewhere = self._elsewhere(param, ctx, window)
            if elsewhere:
                raise Skip("environment", elsewhere)
            self._mark(error, param, value)

    def _remember(self, param, window):
        """Keep in mind what own code looked at: the program may remember the answer, too."""
        if window.outside():
            for key in _keys(param):
                self._outside.setdefault(key, (param, window.text()))

    def _elsewhere(self, param, ctx, window):
        """Tell what may have decided over a value besides the value, "" if nothing."""
        if window.outside():
            return window.text()
        if not values.runs_own_code(param, ctx):
            return ""
        for key in _keys(param):
            if key in self._outside:
                return self._outside[key][1]
        return "a plugin may bring the value" if self._watch.plugins.files else ""

    def _absent(self, error, param, ctx, window, usage):
        own = framework.overridden(param, ("handle_parse_result", "process_value"))
        missing = faults.has_class(error, "MissingParameter")
        if not usage or self.line.lenient or not (missing or own):
            return
        if neutral.may_be_supplied(param, ctx):
            return
        if window.outside() or would_have_run(ctx, {"default_map"}):
            raise Skip("environment", window.text() or "a settings file may supply the value")
        self._mark(error, param, None)

    def _mark(self, error, param, value):
        """Let a refusal go its way through the program's code, which may know what to do."""
        at_fault = self._state.value or value
        places = self._places.get(param.name, ())
        word = next((word for word in places if word == at_fault), at_fault)
        setattr(error, _MARK, Fault(error, self.line.words, param, word, self._state.kind))
        raise error

    def _consider_leaving(self, param, value, given):
        if not given or value is False:
            return
        key = id(param)
        if key not in self._exits:
            self._exits[key] = (param, params.may_exit(param), params.could_exit(param))
        _param, exits, could = self._exits[key]
        if exits:
            raise Leave
        if could and not self.line.may_leave:
            self.line.may_leave = faults.param_label(param)


def _keys(param):
    """Return what identifies the own code that handles a parameter's value."""
    kind = getattr(param, "type", None)
    own = kind is not None and values.is_custom(kind)
    return (id(param), type(kind)) if own and hasattr(kind, "convert") else (id(param),)


def would_have_run(ctx, names):
    """Tell whether a callback that would have run by now mentions one of `names`."""
    runs = []
    while ctx is not None:
        runs += [getattr(item, "callback", None) for item in ctx.command.params]
        ctx = ctx.parent
        runs.append(getattr(ctx.command, "callback", None) if ctx is not None else None)
    return any(callbacks.mentions(each, names) for each in runs if each is not None)


def _is_given(param, value):
    missing = framework.unset(param)
    return value is not None and value is not missing and value != ()


class _Guarded:
    """A parameter in the hands of the framework's `parse_args`."""

    def __init__(self, param, processor):
        self._param = param
        self._processor = processor

    def __getattr__(self, name):
        return getattr(self._param, name)

    def handle_parse_result(self, ctx, opts, args):
        """Stand in for the parameter's own method."""
        result = self._processor.process(self._param, ctx, opts, args)
        method = getattr(type(self._param).handle_parse_result, "__code__", None)
        if method is not None and method.co_flags & _ASYNC_FLAG:
            return _ready(result)
        return result


async def _ready(result):
    return result
