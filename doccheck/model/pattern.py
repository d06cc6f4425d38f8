"""A piece of regular expression that does not give back what it took."""

from __future__ import annotations


def atomic(pattern: str, name: str) -> str:
    r"""Return `pattern` as an atomic group; `name` is a group name used for nothing else.

    `(?>...)` and possessive quantifiers match wrongly in Python 3.11.0 to 3.11.4, which Debian 12
    ships. A lookahead never backtracks into its group, so that a reference to it does the same.

    Example:
        >>> import re
        >>> re.match(atomic("a+", "run") + "a", "aaa") is None
        True
    """
    return rf"(?=(?P<{name}>{pattern}))(?P={name})"
