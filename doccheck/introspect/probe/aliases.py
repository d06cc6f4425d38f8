"""Names under which a group may hold a command without listing it."""

import re

from . import callbacks, framework

_MOST = 500
_FEW = 100
_LONGEST = 64
_HOLDERS = (dict, list, tuple, set, frozenset)
_BETWEEN = re.compile(r"\s*[|,]\s*|\s+")


def parts(name):
    """Return the names that one entry of a list gives to a command: `list | ls`, `list, ls`."""
    found = [part.strip("()[]") for part in _BETWEEN.split(name.strip())]
    return [part for part in found if part] if len(found) > 1 else []


def candidates(group, commands, methods):
    """Return strings that the group's data and lookup code hold and that may name a command.

    None of them looks like an option: to ask for one would have it parsed.
    """
    holders = list(vars(group).values()) + _of_code(group, methods)
    holders += [getattr(command, "aliases", None) for command in commands.values()]
    found = []
    for holder in holders:
        for text in _strings(holder):
            for item in parts(text) or [text]:
                if _is_name(item):
                    found.append(item)
    return list(dict.fromkeys(found))[:_MOST]


def _is_name(text):
    return text[:1].isalnum() and len(text) < _LONGEST and not any(ch.isspace() for ch in text)


def _of_code(group, methods):
    """Return the data that the group's own class and lookup methods refer to."""
    found = []
    for cls in type(group).__mro__:
        if not framework.is_framework(cls.__module__) and cls is not object:
            found += [value for name, value in vars(cls).items() if not name.startswith("__")]
    for name in framework.overridden(group, methods):
        owner = framework.definition(group, name)
        function = callbacks.function_of(owner[1]) if owner else None
        if function is not None:
            found += callbacks.references(function)
            found.append(callbacks.keywords_in(function))
    return [item for item in found if isinstance(item, _HOLDERS) and len(item) <= _FEW]


def _strings(holder):
    if isinstance(holder, dict):
        for key, value in list(holder.items())[:_MOST]:
            if isinstance(key, str):
                yield key
            for item in list(value) if isinstance(value, (list, tuple, set)) else (value,):
                if isinstance(item, str):
                    yield item
    elif isinstance(holder, _HOLDERS):
        for item in list(holder)[:_MOST]:
            if isinstance(item, str):
                yield item
