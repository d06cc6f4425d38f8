"""The plugin judges what the reader sees, and names the place where the writer can mend it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from doccheck.api import check, discover, write_baseline

if TYPE_CHECKING:
    from tests.functional.mkdocs.conftest import Site

STALE = "shop order --colour red"
GOOD = "shop order --color red"


def fence(command: str, indent: str = "") -> str:
    return f"{indent}```bash\n{indent}{command}\n{indent}```\n"


def test_snippets_tabs_admonitions_and_front_matter(site: Site) -> None:
    site.write("snippets/deep.md", f"{fence(STALE)}")
    site.write("snippets/one.md", f'first\n\n--8<-- "snippets/deep.md"\n\n{fence(STALE)}')
    site.write(
        "snippets/part.md", f"a\n\n# --8<-- [start: x]\n\n{fence(STALE)}\n# --8<-- [end: x]\n"
    )
    site.write(
        "docs/index.md",
        "---\ntitle: Page\n---\n\n# Page\n\n"  # lines 1 to 6
        '!!! note "Read"\n    text\n\n    --8<-- "snippets/one.md"\n\n'  # 7 to 11
        f'=== "Bash"\n\n{fence(STALE, "    ")}\n'  # 12 to 17; the command on 15
        '--8<-- "snippets/part.md:x"\n\n'
        f"<!--\n{fence(STALE)}-->\n\n"
        f"--8<--\nsnippets/one.md\n--8<--\n\n{fence(STALE)}",
    )
    built = site.build()
    last = len((site.root / "docs/index.md").read_text().splitlines()) - 1
    assert sorted(built.findings) == sorted(
        [
            "snippets/deep.md:2 DC102",
            "snippets/one.md:6 DC102",
            "snippets/part.md:6 DC102",
            "docs/index.md:15 DC102",
            f"docs/index.md:{last} DC102",
        ]
    )
    assert built.error.startswith("doccheck: 5 findings")


def test_columns_point_at_the_word_in_the_snippet(site: Site) -> None:
    site.write("snippets/one.md", f"  {STALE}\n")
    site.write("docs/index.md", '=== "A"\n\n    ```bash\n    --8<-- "snippets/one.md"\n    ```\n')
    (line,) = [line for line in site.build().lines if "DC102" in line]
    assert line.startswith("snippets/one.md:1:14: ")


@pytest.mark.parametrize("spec", ["one.md:4:6", "one.md:4:4,5:6"])
def test_ranges_of_lines(site: Site, spec: str) -> None:
    site.write("one.md", f"{fence(GOOD)}{fence(STALE)}")
    site.write("docs/index.md", f'# P\n\n--8<-- "{spec}"\n')
    assert site.build().findings == ["one.md:5 DC102"]


def test_appended_snippets_are_read(site: Site) -> None:
    extensions = (
        "  - pymdownx.superfences\n  - pymdownx.snippets:\n"
        "      base_path: [.]\n      auto_append: [tail.md]\n"
    )
    site.configure(extensions=extensions)
    site.write("tail.md", f"tail\n\n{fence(STALE)}")
    site.write("docs/index.md", "# P\n")
    assert site.build().findings == ["tail.md:4 DC102"]


HOOK = """
import re
from pathlib import Path

ROOT = Path(__file__).parent

def on_page_markdown(markdown, **kwargs):
    markdown = markdown.replace("{{ option }}", "--colour")
    take = lambda match: (ROOT / match[1]).read_text()
    return re.sub(r'{% include "([^"]+)" %}', take, markdown)
"""


def test_macros_keep_exact_lines_and_bracket_what_they_made(site: Site) -> None:
    site.configure(more="hooks: [hook.py]\n")
    site.write("hook.py", HOOK)
    site.write("inc/part.md", f"words\n\n{fence(STALE)}")
    made = fence("shop order {{ option }} red")
    site.write("docs/index.md", f'# P\n\n{made}\n{{% include "inc/part.md" %}}\n\n{fence(STALE)}')
    built = site.build()
    assert built.findings == [
        "docs/index.md:4 DC102",
        "docs/index.md:10 DC102",
        "inc/part.md:4 DC102",
    ]
    made = next(line for line in built.lines if line.startswith("docs/index.md:4"))
    assert "it stands in what the site made of line 4" in made


def test_a_command_that_a_macro_mends_is_no_finding(site: Site) -> None:
    site.configure(more="hooks: [hook.py]\n")
    site.write(
        "hook.py", "def on_page_markdown(markdown, **kw):\n    return markdown.replace('ou', 'o')\n"
    )
    site.write("docs/index.md", fence(STALE))
    assert site.build().findings == []


def test_a_page_that_a_plugin_makes_is_read(site: Site) -> None:
    site.configure(more="hooks: [hook.py]\n")
    site.write(
        "hook.py",
        "from mkdocs.structure.files import File\n"
        "def on_files(files, config):\n"
        f"    files.append(File.generated(config, 'made.md', content={fence(STALE)!r}))\n"
        "    return files\n",
    )
    site.write("docs/index.md", "# P\n")
    assert site.build().findings == ["docs/made.md:2 DC102"]


def test_excluded_and_draft_pages_are_as_in_the_site(site: Site) -> None:
    site.configure(
        more="exclude_docs: |\n  gone.md\ndraft_docs: |\n  draft.md\nnot_in_nav: |\n  loose.md\n"
    )
    for name in ("gone", "draft", "loose"):
        site.write(f"docs/{name}.md", fence(STALE))
    site.write("docs/index.md", "# P\n")
    assert site.build().findings == ["docs/loose.md:2 DC102"]


def test_docs_dir_elsewhere(site: Site) -> None:
    site.configure(more="docs_dir: ../seiten und mehr\nsite_dir: site\n")
    site.write("../seiten und mehr/größe.md", fence(STALE))
    site.write("../seiten und mehr/index.md", "# P\n")
    assert site.build().findings == ["../seiten und mehr/größe.md:2 DC102"]


def test_settings_count(site: Site) -> None:
    (site.root / "doccheck.toml").write_text(
        'exclude = ["docs/old.md"]\nbaseline = "known.json"\n'
        '[programs.shop]\nmanifest = "cli.json"\n'
    )
    site.write("docs/old.md", fence(STALE))
    site.write("docs/index.md", fence(STALE))
    assert "known.json" in site.build().error
    report = check(discover(site.root), cwd=site.root)
    write_baseline(report, site.root / "known.json")
    built = site.build()
    assert (built.findings, built.error) == ([], "")
    assert any("1 findings known or suppressed" in line for line in built.lines)


def test_the_settings_say_what_fails(site: Site) -> None:
    site.write("docs/index.md", "`shop old`\n")
    assert not site.build().error
    (site.root / "doccheck.toml").write_text(
        'fail-on = "warning"\n[programs.shop]\nmanifest = "cli.json"\n'
    )
    assert site.build().error
    site.configure("{fail_on: error}")
    assert not site.build().error


def test_no_trace_of_the_following_is_left(site: Site) -> None:
    site.write("a.md", "text\n")
    site.write("docs/index.md", f'# P\n\n--8<-- "a.md"\n\n{fence(GOOD)}')
    site.configure("{badges: true}")
    assert not site.build().error
    html = site.html()
    assert not re.search("[\ue000-\uf8ff]", html)
    assert "data-doccheck" not in html
