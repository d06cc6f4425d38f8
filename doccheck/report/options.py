"""What a renderer may be told, and the look of a terminal."""

from __future__ import annotations

from msgspec import Struct

from doccheck.model.finding import Severity


class RenderOptions(Struct, frozen=True):
    """How to show a report.

    `color` writes ANSI colours (the caller looks at NO_COLOR, FORCE_COLOR and the terminal).
    `statistics` shows counts by rule in place of the findings. `quiet` leaves out the summary,
    `verbose` lists every skipped reference. `width` limits the length of a source line shown.
    `docs_url` is the folder of the rule pages.
    """

    color: bool = False
    statistics: bool = False
    quiet: bool = False
    verbose: bool = False
    width: int = 120
    docs_url: str = ""


class Style(Struct, frozen=True):
    """Wraps text in ANSI colours, or not."""

    color: bool = False

    def bold(self, text: str) -> str:
        """Return `text` in bold."""
        return self._wrap("1", text)

    def dim(self, text: str) -> str:
        """Return `text` for what is secondary: gutters, rules."""
        return self._wrap("34", text)

    def good(self, text: str) -> str:
        """Return `text` for what is well."""
        return self._wrap("32", text)

    def severity(self, severity: Severity, text: str | None = None) -> str:
        """Return `text` (the severity's name by default) in the colour of `severity`."""
        return self._wrap(_COLORS[severity], text or severity.value)

    def _wrap(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and text else text


_COLORS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFO: "1;36"}
