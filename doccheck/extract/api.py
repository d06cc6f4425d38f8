"""The entry points of extraction."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from doccheck.extract.configs import CONFIG_FENCE
from doccheck.extract.header import header_fault
from doccheck.extract.marker import find_marker
from doccheck.extract.options import ExtractOptions
from doccheck.model.block import Extraction
from doccheck.model.source import Document

_HEADERS = (re.compile(r"```+([^`\r\n]+)"), re.compile(r"~~~+([^\r\n]+)"))


def might_matter(text: str, options: ExtractOptions) -> bool:
    """Tell cheaply whether a document can hold anything that is looked for.

    Extraction of a document for which this is false yields no directive, no header fault, no
    configuration example, no name of a program's own and no block that mentions a program.
    """
    return (
        options.mentions(text)
        or find_marker(text) is not None
        or CONFIG_FENCE.search(text) is not None
        or options.names(text)
        or _faulty_header(text)
    )


def _faulty_header(text: str) -> bool:
    return any(
        header_fault(header) for pattern in _HEADERS for header in set(pattern.findall(text))
    )


def extract(document: Document, options: ExtractOptions) -> Extraction:
    """Return what `document` holds, read according to the suffix of its path.

    Notebooks, Python files and text files are read as such, everything else as Markdown.
    """
    suffix = PurePosixPath(document.path).suffix.lower()
    # The readers are imported when needed: a warm run reads no document.
    if suffix == ".ipynb":
        from doccheck.extract.notebook import read_notebook  # noqa: PLC0415 - see above

        return read_notebook(document, options)
    if suffix == ".py":
        from doccheck.extract.docstrings import read_python_file  # noqa: PLC0415 - see above

        return read_python_file(document, options)
    if suffix == ".txt":
        from doccheck.extract.plain import read_plain  # noqa: PLC0415 - see above

        return read_plain(document, options)
    from doccheck.extract.markdown.reader import read_markdown  # noqa: PLC0415 - see above

    return read_markdown(document, options)
