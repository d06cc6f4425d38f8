"""How a group finds its commands: listed, aliased, guessed, or taken from elsewhere."""

from . import callbacks, framework
from .watch import PLUGINS

_METHODS = ("get_command", "list_commands", "resolve_command")
_UNLIKELY = "zq-no-such-command-doccheck"
_MOST = 500


class Lookup:
    """The commands of one group and where they come from.

    `names` maps each name to its command, `hidden` holds those that are not listed. `plain` is
    set where looking up a name is nothing but a look into that table.
    """

    def __init__(self):
        self.names = {}
        self.hidden = set()
        self.failed = []
        self.where = "static"
        self.seen = ""  # what was looked at outside the program
        self.default = None
        self.plain = True


def examine(group, new_context, watch):
    """Find out what `group` holds by asking it; each question gets a context of its own."""
    found = Lookup()
    first, second, window = new_context(), new_context(), watch.open()
    with window:
        _list(group, first, found)
        stranger = _ask(group, second, _UNLIKELY)
    found.where, found.seen = _where(window), window.text()
    if stranger is not None:
        found.default = _name_of(stranger, found.names)
        found.plain = False
        return found
    _add_unlisted(group, new_context, found)
    if found.plain and framework.overridden(group, ("get_command", "resolve_command")):
        found.plain = not _guesses(group, new_context, found.names)
    return found


def methods(group, found):
    """Return the lookup methods whose outcome only the program knows."""
    return [] if found.plain else framework.overridden(group, _METHODS)


def _where(window):
    if PLUGINS in window.seen and not window.outside():
        return "plugins"
    if window.outside():
        return "project"
    return "static"


def _list(group, ctx, found):
    with framework.current(ctx):
        for name in _listed(group, ctx, found):
            try:
                command = group.get_command(ctx, name)
            except (Exception, SystemExit) as error:
                found.failed.append((name, _reason(error)))
                continue
            if command is None or not framework.is_command(command):
                found.failed.append((name, "the program lists it and does not know it"))
            else:
                found.names[name] = command


def _listed(group, ctx, found):
    try:
        return [str(name) for name in group.list_commands(ctx)]
    except (Exception, SystemExit) as error:
        found.plain = False
        found.failed.append(("*", _reason(error)))
        return [name for name in getattr(group, "commands", {}) if isinstance(name, str)]


def _reason(error):
    return " ".join(("%s: %s" % (type(error).__name__, error)).split())[:300]


def _ask(group, ctx, name):
    """Return the command the group takes `name` for, None where it refuses."""
    try:
        with framework.current(ctx):
            command = group.get_command(ctx, name)
            if command is None and framework.overridden(group, ("resolve_command",), ("click",)):
                command = settle(group.resolve_command(ctx, [name]))[1]
    except (Exception, SystemExit):
        return None
    return command if framework.is_command(command) else None


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
    for name in _candidates(group, found.names):
        if name in found.names or name in failed:
            continue
        command = _ask(group, new_context(), name)
        if command is not None:
            found.names[name] = command
            found.hidden.add(name)


def _candidates(group, commands):
    holders = list(vars(group).values())
    holders += [getattr(command, "aliases", None) for command in commands.values()]
    names = []
    for holder in holders:
        for item in _strings(holder):
            if item and len(item) < 64 and not any(ch.isspace() for ch in item):
                names.append(item)
    return list(dict.fromkeys(names))[:_MOST]


def _strings(holder):
    if isinstance(holder, dict):
        for key, value in list(holder.items())[:_MOST]:
            if isinstance(key, str):
                yield key
            for item in _strings(value) if isinstance(value, (list, tuple, set)) else (value,):
                if isinstance(item, str):
                    yield item
    elif isinstance(holder, (list, tuple, set, frozenset)):
        for item in list(holder)[:_MOST]:
            if isinstance(item, str):
                yield item


def _guesses(group, new_context, names):
    """Tell whether the group takes names near the listed ones (prefixes, other case, typos)."""
    for name in list(names)[:4]:
        near = (name[:-1], name[:1], name[:3], name.upper(), name + "s", name.replace("-", "_"))
        near += (name.replace("_", "-"), name[1:], name.title())
        for guess in near:
            if guess and guess not in names and _ask(group, new_context(), guess) is not None:
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
