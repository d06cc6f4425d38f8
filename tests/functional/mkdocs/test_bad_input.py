"""What goes wrong is one clear message; no crash, and no page of an error under a green build."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.functional.mkdocs.conftest import Site

STALE = "```bash\nshop order --colour red\n```\n"
GOOD = "```bash\nshop order --color red\n```\n"


@pytest.mark.parametrize(
    "page",
    [
        "```bash\nshop order --colour red\n",
        "# P\n\n> ```\n\n```{\n<div markdown>\n<!-- no end\n[a](\n| a |\n|--\n",
        '=== "A"\n===\n!!!\n    ```bash title=\nshop order\n',
        '--8<-- "no/such/file.md"\n--8<--\n',
        "\x00\ue0d0" + "1\ue0d1" + "9\ue0d2\n",
        "",
    ],
)
def test_broken_markdown(site: Site, page: str) -> None:
    site.configure("{badges: true, fail_on: never}")
    site.write("docs/index.md", page)
    built = site.build(strict=False)
    assert not built.error
    assert "data-doccheck" not in site.html()


@pytest.mark.parametrize("forged", ["\ue0d00\ue0d199999\ue0d2", "\ue0d077\ue0d10\ue0d2"])
def test_forged_tags_of_lines(site: Site, forged: str) -> None:
    site.write("docs/index.md", f'# P {forged}\n\n--8<-- "part.md"\n')
    site.write("docs/other.md", '# Q\n\n--8<-- "forged.md"\n')
    site.write("part.md", STALE)
    site.write("forged.md", f"{forged}\n\n{STALE}")
    assert {line.split(":")[0] for line in site.build().findings} == {"part.md", "forged.md"}


def test_forged_marks_of_blocks(site: Site) -> None:
    site.configure("{badges: true, fail_on: never}")
    number = "9" * 5000
    site.write("docs/index.md", f'<div data-doccheck-box="{number}"></div>\n\n{STALE}')
    assert site.build().findings == ["docs/index.md:4 DC102"]
    assert number in site.html()


def test_an_unknown_program(site: Site) -> None:
    (site.root / "doccheck.toml").write_text("[programs.nosuch]\n")
    site.write("docs/index.md", GOOD)
    built = site.build()
    assert "program `nosuch` has neither `app` nor `manifest`" in built.error
    assert not (site.root / "site/index.html").exists()


def test_a_program_that_cannot_be_imported(site: Site) -> None:
    (site.root / "doccheck.toml").write_text(
        f'[programs.shop]\napp = "no.such.module:cli"\npython = "{sys.executable}"\n'
    )
    site.write("docs/index.md", GOOD)
    built = site.build()
    assert any("unloadable-program" in line for line in built.lines)
    assert built.error.startswith("doccheck: 1 finding")
    assert not (site.root / "site/index.html").exists()


def test_a_manifest_that_is_none(site: Site) -> None:
    (site.root / "cli.json").write_text("{")
    site.write("docs/index.md", GOOD)
    assert "cli.json" in site.build().error


def test_pages_that_are_duplicates(site: Site) -> None:
    site.write("docs/index.md", STALE)
    site.write("docs/README.md", STALE)
    site.write("docs/a/index.md", STALE)
    built = site.build()
    assert built.findings == ["docs/a/index.md:2 DC102", "docs/index.md:2 DC102"]


def test_dirty_builds_still_judge_every_page(site: Site) -> None:
    site.configure("{fail_on: never}")
    site.write("docs/index.md", STALE)
    site.write("docs/other.md", GOOD)
    assert not site.build().error
    built = site.build(dirty=True)
    assert built.findings == ["docs/index.md:2 DC102"]
    site.configure()
    assert site.build(dirty=True).error.startswith("doccheck: 1 finding")


def test_names_with_spaces_and_letters_of_all_kinds(site: Site) -> None:
    site.write("docs/index.md", "# P\n")
    site.write("docs/ein Ordner/größe & maß 数.md", STALE)
    assert site.build().findings == ["docs/ein Ordner/größe & maß 数.md:2 DC102"]


def test_windows_line_ends(site: Site) -> None:
    site.write("part.md", f"a\n\n{STALE}".replace("\n", "\r\n"))
    page = f'---\ntitle: P\n---\n# P\n\n{STALE}\n--8<-- "part.md"\n'
    site.write("docs/index.md", page.replace("\n", "\r\n"))
    site.write("docs/b.md", STALE.replace("\n", "\r\n"))
    assert site.build().findings == [
        "docs/b.md:2 DC102",
        "docs/index.md:7 DC102",
        "part.md:4 DC102",
    ]


def test_a_byte_order_mark(site: Site) -> None:
    site.write("docs/index.md", f"\ufeff---\ntitle: P\n---\n\n{STALE}")
    assert site.build().findings == ["docs/index.md:6 DC102"]


def test_options_that_do_not_exist(site: Site) -> None:
    site.configure("{run: sometimes}")
    site.write("docs/index.md", GOOD)
    assert site.build().error


def test_a_site_that_names_no_command_is_not_called_checked(site: Site) -> None:
    site.write("docs/index.md", "# P\n\n```bash\nother list\n```\n")
    built = site.build()
    assert "no page names a command of `shop`: nothing was checked" in built.lines
    assert not built.error
    assert site.build(strict=True).error


def test_what_is_skipped_is_logged_with_the_reason(site: Site) -> None:
    site.write("docs/index.md", "`shop order`\n\n```bash\nshop $WHICH\n```\n")
    lines = site.build().lines
    assert "1 of 2 command references checked, 1 skipped (dynamic-command: 1)" in lines


def test_a_page_that_is_not_utf8(site: Site) -> None:
    site.write("docs/index.md", GOOD)
    (site.root / "docs/old.md").write_bytes(b"# P\n\ncaf\xe9\n")
    built = site.build()
    assert built.error == (
        "doccheck: docs/old.md:3: not valid UTF-8 (byte 0xe9); save the file as UTF-8"
    )
    assert not (site.root / "site/index.html").exists()
    (site.root / "docs/old.md").write_bytes(b"\xef\xbb\xbf# P\n\ncaf\xc3\xa9\n")
    assert not site.build().error


def test_a_snippet_that_is_not_utf8(site: Site) -> None:
    site.write("docs/index.md", f'{GOOD}\n--8<-- "part.md"\n')
    (site.root / "part.md").write_bytes(b"caf\xe9\n")
    assert "not valid UTF-8 (byte 0xe9)" in site.build().error


HOOK = """\
from pathlib import Path

def on_page_read_source(page, config):
    return Path(page.file.abs_src_path).read_text(encoding="latin-1")
"""


def test_a_page_that_another_plugin_decodes(site: Site) -> None:
    site.write("hook.py", HOOK)
    site.configure(more="hooks: [hook.py]\n")
    (site.root / "docs/index.md").write_bytes(b"# caf\xe9\n\n" + STALE.encode())
    built = site.build()
    assert built.error == "doccheck: 1 finding in the documentation (listed above)"
    assert built.findings == ["docs/index.md:4 DC102"]
