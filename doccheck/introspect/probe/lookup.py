"""How a group finds its commands: listed, aliased, guessed, or taken from elsewhere."""

from . import aliases, callbacks, framework, standin
from .neutral import Signal
from .watch import CONTEXT, ENVIRONMENT, PROJECT

METHODS = ("get_command", "list_commands", "resolve_command")
_UNLIKELY = "zq-no-such-command-doccheck"
_CONTAINED = (Exception, SystemExit, Signal)


class Lookup:
    """The commands of one group and where they come from.

    `names` maps each name to its command, `hidden` holds those that are not listed. `plain` is
    set where looking up a name is nothing but a look into that table; `by_context` where the
    answer depends on what a callback or a parameter puts into the context.
    """

    def __init__(self):
        self.names = {}
        self.hidden = set()
        self.failed = []
        self.where = "static"
        self.default = None
        self.plain = True
        self.by_context = False


def examine(group, new_context, watch):
    """Find out what `group` holds by asking it; each question gets a context of its own.

    A name that nobody has comes first, before anything is remembered from other questions.
    """
    found = Lookup()

    def context():
        ctx = new_context()
        tell = standin.teller(watch, CONTEXT)
        ctx.params, ctx._meta = standin.Recorded(tell), standin.Recorded(tell)
        return ctx

    first, window = context(), watch.open(imports=True)
    with window:
        stranger = _ask(group, first, _UNLIKELY)
    second, listing = context(), watch.open()
    with listing:
        names = _listed(group, second, found)
    seen = set(window.seen) | set(listing.seen)
    found.where, found.by_context = _where(seen), CONTEXT in seen
    _take(group, second, names, found)
    if stranger is not None:
        found.default = _name_of(stranger, found.names)
        found.plain = False
        return found
    unlisted = watch.open()
    with unlisted:
        _add_unlisted(group, context, found)
    found.by_context = found.by_context or CONTEXT in unlisted.seen
    if found.plain and framework.overridden(group, ("get_command", "resolve_command")):
        found.plain = not _guesses(group, context, found.names)
    return found


def methods(group, found):
    """Return the lookup methods whose outcome only the program knows."""
    if found.by_context:
        return framework.overridden(group, METHODS) or ["get_command"]
    return [] if found.plain else framework.overridden(group, METHODS)


def _where(seen):
    """Tell where the commands come from: the project, plugins of some kind, or the program.

    What variables say decides nothing here: they are settings, and not those of a document.
    """
    if PROJECT in seen:
        return "project"
    return "plugins" if seen - {CONTEXT, ENVIRONMENT} else "static"


def _take(group, ctx, names, found):
    """Take in the listed commands; `list | ls` and `list, ls` are several names of one."""
    for name in names:
        parts = [part for part in aliases.parts(name) if _ask(group, ctx, part) is not None]
        for part in parts or [name]:
            _take_one(group, ctx, part, found)
        found.hidden.update(parts[1:])


def _take_one(group, ctx, name, found):
    try:
        with framework.current(ctx):
            command = group.get_command(ctx, name)
    except _CONTAINED as error:
        found.failed.append((name, _reason(error)))
        return
    if not framework.is_command(command):
        command = _ask(group, ctx, name)
    if command is None:
        found.failed.append((name, "the program lists it and does not know it"))
    else:
        found.names[name] = _ask(group, ctx, name) or command


def _listed(group, ctx, found):
    try:
        with framework.current(ctx):
            return [str(name) for name in group.list_commands(ctx)]
    except _CONTAINED as error:
        found.plain = False
        found.failed.append(("*", _reason(error)))
        return [name for name in getattr(group, "commands", {}) if isinstance(name, str)]


def _reason(error):
    return " ".join(("%s: %s" % (type(error).__name__, error)).split())[:300]


def _ask(group, ctx, name):
    """Return the command that really runs for `name`, None where the group refuses it."""

    def find():
        if framework.overridden(group, ("resolve_command",), ("click",)):
            return settle(group.resolve_command(ctx, [name]))[1]
        return group.get_command(ctx, name)

    try:
        with framework.current(ctx):
            command = find()
        if not framework.is_command(command):
            return None
        return standin.replaced(command, ctx, find)
    except _CONTAINED:
        return None


def settle(value):
    """Run a coroutine that never really waits to its end (asyncclick's methods)."""
    if not hasattr(value, "send") or not hasattr(value, "cr_code"):
        return value
    try:
        value.send(None)
    except StopIteration as stop:
        return stop.value
    value.close()
    raise RuntimeError("the parser waits for something")


def _name_of(command, names):
    for name, other in names.items():
        if other is command:
            return name
    return command.name if command.name in names else None


def _add_unlisted(group, new_context, found):
    """Add aliases and hidden commands: names that the group's data holds and that it takes."""
    failed = {name for name, _reason in found.failed}
    for name in aliases.candidates(group, found.names, METHODS):
        if name in found.names or name in failed:
            continue
        command = _ask(group, new_context(), name)
        if command is not None:
            found.names[name] = command
            found.hidden.add(name)


def _guesses(group, new_context, names):
    """Tell whether the group takes names near the listed ones (prefixes, other case, typos)."""
    for name in list(names)[:4]:
        near = (name[:-1], name[:1], name[:3], name.upper(), name + "s", name.replace("-", "_"))
        near += (name.replace("_", "-"), name[1:], name.title())
        for guess in dict.fromkeys(near):
            new = guess[:1].isalnum() and guess not in names
            if new and _ask(group, new_context(), guess) is not None:
                return True
    return False


def takes_plugins(group, readers):
    """Tell whether plugins may have added commands while the program was imported.

    So it is where the module of the group read entry points, or passed the group to a function
    that did, or calls the hooks of a plugin manager.
    """
    if id(group) in readers.groups:
        return True
    function = callbacks.function_of(getattr(group, "callback", None))
    if function is None or not readers.files:
        return False
    file = function.__code__.co_filename
    return file in readers.files or "hook" in callbacks.module_names(file)
