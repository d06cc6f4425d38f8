"""`mkdocs serve` in a process of its own: findings in the page, no endless rebuild."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PROGRAM = """\
import click

@click.group()
def cli(): ...

@cli.command()
@click.option("--color")
def order(color): ...
"""
PAGE = "# Page\n\ntext\n\n```bash\nshop order --color red\n```\n"
DEADLINE = 60
"""Seconds after which a test gives up; nothing depends on how fast a rebuild is."""


class Server:
    """A running `mkdocs serve`."""

    def __init__(self, root: Path, *args: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.log = root / "serve.log"
        with self.log.open("wb") as log:
            command = [sys.executable, "-m", "mkdocs", "serve", "-a", self.address, "--livereload"]
            self.process = subprocess.Popen(
                [*command, *args], cwd=root, stdout=log, stderr=log, env={**os.environ}
            )

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    @property
    def builds(self) -> int:
        return self.said.count("Building documentation...")

    def page(self) -> str:
        try:
            with urllib.request.urlopen(f"http://{self.address}/", timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            return ""

    def wait(self, true: Callable[[], bool]) -> None:
        end = time.monotonic() + DEADLINE
        while not true():
            assert self.process.poll() is None, self.said
            assert time.monotonic() < end, self.said
            time.sleep(0.1)

    def settle(self) -> int:
        """Wait until no rebuild follows for longer than the server takes to see a change."""
        seen, since = self.builds, time.monotonic()
        while time.monotonic() - since < 1.5:
            if self.builds != seen:
                seen, since = self.builds, time.monotonic()
            time.sleep(0.1)
        return seen


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in {
        "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\n[project.scripts]\n'
        'shop = "shopping.cli:cli"\n[tool.doccheck.programs.shop]\n'
        f'app = "shopping.cli:cli"\npython = "{sys.executable}"\n',
        "shopping/__init__.py": "",
        "shopping/cli.py": PROGRAM,
        "docs/index.md": PAGE,
        "mkdocs.yml": "site_name: S\ntheme: mkdocs\nmarkdown_extensions:\n"
        "  - pymdownx.superfences\n  - pymdownx.snippets:\n      base_path: [.]\n"
        "plugins: [doccheck]\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def server(root: Path) -> Iterator[Server]:
    running = Server(root)
    try:
        running.wait(lambda: "Serving on" in running.said)
        yield running
    finally:
        running.process.terminate()
        running.process.wait()


@pytest.mark.slow
def test_findings_come_and_go_with_the_page_the_program_and_a_snippet(
    root: Path, server: Server
) -> None:
    page, program = root / "docs/index.md", root / "shopping/cli.py"
    assert "doccheck-findings" not in server.page()
    page.write_text(PAGE.replace("--color", "--colour <b>"), encoding="utf-8")
    server.wait(lambda: "doccheck-findings" in server.page())
    html = server.page()
    assert html.index("--colour") < html.index("doccheck-findings")
    assert "Aborted" not in server.said

    program.write_text(PROGRAM.replace("--color", "--colour"), encoding="utf-8")
    page.write_text(PAGE.replace("--color", "--colour"), encoding="utf-8")
    server.wait(lambda: "red" in server.page() and "doccheck-findings" not in server.page())

    snippet = root / "part.md"
    snippet.write_text("```bash\nshop order --colour red\n```\n", encoding="utf-8")
    page.write_text('# Page\n\n--8<-- "part.md"\n', encoding="utf-8")
    server.wait(lambda: "shop" in server.page())
    server.settle()
    snippet.write_text("```bash\nshop ordr\n```\n", encoding="utf-8")
    server.wait(lambda: "part.md:2" in server.page())

    program.write_text("this is no Python", encoding="utf-8")
    server.wait(lambda: "unloadable-program" in server.said)
    program.write_text(PROGRAM, encoding="utf-8")
    before = server.settle()
    assert server.settle() == before, "it builds again though nothing changed"
    assert before <= 1 + 8, server.said


@pytest.mark.slow
def test_a_dirty_rebuild_keeps_what_was_found_on_other_pages(root: Path) -> None:
    (root / "docs/index.md").write_text(PAGE.replace("--color", "--colour"), encoding="utf-8")
    (root / "docs/other.md").write_text("# Other\n", encoding="utf-8")
    running = Server(root, "--dirty")
    try:
        running.wait(lambda: "Serving on" in running.said)
        (root / "docs/other.md").write_text("# Another\n", encoding="utf-8")
        running.wait(lambda: running.said.count("docs/index.md:6:12: DC102") == 2)
        assert "doccheck-findings" in running.page()
        assert running.settle() == 2
    finally:
        running.process.terminate()
        running.process.wait()


def test_faulty_settings_do_not_end_the_server(root: Path, server: Server) -> None:
    settings = root / "pyproject.toml"
    kept = settings.read_text(encoding="utf-8")
    settings.write_text(kept.replace("app =", "ap ="), encoding="utf-8")
    server.wait(lambda: "did you mean" in server.said)
    settings.write_text(kept, encoding="utf-8")
    (root / "docs/index.md").write_text(PAGE.replace("order", "ordr"), encoding="utf-8")
    server.wait(lambda: "doccheck-findings" in server.page())
    assert "Traceback" not in server.said
