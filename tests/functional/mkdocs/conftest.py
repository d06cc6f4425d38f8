from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, MkDocsException

MANIFEST = {
    "schema_version": 1,
    "program": "shop",
    "version": "1.2",
    "root": {
        "is_group": True,
        "allow_extra_args": True,
        "allow_interspersed_args": False,
        "commands": {
            "order": {
                "params": [
                    {
                        "name": "color",
                        "kind": "option",
                        "opts": ["--color"],
                        "type": {"name": "text"},
                    }
                ]
            },
            "old": {"deprecated": "use order"},
        },
    },
}
EXTENSIONS = """\
  - admonition
  - pymdownx.snippets:
      base_path: [.]
  - pymdownx.superfences
  - pymdownx.tabbed:
      alternate_style: true
"""


@dataclass
class Built:
    """What a build said, and the error that ended it."""

    lines: list[str] = field(default_factory=list)
    error: str = ""

    @property
    def findings(self) -> list[str]:
        """The findings as `file:line code`."""
        found = []
        for line in self.lines:
            place, _, rest = line.partition(": DC")
            if rest:
                file, number, _ = place.rsplit(":", 2)
                found.append(f"{file}:{number} DC{rest[:3]}")
        return found


class Site:
    """A site in a folder of its own, built in this process."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "docs").mkdir(parents=True)
        (root / "cli.json").write_text(json.dumps(MANIFEST))
        (root / "doccheck.toml").write_text('[programs.shop]\nmanifest = "cli.json"\n')
        self.configure()

    def configure(
        self, options: str = "{}", more: str = "", extensions: str = EXTENSIONS, plugins: str = ""
    ) -> None:
        (self.root / "mkdocs.yml").write_text(
            f"site_name: Shop\ntheme: mkdocs\nmarkdown_extensions:\n{extensions}"
            f"plugins:\n{plugins}  - doccheck: {options}\n{more}",
            encoding="utf-8",
        )

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        return path

    def html(self, name: str = "index.html") -> str:
        return (self.root / "site" / name).read_text(encoding="utf-8")

    def build(self, *, dirty: bool = False, strict: bool = False) -> Built:
        return run_build(self.root, dirty=dirty, strict=strict)


def run_build(root: Path, *, dirty: bool = False, strict: bool = False) -> Built:
    """Build the site whose `mkdocs.yml` is in `root`, in this process."""
    built = Built()
    handler = _Lines(built.lines)
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    level = logger.level
    logger.setLevel(logging.INFO)
    try:
        config = load_config(str(root / "mkdocs.yml"), strict=strict or None)
        config.plugins.on_startup(command="build", dirty=dirty)
        build(config, dirty=dirty)
    except Abort:
        built.error = handler.error or "Aborted"
    except MkDocsException as error:
        built.error = str(error)
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
    return built


class _Lines(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.INFO)
        self._lines = lines
        self.error = ""

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(record.getMessage().removeprefix("doccheck: "))
        if record.levelno >= logging.ERROR:
            self.error = record.getMessage()


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    made = Site(tmp_path / "site root")
    monkeypatch.chdir(made.root)
    return made
