"""Extraction: a document -> the code in it that may call the programs to be checked."""

from __future__ import annotations

from doccheck.extract.api import extract, might_matter
from doccheck.extract.options import ExtractOptions

__all__ = ["ExtractOptions", "extract", "might_matter"]
