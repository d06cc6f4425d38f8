"""The plugin's options in `mkdocs.yml`."""

from __future__ import annotations

from mkdocs.config import config_options as option
from mkdocs.config.base import Config


class DoccheckConfig(Config):
    """What can be set; docs/guides/mkdocs.md explains each."""

    enabled = option.Type(bool, default=True)
    fail_on = option.Optional(option.Choice(("error", "warning", "info", "never")))
    config_file = option.Optional(option.File(exists=True))
    badges = option.Type(bool, default=False)
    run = option.Choice(("off", "cached", "live"), default="off")
    record = option.Optional(option.Type(str))
    report = option.Optional(option.Type(str))
