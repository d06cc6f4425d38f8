"""What reaches the terminal: rendering, colours, the standard input."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from doccheck.engine.read import ReadFault, decode
from doccheck.errors import InputError
from doccheck.model.report import Report
from doccheck.model.source import Document
from doccheck.report.formats import render
from doccheck.report.options import RenderOptions


def show_report(
    report: Report, name: str, *, color: bool, statistics: bool, quiet: bool, verbose: bool
) -> str:
    """Return the report in the output format `name`."""
    options = RenderOptions(color=color, statistics=statistics, quiet=quiet, verbose=verbose)
    return render(report, name, options)


def wants_color(when: str, output: Path | None) -> bool:
    """Tell whether to use colours: by option, then NO_COLOR and FORCE_COLOR, then the terminal."""
    if when != "auto":
        return when == "always"
    if output is not None or os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def stdin_document(name: str) -> Document:
    """Return the document on the standard input.

    Raises:
        InputError: it is not UTF-8.
    """
    document = decode(sys.stdin.buffer.read(), name)
    if isinstance(document, ReadFault):
        raise InputError(f"{name}: {document.detail}")
    return document
