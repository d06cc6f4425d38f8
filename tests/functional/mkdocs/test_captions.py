"""Captions on verified blocks: what they say, where they stand, and that only true ones appear."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.functional.mkdocs.conftest import Site

GOOD = "```bash\nshop order --color red\n```\n"
CSS = Path(__file__).resolve().parents[3] / "mkdocs_plugins" / "doccheck" / "doccheck.css"


def record(*rows: dict[str, Any], version: int = 1) -> str:
    whole = {"file": "docs/index.md", "line": 3, "end_line": 5, "programs": ["shop"]}
    whole |= {"commands": ["shop order"], "source": "marked", "shown": "shop order --color red"}
    whole |= {"ran": None, "outcome": "passed", "reason": "", "skip": None, "exit_code": 0}
    whole |= {"expected_exit": 0, "seconds": 0.1, "mode": "plain", "backend": "bwrap"}
    whole |= {"cached": False, "when": "2026-11-20T10:00:00+00:00", "session": ""}
    whole |= {"versions": {"shop": "1.1"}}
    data = {
        "schema_version": version,
        "command": "doccheck run",
        "started": "2026-11-20T10:00:00+00:00",
        "finished": "2026-11-20T10:00:01+00:00",
        "status": "pass",
        "metrics": {},
        "details": {
            "isolation": {"backend": "bwrap", "aspects": {}},
            "executions": [whole | row for row in rows],
        },
    }
    return json.dumps(data)


def captions(html: str) -> list[str]:
    found = re.findall(r'<div class="doccheck-caption [^"]*">(.*?)</div>', html)
    return [re.sub("<.*?>", "", one) for one in found]


def test_a_caption_stands_inside_its_block_and_not_in_the_search(site: Site) -> None:
    site.configure("{badges: true}", plugins="  - search\n")
    site.write("docs/index.md", f"# P\n\n{GOOD}\n```bash\nls\n```\n\n```text\nshop nothing\n```\n")
    assert not site.build().error
    html = site.html()
    assert captions(html) == ["✓ Checked against shop 1.2"]
    assert re.search(r'</pre></div>\n?</div>|</pre><div class="doccheck-caption', html)
    assert re.search(r'</code></pre><div class="doccheck-caption doccheck-static">', html)
    assert "Checked against" not in site.html("search/search_index.json")
    assert "assets/doccheck/doccheck.css" in html
    assert "--doccheck-static" in site.html("assets/doccheck/doccheck.css")


def test_captions_are_asked_for(site: Site) -> None:
    site.write("docs/index.md", GOOD)
    assert not site.build().error
    assert "doccheck" not in site.html()


def test_a_block_that_is_not_wholly_checked_says_so_or_nothing(site: Site) -> None:
    site.configure("{badges: true, fail_on: never}")
    site.write(
        "docs/index.md",
        "```bash\nshop order --color red\nshop $WHICH\n```\n\n"
        "```bash\nshop order --color red\nshop order --colour red\n```\n",
    )
    assert not site.build().error
    assert captions(site.html()) == ["✓ Checked against shop 1.2, 1 of 2 commands"]


def test_a_recorded_run_is_shown_as_long_as_the_block_is_the_same(site: Site) -> None:
    site.configure("{badges: true, run: cached, record: run.json}")
    site.write("run.json", record({}))
    site.write("docs/index.md", f"# moved down\n\n\n\n{GOOD}")
    assert not site.build().error
    assert captions(site.html()) == ["▶ Executed with shop 1.1 on 2026-11-20"]
    site.write("docs/index.md", GOOD.replace("red", "blue"))
    assert not site.build().error
    assert captions(site.html()) == ["✓ Checked against shop 1.2"]


def test_a_block_of_which_only_a_part_ran_is_not_called_executed(site: Site) -> None:
    site.configure("{badges: true, run: cached, record: run.json}")
    site.write("run.json", record({}))
    site.write("docs/index.md", "```bash\nshop order --color red\nshop order\n```\n")
    assert not site.build().error
    assert captions(site.html()) == ["✓ Checked against shop 1.2"]


def test_a_command_behind_a_prompt_is_found(site: Site) -> None:
    site.configure("{badges: true, run: cached, record: run.json}")
    site.write("run.json", record({}))
    site.write("docs/index.md", "```console\n$ shop order --color red\nordered red\n```\n")
    assert not site.build().error
    assert captions(site.html()) == ["▶ Executed with shop 1.1 on 2026-11-20"]
    site.write("run.json", record({"outcome": "timed-out", "reason": "slow"}))
    assert any("docs/index.md:2: timed-out" in line for line in site.build().lines)


def test_of_equal_blocks_only_the_executed_one_says_so(site: Site) -> None:
    site.configure("{badges: true, run: cached, record: run.json}")
    skipped = {"outcome": "skipped", "when": "", "source": "unmarked"}
    site.write(
        "run.json",
        record(
            {"line": 1, "end_line": 3, "skip": "not-marked", **skipped},
            {"line": 5, "end_line": 7},
            {"line": 9, "end_line": 11, "skip": "on-request", **skipped},
        ),
    )
    ran, checked = "▶ Executed with shop 1.1 on 2026-11-20", "✓ Checked against shop 1.2"
    for before in ("", "# moved down\n\n"):
        site.write("docs/index.md", before + "\n".join([GOOD] * 3))
        assert not site.build().error
        assert captions(site.html()) == [checked, ran, checked]


def test_a_block_that_failed_is_told_from_equal_ones(site: Site) -> None:
    site.configure("{run: cached, record: run.json}")
    site.write("run.json", record({"outcome": "timed-out", "line": 9, "end_line": 11}))
    site.write("docs/index.md", "\n".join([GOOD] * 3))
    assert any(line.startswith("docs/index.md:10: timed-out") for line in site.build().lines)


def test_a_block_that_failed_in_an_included_file_fails_the_build(site: Site) -> None:
    site.configure("{run: cached, record: run.json}")
    site.write("run.json", record({"outcome": "timed-out", "file": "part.md", "line": 1}))
    site.write("part.md", GOOD)
    site.write("docs/index.md", '# P\n\n--8<-- "part.md"\n')
    built = site.build()
    assert any(line.startswith("part.md:2: timed-out") for line in built.lines)
    assert built.error


def test_a_stand_in_is_named(site: Site) -> None:
    site.configure("{badges: true, run: cached, record: run.json}")
    site.write("run.json", record({"ran": "shop order"}))
    site.write("docs/index.md", GOOD)
    assert not site.build().error
    assert captions(site.html()) == [
        "▶ Executed with shop 1.1 on 2026-11-20, by a stand-in command"
    ]


def test_a_block_that_failed_fails_the_build(site: Site) -> None:
    site.configure("{run: cached, record: run.json}")
    site.write("run.json", record({"outcome": "command-failed", "reason": "exit code 1"}))
    site.write("docs/index.md", f"# P\n\n\n{GOOD}")
    built = site.build()
    assert (
        "docs/index.md:5: command-failed on 2026-11-20T10:00:00+00:00: exit code 1" in built.lines
    )
    assert built.error == "doccheck: 1 block failed when executed (listed above)"
    site.write("docs/index.md", "# The block is gone\n")
    assert not site.build().error


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "the record cannot be read"),
        ("[]", "not a record of `doccheck run`"),
        (record({}, version=7), "schema version 7; this release reads 1"),
        (record({"outcome": "splendid"}), "splendid"),
        (record({"when": None, "programs": None}), "damaged"),
    ],
)
def test_a_record_that_cannot_be_used_is_one_message(site: Site, content: str, said: str) -> None:
    site.configure("{run: cached, record: run.json}")
    site.write("run.json", content)
    site.write("docs/index.md", GOOD)
    built = site.build()
    assert said in built.error
    assert "run.json" in built.error
    assert not (site.root / "site" / "index.html").exists()


def test_no_record_yet_shows_nothing_as_executed(site: Site) -> None:
    site.configure("{badges: true, run: cached, record: run.json}")
    site.write("docs/index.md", GOOD)
    built = site.build()
    assert any("no block was executed" in line for line in built.lines)
    assert site.build(strict=True).error
    assert captions(site.html()) == ["✓ Checked against shop 1.2"]
    site.configure("{run: cached}")
    assert "`record: FILE`" in site.build().error


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, as WCAG 2 defines it."""

    def light(color: str) -> float:
        parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_captions_can_be_read_in_light_and_dark() -> None:
    schemes = re.findall(r"\{([^{}]*--doccheck-ground:[^{}]*)\}", CSS.read_text(encoding="utf-8"))
    assert len(schemes) == 2
    for scheme in schemes:
        colors = dict(re.findall(r"--doccheck-(\w+): (#[0-9a-f]{6})", scheme))
        ground = colors.pop("ground")
        assert set(colors) == {"static", "executed", "failed"}
        assert min(contrast(color, ground) for color in colors.values()) >= 4.5


INDENTED = """\
# P

```python
    shop order --color red
```

    shop order --color red

    shop order --color "<b> & c"

Not a command:

    ls -la

1. In a list

        $ shop order --color blue
        ordered blue

!!! note

    Inside

        shop order --colour red

> Quoted
>
>     shop order
"""
HIGHLIGHTERS = ["", "  - codehilite\n", "  - pymdownx.highlight\n", "  - pymdownx.superfences\n"]


@pytest.mark.parametrize("highlighter", HIGHLIGHTERS)
def test_indented_code_has_captions(site: Site, highlighter: str) -> None:
    site.configure(
        "{badges: true, fail_on: never, run: cached, record: run.json}",
        extensions=f"  - admonition\n{highlighter}",
        plugins="  - search\n",
    )
    site.write(
        "run.json",
        record({"line": 18, "end_line": 19, "shown": "$ shop order --color blue\nordered blue"}),
    )
    site.write("docs/index.md", INDENTED)
    assert not site.build().error
    html = site.html()
    assert captions(html) == [
        "✓ Checked against shop 1.2",
        "▶ Executed with shop 1.1 on 2026-11-20",
    ]
    code = r"<b> & c".replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    before, _, after = html.partition(code)
    assert "doccheck-caption" not in before
    assert "doccheck-caption" in after.partition("<p>")[0]
    assert "data-doccheck" not in html
    assert "Checked against" not in site.html("search/search_index.json")


def test_fences_of_python_markdown_have_captions(site: Site) -> None:
    site.configure("{badges: true, fail_on: never}", extensions="  - admonition\n")
    site.write(
        "docs/index.md",
        f"# P\n\n```text\nno command\n```\n\n{GOOD}\n~~~ sh\nshop order --colour red\n~~~\n",
    )
    assert not site.build().error
    html = site.html()
    assert captions(html) == ["✓ Checked against shop 1.2"]
    assert re.search(r'red\n</code></pre>\n<div class="doccheck-caption doccheck-static">', html)
    assert "data-doccheck" not in html


def test_a_fence_that_python_markdown_leaves_alone_moves_no_caption(site: Site) -> None:
    site.configure("{badges: true}", extensions="  - attr_list\n")
    site.write("docs/index.md", f"``` {{ .bash\nx\n```\n\n{GOOD}\n~~~ {{}}\nshop order\n~~~\n")
    assert not site.build().error
    for caption in re.finditer("doccheck-caption", site.html()):
        assert "shop order" in site.html()[: caption.start()].rpartition("<pre>")[2]


def test_a_block_that_the_site_rewrites_is_not_called_failed(site: Site) -> None:
    site.configure("{badges: true, run: cached, record: run.json}")
    site.write("order.sh", "shop order --color red\n")
    site.write("docs/index.md", '# P\n\n```bash\n--8<-- "order.sh"\n```\n')
    site.write("run.json", record({"outcome": "command-failed", "shown": '--8<-- "order.sh"'}))
    built = site.build()
    assert not built.error
    assert any(
        "docs/index.md:4: command-failed" in one and "as the file has it" in one
        for one in built.lines
    )
    assert captions(site.html()) == ["✓ Checked against shop 1.2"]
