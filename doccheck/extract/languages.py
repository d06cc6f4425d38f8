"""The languages that fences name, and what is read in each."""

from __future__ import annotations

from enum import Enum

from doccheck.model.block import Dialect


class Content(Enum):
    """What a fence holds, as its language tells."""

    SHELL = "shell"
    SESSION = "session"
    """A terminal session: prompts and output, or commands alone."""
    POWERSHELL = "powershell"
    CMD = "cmd"
    UNTAGGED = "untagged"
    PYTHON = "python"
    YAML = "yaml"
    DOCKERFILE = "dockerfile"
    UNIT = "unit"
    CRONTAB = "crontab"
    MAKEFILE = "makefile"
    JSON = "json"
    TOML = "toml"
    OTHER = "other"


_NAMES = {
    Content.SHELL: "bash sh shell zsh ksh dash ash fish shellscript shell-script sh-script bashrc",
    Content.SESSION: (
        "console shell-session shellsession sh-session bash-session terminal term termynal"
        " session cli commandline command-line zsh-session"
    ),
    Content.POWERSHELL: "powershell ps1 ps pwsh posh ps1con pwsh-session",
    Content.CMD: "bat batch cmd dos doscon winbatch dosbatch",
    Content.UNTAGGED: "text txt plain plaintext none raw output out no-highlight nohighlight",
    Content.PYTHON: "python py python3 py3 pycon pycon3 python-console ipython ipython3 sage",
    Content.YAML: "yaml yml yaml+jinja yaml+jinja2 yaml+django",
    Content.DOCKERFILE: "dockerfile docker containerfile",
    Content.UNIT: "ini systemd service conf cfg unit dosini supervisor",
    Content.CRONTAB: "cron crontab",
    Content.MAKEFILE: "makefile make mf bsdmake gnumakefile",
    Content.JSON: "json jsonc json5",
    Content.TOML: "toml",
}
_CONTENT = {name: content for content, names in _NAMES.items() for name in names.split()}

_DIALECTS = {Content.POWERSHELL: Dialect.POWERSHELL, Content.CMD: Dialect.CMD}


def content_of(language: str) -> Content:
    """Return what a fence of this language (in lower case) holds."""
    return _CONTENT.get(language, Content.OTHER) if language else Content.UNTAGGED


def dialect_of(content: Content) -> Dialect:
    """Return the grammar for commands found in such a fence."""
    return _DIALECTS.get(content, Dialect.SHELL)
