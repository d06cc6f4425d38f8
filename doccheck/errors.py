"""Every error that doccheck raises on purpose.

::

    DoccheckError              what the user did or has is at fault: one clear message, exit code 2
    ├── ConfigError            a setting is unknown, of the wrong type, or contradicts another
    ├── InputError             a path is missing or cannot be read
    ├── ManifestError          a manifest is not JSON, not a manifest, or of a newer version
    ├── ProgramError           a program cannot be introspected
    │   ├── ProgramImportError its module cannot be imported, or exits or crashes at import
    │   ├── ProgramTimeoutError importing or walking it takes longer than the time limit
    │   └── NotAClickProgramError the object is there but holds no click or Typer application
    ├── MatchLimitError        comparing output would take too long
    └── SandboxError           nothing can be executed safely
        ├── SandboxUnavailableError no backend of the required strength works on this machine
        ├── SandboxPolicyError what is asked for cannot be granted, or not by this backend
        └── SandboxLostError   a sandbox could not be started, or ended unexpectedly
"""

from __future__ import annotations


class DoccheckError(Exception):
    """Base of all errors with a message for the user; `hint` says what to do next."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ConfigError(DoccheckError):
    """A setting is unknown, of the wrong type, or contradicts another."""


class InputError(DoccheckError):
    """A path is missing or cannot be read."""


class ManifestError(DoccheckError):
    """A manifest is not JSON, not a manifest, or of a newer version."""


class ProgramError(DoccheckError):
    """A program cannot be introspected."""


class ProgramImportError(ProgramError):
    """The program's module cannot be imported, or exits or crashes at import."""


class ProgramTimeoutError(ProgramError):
    """Importing or walking the program takes longer than the time limit."""


class NotAClickProgramError(ProgramError):
    """The object is there but holds no click or Typer application."""


class MatchLimitError(DoccheckError):
    """Comparing output with what a page expects would take too long."""


class SandboxError(DoccheckError):
    """Nothing can be executed safely."""


class SandboxUnavailableError(SandboxError):
    """No backend of the required strength works on this machine."""


class SandboxPolicyError(SandboxError):
    """What is asked for cannot be granted, or not by this backend."""


class SandboxLostError(SandboxError):
    """A sandbox could not be started, or ended unexpectedly."""
