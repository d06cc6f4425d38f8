"""The list of output formats."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from doccheck.model.report import Report
from doccheck.report.options import RenderOptions

FORMATS: dict[str, str] = {
    "text": "text",
    "concise": "concise",
    "json": "jsonout",
    "sarif": "sarif",
    "github": "github",
    "junit": "junit",
    "markdown": "markdown",
}
"""Each format with the module that renders it, imported when it is asked for."""

Renderer = Callable[[Report, RenderOptions], str]


def render(report: Report, name: str, options: RenderOptions | None = None) -> str:
    """Return the report in the format `name`.

    Raises:
        KeyError: There is no such format.
    """
    module = import_module(f"doccheck.report.{FORMATS[name]}")
    renderer: Renderer = module.render
    return renderer(report, options or RenderOptions())
