"""What makes a finding the same over time, wherever on the page it moves."""

from __future__ import annotations

import hashlib
import re

from doccheck.model.finding import Finding

_CONTINUED = re.compile(r"[\\`^][ \t]*\r?\n")


def normalised(finding: Finding) -> str:
    """Return the command on one line; without a command, the source line and the message."""
    text = finding.source or " ".join((*finding.excerpt[:1], finding.message))
    return " ".join(_CONTINUED.sub(" ", text).split())


def fingerprint(finding: Finding) -> str:
    """Return a short hash of the command, free of its layout and place."""
    data = normalised(finding).encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()[:16]
