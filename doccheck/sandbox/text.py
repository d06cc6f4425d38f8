"""From the bytes of a block's output to text."""

from __future__ import annotations

_LONGEST_CHARACTER = 4


def decoded(data: bytes) -> str:
    """Return output as text; what is not UTF-8 shows as escapes."""
    return data.decode("utf-8", "backslashreplace")


def is_binary(data: bytes) -> bool:
    """Tell whether output is no text. A character cut at the end of a bound is still text."""
    if b"\0" in data:
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start <= len(data) - _LONGEST_CHARACTER
    return False
