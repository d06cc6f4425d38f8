"""Limits that the process puts on itself before it loads the program."""

from . import landlock

try:
    import resource
except ImportError:  # not on POSIX
    resource = None


def apply(limits, private):
    """Set the resource limits; confine the process to its private folder, if one is given.

    Returns:
        How the process is confined, in words.

    """
    if resource is not None:
        for name, value in limits.items():
            _lower(getattr(resource, "RLIMIT_" + name, None), value)
        _lower(resource.RLIMIT_CORE, 0)
    if private is None:
        return ""
    if landlock.confine(private):
        return "landlock: no writing outside a private folder, no TCP"
    return "resource limits only"


def _lower(kind, value):
    if kind is None:
        return
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    try:
        resource.setrlimit(kind, (value, value))
    except (OSError, ValueError):
        pass
