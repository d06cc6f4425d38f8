"""Build the site whose configuration is named, and print the CPU seconds: the plugin's, and all."""

from __future__ import annotations

import functools
import sys
import time
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config

from mkdocs_plugins.doccheck import blocks, indented, plugin, tagging

_PARTS = (
    (plugin.DoccheckPlugin, "on_config"),
    (plugin.DoccheckPlugin, "on_files"),
    (plugin.DoccheckPlugin, "on_pre_page"),
    (plugin.DoccheckPlugin, "on_page_markdown"),
    (plugin.DoccheckPlugin, "on_page_content"),
    (plugin.DoccheckPlugin, "on_env"),
    (plugin.DoccheckPlugin, "on_post_page"),
    (tagging.Provenance, "extendMarkdown"),
    (tagging._Opener, "run"),  # noqa: SLF001 - what it costs is asked
    (tagging._Closer, "run"),  # noqa: SLF001 - the same
    (blocks, "_same"),
    (blocks, "marked"),
    (indented._Finding, "run"),  # noqa: SLF001 - the same
    (indented._Marking, "run"),  # noqa: SLF001 - the same
)
_spent = 0.0


def _timed(owner: object, name: str) -> None:
    inner = getattr(owner, name)

    @functools.wraps(inner)
    def outer(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever is measured
        global _spent  # noqa: PLW0603 - one sum for the whole process
        began = time.process_time()
        try:
            return inner(*given, **named)
        finally:
            _spent += time.process_time() - began

    setattr(owner, name, outer)


for owner, name in _PARTS:
    _timed(owner, name)
began = time.process_time()
config = load_config(sys.argv[1])
config.plugins.on_startup(command="build", dirty=False)
build(config)
print(_spent, time.process_time() - began)  # noqa: T201 - the result
