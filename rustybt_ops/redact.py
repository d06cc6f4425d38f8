"""Secrets never reach a terminal, a log or a result document.

Two nets: the values known to be secret (keys, passwords, webhook addresses), wherever they stand,
and the shapes in which secrets usually stand (a password in an address, a signature parameter).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

MASK = "[secret]"
_SHORTEST = 4  # a shorter value would blacken ordinary words

_SHAPES = (
    re.compile(r"(?P<keep>https?://)[^\s/@:]+:[^\s/@]+(?=@)"),
    re.compile(r"(?P<keep>https?://hooks\.slack\.com/(?:services|workflows|triggers)/)[^\s\"']+"),
    re.compile(
        r"(?P<keep>\b(?:api_?-?key|secret|signature|sign|token|password|passphrase|access_key)"
        r"[\"']?\s*[=:]\s*[\"']?)[^\s\"'&,}\[]{4,}",
        re.IGNORECASE,
    ),
    re.compile(r"(?P<keep>\b(?:Bearer|Basic)\s+)[A-Za-z0-9+/=._~-]{8,}"),
)


class Redactor:
    """Replaces secrets in text, and in whatever JSON can hold."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: set[str] = set()
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str | None) -> None:
        """Remember a value that must not be shown, in its plain and its URL-quoted form."""
        if secret and len(secret) >= _SHORTEST:
            self._secrets.update((secret, quote(secret, safe=""), quote(secret)))

    def text(self, text: str) -> str:
        """The text without secrets; the longest ones go first, so that no tail stays."""
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(secret, MASK)
        for shape in _SHAPES:
            text = shape.sub(lambda match: match["keep"] + MASK, text)
        return text

    def value(self, value: object) -> object:
        """The same structure with every string (keys included) redacted."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.text(str(key)): self.value(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(each) for each in value]
        return value
