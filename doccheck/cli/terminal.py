"""What the terminal can show."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def wants_color(when: str, output: Path | None) -> bool:
    """Tell whether to use colours: by option, then NO_COLOR and FORCE_COLOR, then the terminal."""
    if when != "auto":
        return when == "always"
    if output is not None or os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
