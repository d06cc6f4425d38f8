"""Expected output: comparing what a page shows with what a command prints, and writing it anew."""

from __future__ import annotations

from doccheck.expect.allow import allowing
from doccheck.expect.compare import Difference, compare
from doccheck.expect.normalise import NORMALISERS
from doccheck.expect.options import OPTION_KEYS, MatchOptions, parse_options, shown_output
from doccheck.expect.refusal import Refusal, Refused
from doccheck.expect.rewrite import rewrite

__all__ = [
    "NORMALISERS",
    "OPTION_KEYS",
    "Difference",
    "MatchOptions",
    "Refusal",
    "Refused",
    "allowing",
    "compare",
    "parse_options",
    "rewrite",
    "shown_output",
]
