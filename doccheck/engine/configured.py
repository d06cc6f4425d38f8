"""Where a program is configured: the file and the characters that name it."""

from __future__ import annotations

import re
from pathlib import Path

from doccheck.config import Settings
from doccheck.engine.files import shown_path
from doccheck.engine.targets import Target
from doccheck.model.source import Document, Span

COMMAND_LINE = "<command line>"
"""Stands for the file where a program comes from `--app`."""


def configuration(settings: Settings, cwd: Path) -> Document:
    """Return the configuration file, empty where there is none."""
    return _read(settings.source or settings.root / "pyproject.toml", cwd)


def configured(target: Target, settings: Settings, cwd: Path) -> tuple[Document, Span]:
    """Return the file that names a program, and where: its `app`, else its table or its key."""
    if target.settings.given:
        return Document(COMMAND_LINE, ""), Span(0, 0)
    project = settings.root / "pyproject.toml"
    script = target.discovered or target.settings.app is None
    document = _read(project, cwd) if script else configuration(settings, cwd)
    return document, _span(document.text, target, script=script)


def _read(path: Path, cwd: Path) -> Document:
    shown = shown_path(path, cwd)
    try:
        return Document(shown, path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        return Document(shown, "")


def _span(text: str, target: Target, *, script: bool) -> Span:
    name = f"[\"']?{re.escape(target.name)}[\"']?"
    table = re.search(rf"^[ \t]*\[[^\]\n]*\b{name}[ \t]*\]", text, re.MULTILINE)
    key = re.search(rf"(?:^|[{{,.])[ \t]*({name})[ \t]*[.=]", text, re.MULTILINE)
    named = key if script else table or key
    if named is None:
        return Span(0, 0)
    app = re.escape(target.spec.app or "") if target.spec else ""
    value = re.compile(f"[\"']({app})[\"']").search(text, named.start()) if app else None
    start, end = value.span(1) if value else named.span(1 if named is key else 0)
    return Span(start + _indent(text[start:end]), end)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
