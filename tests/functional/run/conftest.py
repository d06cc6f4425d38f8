"""A project whose pages are executed, under each backend that this machine has."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from doccheck.api import Executed, RunOptions, Store, discover, run
from doccheck.sandbox import select
from doccheck.sandbox.bwrap import BwrapBackend
from doccheck.sandbox.direct import LandlockBackend

PAGES = Path(__file__).with_name("pages")
BACKENDS: dict[str, type[BwrapBackend | LandlockBackend]] = {
    "bwrap": BwrapBackend,
    "landlock": LandlockBackend,
}
PROGRAM = '''
"""A shop."""
import sys
import time

import click

@click.group()
@click.version_option("1.2.3")
def cli():
    """Run the shop."""

@cli.command()
@click.option("--color", type=click.Choice(["red", "blue"]), required=True)
@click.argument("item")
def order(color, item):
    """Order an item."""
    click.echo(f"ordered: {color} {item}")

@cli.command()
def fail():
    """Fail."""
    click.echo("nothing in stock", err=True)
    sys.exit(3)

@cli.command()
def wait():
    """Wait."""
    time.sleep(600)
'''
PYPROJECT = """
[project]
name = "shop"
version = "1.2.3"

[project.scripts]
shop = "shop:cli"

[tool.doccheck.run]
timeout = 20
memory-mb = 512
output-kb = 64

[tool.doccheck.run.placeholders]
"<ITEM>" = "lamp"
"$COLOR" = "red"
SPY = "SPY"

[tool.doccheck.run.fixtures]
orders = "data/orders"
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    (tmp_path / "shop.py").write_text(PROGRAM)
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    (tmp_path / "data" / "orders").mkdir(parents=True)
    (tmp_path / "data" / "orders" / "orders.csv").write_text("lamp,red\n")
    return tmp_path


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Leave one backend to choose from; one that is missing here is a visible skip."""
    made = BACKENDS[request.param]()
    if missing := made.missing():
        pytest.skip(missing)
    monkeypatch.setattr(select, "_CHAIN", (made,))
    name: str = request.param
    return name


Execute = Callable[..., Executed]


@pytest.fixture
def execute(project: Path) -> Execute:
    """Execute a page, given by its text or by its name in `pages`."""

    def call(page: str, *, store: Store | None = None, **options: bool) -> Executed:
        if (PAGES / page).is_file() if "\n" not in page else False:
            shutil.copy(PAGES / page, project / "page.md")
        else:
            (project / "page.md").write_text(page)
        settings = discover(project)
        return run(settings, ["page.md"], RunOptions(**options), cwd=project, store=store)

    return call
