"""Commands that are only placeholders until a callback has filled the context."""

from . import framework
from .neutral import Signal


class StandIn:
    """Stands for an object that a callback would have put into the context: anything goes."""

    def __getattr__(self, name):
        if name.startswith("__"):  # protocols that are not there stay away
            raise AttributeError(name)
        return self

    def __setattr__(self, name, value):
        pass

    def __call__(self, *_args, **_kwargs):
        return self

    def __getitem__(self, _key):
        return self

    def __setitem__(self, _key, _value):
        pass

    def __contains__(self, _item):
        return True

    def __iter__(self):
        return iter(())

    def __len__(self):
        return 1

    def __bool__(self):
        return True

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        return False


class Recorded(dict):
    """A dictionary that tells of each look into it."""

    def __init__(self, tell):
        dict.__init__(self)
        self._tell = tell

    def __getitem__(self, key):
        self._tell()
        return dict.__getitem__(self, key)

    def __contains__(self, key):
        self._tell()
        return dict.__contains__(self, key)

    def __iter__(self):
        self._tell()
        return dict.__iter__(self)

    def get(self, key, default=None):
        """Return a value, and tell."""
        self._tell()
        return dict.get(self, key, default)


def teller(watch, kind):
    """Return a function that notes a look into the context."""
    return lambda: watch.note(kind, "what a callback puts into the context")


def is_placeholder(command):
    """Tell whether a command neither takes nor does anything, so that there must be more to it."""
    return (
        not framework.is_group(command)
        and getattr(command, "callback", None) is None
        and not command.params
        and not framework.overridden(command, ("invoke", "get_params"))
    )


def replaced(command, ctx, find):
    """Return what `find` finds once the context holds an object, where that is more."""
    if not is_placeholder(command):
        return command
    kept, ctx.obj = ctx.__dict__.get("obj"), StandIn()
    try:
        with framework.current(ctx):
            other = find()
    except (Exception, SystemExit, Signal):
        return command
    finally:
        ctx.obj = kept
    made_up = isinstance(getattr(other, "callback", None), StandIn)
    return other if framework.is_command(other) and not made_up else command
