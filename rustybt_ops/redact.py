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

_NAMES = (
    r"(?<![A-Za-z0-9])(?:api_?-?key|secret|signature|sign|token|password|passphrase|access_key)"
)
_VALUE = r"[^\s\"'&,}\[]{4,}"
_SHAPES = (
    re.compile(r"(?P<keep>https?://)[^\s/@:]+:[^\s/@]+(?=@)"),
    re.compile(r"(?P<keep>https?://hooks\.slack\.com/(?:services|workflows|triggers)/)[^\s\"']+"),
    re.compile(
        rf"(?P<keep>{_NAMES}(?:[\"']?\s*=\s*[\"']?|[\"']\s*:\s*[\"']?|:[\"']?|:\s+[\"'])){_VALUE}",
        re.IGNORECASE,
    ),
    # after a colon and a space a sentence may go on ("CCXT_SECRET: shorter than 16 characters"):
    # a short word in small letters stays; a known secret is found by its value all the same
    re.compile(
        rf"(?P<keep>{_NAMES}\s*:\s+)(?!(?-i:[a-z]{{1,15}})(?:[\s.,;:)]|$)){_VALUE}",
        re.IGNORECASE,
    ),
    re.compile(r"(?P<keep>\b(?:Bearer|Basic)\s+)[A-Za-z0-9+/=._~-]{8,}"),
)


class Own(str):
    """Words of this program that hold nothing from outside: a secret that is one of them stays."""

    __slots__ = ()


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
        if isinstance(text, Own):
            return text
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
