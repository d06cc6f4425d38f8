"""Settings: discovery, reading, schema."""

from doccheck.config.discover import discover, pyproject_of
from doccheck.config.settings import ProgramSettings, Settings

__all__ = ["ProgramSettings", "Settings", "discover", "pyproject_of"]
