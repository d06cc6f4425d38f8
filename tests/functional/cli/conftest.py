from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from doccheck.cli.main import main

APP = '''
"""A shop."""
import click

@click.group()
@click.version_option("1.2.3")
def cli():
    """Run the shop."""

@cli.command()
@click.option("--color", type=click.Choice(["red", "blue"]), required=True)
@click.argument("item")
def order(color, item):
    """Order an item.

    \\b
    shop order --color red lamp
    """
    open("ran", "w").close()

@cli.command()
@click.option("--format", "format_", default="text")
def listing(format_):
    """List the orders."""
'''

PYPROJECT = """
[project]
name = "shop"
version = "1.2.3"

[project.scripts]
shop = "shop.cli:cli"
"""


@dataclass
class Outcome:
    code: int
    out: str
    err: str


class Project:
    """A project folder in which doccheck runs."""

    def __init__(self, root: Path, run: Callable[..., Outcome]) -> None:
        self.root = root
        self.run = run

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def read(self, name: str) -> str:
        return (self.root / name).read_text()


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Outcome]:
    """Run the command line in this process, as a shell would."""

    def call(*args: str) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["doccheck", *args])
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            main()
        captured = capsys.readouterr()
        code = stop.value.code
        return Outcome(code if isinstance(code, int) else 1, captured.out, captured.err)

    return call


@pytest.fixture
def project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Callable[..., Outcome]
) -> Project:
    """A project with a click program called `shop` and no settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    made = Project(tmp_path, run)
    made.write("pyproject.toml", PYPROJECT)
    made.write("shop/__init__.py", "")
    made.write("shop/cli.py", APP)
    made.write("shop/__main__.py", "from shop.cli import cli\ncli()\n")
    return made
