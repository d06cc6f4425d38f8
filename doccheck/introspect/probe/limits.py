"""Limits that the process puts on itself before it loads the program."""

try:
    import resource
except ImportError:  # not on POSIX
    resource = None


def apply(limits):
    """Set the resource limits."""
    if resource is None:
        return
    for name, value in limits.items():
        _lower(getattr(resource, "RLIMIT_" + name, None), value)
    _lower(resource.RLIMIT_CORE, 0)


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
