"""`run: live` executes the marked blocks while the site is built."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.functional.mkdocs.conftest import Site

PROGRAM = """\
import click

@click.group()
def cli(): ...

@cli.command()
@click.option("--color")
def order(color):
    if color == "black":
        raise SystemExit(3)
    print("ordered", color)
"""
PAGE = """\
# Page

<!-- doccheck: run -->
```console
$ shop order --color red
ordered red
```
"""


@pytest.mark.slow
def test_marked_blocks_are_executed(site: Site) -> None:
    site.write("shopping/cli.py", PROGRAM)
    site.write("shopping/__init__.py", "")
    site.write(
        "doccheck.toml",
        f'[programs.shop]\napp = "shopping.cli:cli"\npython = "{sys.executable}"\n',
    )
    site.configure("{badges: true, run: live}")
    site.write("docs/index.md", PAGE)
    built = site.build()
    if "sandbox" in built.error.lower():
        pytest.skip(built.error)
    assert not built.error, built.error
    assert "▶</span> Executed with shop" in site.html()
    site.write("docs/index.md", PAGE.replace("--color red\nordered red", "--color black"))
    assert site.build().error == "doccheck: 1 block failed when executed (listed above)"


@pytest.mark.slow
def test_an_included_file_is_executed_and_the_log_says_what_is_not(site: Site) -> None:
    site.write("shopping/cli.py", PROGRAM)
    site.write("shopping/__init__.py", "")
    site.write(
        "doccheck.toml",
        f'[programs.shop]\napp = "shopping.cli:cli"\npython = "{sys.executable}"\n',
    )
    site.configure("{badges: true, run: live}")
    site.write("docs/index.md", '# Page\n\n--8<-- "part.md"\n')
    site.write("part.md", PAGE)
    built = site.build()
    if "sandbox" in built.error.lower():
        pytest.skip(built.error)
    assert not built.error, built.error
    assert "▶</span> Executed with shop" in site.html()
    assert any("snippets or plugins rewrite 1 of 1 pages" in line for line in built.lines)
