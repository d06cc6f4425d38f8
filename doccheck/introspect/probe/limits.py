"""Limits that the process puts on itself before it loads the program."""

try:
    import resource
except ImportError:  # not on POSIX
    resource = None


def apply(wanted):
    """Set the resource limits; return how the process is confined, in words."""
    if resource is not None:
        for name, value in wanted.items():
            _lower(getattr(resource, "RLIMIT_" + name, None), value)
        _lower(resource.RLIMIT_CORE, 0)
    return "limits"


def _lower(kind, value):
    if kind is None:
        return
    soft, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    try:
        resource.setrlimit(kind, (value, value))
    except (OSError, ValueError):
        pass
