"""Captions on verified blocks: what they say, where they stand, and that only true ones appear."""

from __future__ import annotations

import json
import re
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from doccheck.api import discover, standing_blocks
from doccheck.model.run_record import Standing, read_run_record

if TYPE_CHECKING:
    from tests.functional.mkdocs.conftest import Site

GOOD = "```bash\nshop order --color red\n```\n"
CSS = Path(__file__).resolve().parents[3] / "mkdocs_plugins" / "doccheck" / "doccheck.css"


def record(*rows: dict[str, Any], version: int = 1, policy: str = "all") -> str:
    whole = {"file": "docs/index.md", "line": 3, "end_line": 5, "programs": ["shop"]}
    whole |= {"commands": ["shop order"], "source": "marked", "shown": "shop order --color red"}
    whole |= {"ran": None, "outcome": "passed", "reason": "", "skip": None, "exit_code": 0}
    whole |= {"expected_exit": 0, "seconds": 0.1, "mode": "plain", "backend": "bwrap"}
    whole |= {"cached": False, "when": "2026-11-20T10:00:00+00:00", "session": ""}
    whole |= {"versions": {"shop": "1.1"}, "digest": "none"}
    data = {
        "schema_version": version,
        "command": "doccheck run",
        "started": "2026-11-20T10:00:00+00:00",
        "finished": "2026-11-20T10:00:01+00:00",
        "status": "pass",
        "metrics": {},
        "details": {
            "policy": policy,
            "isolation": {"backend": "bwrap", "aspects": {}},
            "executions": [whole | row for row in rows],
        },
    }
    return json.dumps(data)


def execute(
    site: Site, *changes: dict[str, Any], file: str = "docs/index.md", policy: str = "all"
) -> None:
    """Record the blocks of a file as they stand, as if they had been executed."""
    asked = read_run_record(json.loads(record({"file": file}, policy=policy)))
    blocks = standing_blocks(discover(site.root), asked, cwd=site.root)[file]
    rows = [
        {"file": file, "line": one.line, "end_line": one.end_line, "digest": one.digest} | change
        for one, change in zip_longest(blocks, changes, fillvalue={})
        if isinstance(one, Standing)
    ]
    site.write("run.json", record(*rows, policy=policy))


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
    site.write("docs/index.md", GOOD)
    execute(site)
    site.write("docs/index.md", f"# moved down\n\n\n\n{GOOD}")
    built = site.build()
    assert not built.error
    assert "1 block executed" in built.lines
    assert captions(site.html()) == ["▶ Executed with shop 1.1 on 2026-11-20"]
    site.write("docs/index.md", GOOD.replace("red", "blue"))
    built = site.build()
    assert not built.error
    assert any("1 block changed since" in line for line in built.lines)
    assert captions(site.html()) == ["✓ Checked against shop 1.2"]


def test_a_block_of_which_only_a_part_ran_is_not_called_executed(site: Site) -> None:
    site.configure("{badges: true, run: cached, record: run.json}")
    site.write("docs/index.md", GOOD)
    execute(site)
    site.write("docs/index.md", "```bash\nshop order --color red\nshop order\n```\n")
    assert not site.build().error
    assert captions(site.html()) == ["✓ Checked against shop 1.2"]


TRANSCRIPT = """\
<!-- doccheck: run -->
```console
$ shop order --color red
ordered red
```
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ordered red", "ordered redd"),
        ("ordered red", "ordered red\nand more"),
        ("\nordered red", ""),
        ("run -->", "run exit=3 -->"),
        ("run -->", "run normalise=paths -->"),
        ("run -->", "run env=COLOR=blue -->"),
        ("run -->", "run session=one -->"),
        ("run -->", "run-as: shop order -->"),
        ("doccheck: run -->", "doccheck: skip no time -->"),
        ("<!-- doccheck: run -->\n", ""),
        ("red\n", "blue\n"),
    ],
)
def test_what_was_judged_otherwise_is_not_called_executed(site: Site, old: str, new: str) -> None:
    site.configure("{badges: true, run: cached, record: run.json}")
    site.write("docs/index.md", TRANSCRIPT)
    execute(site, policy="marked")
    assert not site.build(strict=True).error
    assert captions(site.html()) == ["▶ Executed with shop 1.1 on 2026-11-20"]
    site.write("docs/index.md", TRANSCRIPT.replace(old, new))
    built = site.build(strict=True)
    assert not built.error
    assert any("not shown as executed" in line for line in built.lines)
    assert captions(site.html()) == ["✓ Checked against shop 1.2"]


def test_other_settings_and_fixtures_are_another_judgement(site: Site) -> None:
    site.configure("{badges: true, run: cached, record: run.json}")
    site.write("data/one.txt", "1")
    site.write("docs/index.md", TRANSCRIPT.replace("run -->", "run fixtures=data -->"))
    execute(site, policy="marked")
    settings = (site.root / "doccheck.toml").read_text()
    site.write("doccheck.toml", f'[run.fixtures]\nother = "data"\n{settings}')
    site.write("data/__pycache__/one.pyc", "compiled")
    (site.root / "data/one.txt").chmod(0o600)
    assert not site.build().error
    assert captions(site.html()) == ["▶ Executed with shop 1.1 on 2026-11-20"]
    site.write("doccheck.toml", f'[run.environment]\nCOLOR = "red"\n{settings}')
    assert not site.build().error
    assert captions(site.html()) == ["✓ Checked against shop 1.2"]
    site.write("doccheck.toml", settings)
    site.write("data/one.txt", "2")
    assert not site.build().error
    assert captions(site.html()) == ["✓ Checked against shop 1.2"]


def test_a_session_is_judged_with_what_precedes_it(site: Site) -> None:
    site.configure("{badges: true, run: cached, record: run.json}")
    block = TRANSCRIPT.replace("run -->", "run session=one -->")
    pages = f"{block}\n{block.replace('red', 'blue')}\n{TRANSCRIPT}"
    site.write("docs/index.md", pages)
    execute(site, policy="marked")
    site.write("docs/index.md", pages.replace("ordered red", "ordered pink", 1))
    assert not site.build().error
    checked = "✓ Checked against shop 1.2"
    ran = "▶ Executed with shop 1.1 on 2026-11-20"
    assert captions(site.html()) == [checked, checked, ran]


def test_a_record_without_digests_verifies_nothing(site: Site) -> None:
    site.configure("{badges: true, run: cached, record: run.json}")
    site.write("docs/index.md", GOOD)
    execute(site, {"digest": ""})
    built = site.build()
    assert not built.error
    assert any(
        "an older release wrote it" in line and "doccheck run --record run.json" in line
        for line in built.lines
    )
    assert captions(site.html()) == ["✓ Checked against shop 1.2"]
    assert site.build(strict=True).error


def test_a_failed_block_that_was_mended_is_to_be_recorded_anew(site: Site) -> None:
    site.configure("{badges: true, run: cached, record: run.json}")
    site.write("docs/index.md", TRANSCRIPT.replace("ordered red", "ordered redd"))
    execute(site, {"outcome": "output-differs", "reason": "expected `redd`"}, policy="marked")
    assert site.build().error
    site.write("docs/index.md", TRANSCRIPT)
    built = site.build()
    assert not built.error
    assert not any("redd" in line for line in built.lines)
    assert any(
        "docs/index.md: the block that failed at line 2 on 2026-11-20" in line
        and "run `doccheck run --record run.json` again" in line
        for line in built.lines
    )
    assert captions(site.html()) == ["✓ Checked against shop 1.2"]


def test_the_output_of_a_command_has_a_caption(site: Site) -> None:
    page = "<!-- doccheck: output-of: shop order --color red -->\n```text\nordered red\n```\n"
    site.configure("{badges: true, run: cached, record: run.json}")
    site.write("docs/index.md", f"{page}\n```text\nother\n```\n\n{GOOD}")
    execute(site, {"programs": []}, {"outcome": "skipped", "skip": "not-marked", "when": ""})
    assert not site.build().error
    assert captions(site.html()) == [
        "▶ Output of shop order --color red, executed and compared on 2026-11-20",
        "✓ Checked against shop 1.2",
    ]
    execute(site, {"outcome": "output-differs", "reason": "other"})
    built = site.build()
    assert any(line.startswith("docs/index.md:2: output-differs") for line in built.lines)
    site.write("docs/index.md", f"{page.replace('ordered red', 'ordered pink')}\n{GOOD}")
    execute(site, {"programs": []})
    site.write("docs/index.md", f"{page}\n{GOOD}")
    assert not site.build().error
    assert captions(site.html()) == ["▶ Executed with shop 1.1 on 2026-11-20"]


def test_a_marked_block_without_an_audited_program_says_when_it_was_executed(site: Site) -> None:
    site.configure("{badges: true, run: cached, record: run.json}")
    site.write(
        "docs/index.md", f"{GOOD}\n<!-- doccheck: run -->\n```console\n$ echo red\nred\n```\n"
    )
    execute(site, {}, {"programs": [], "versions": {}, "commands": []}, policy="marked")
    assert not site.build().error
    assert captions(site.html())[1:] == ["▶ Executed on 2026-11-20"]


def test_a_command_behind_a_prompt_is_found(site: Site) -> None:
    site.configure("{badges: true, run: cached, record: run.json}")
    site.write("docs/index.md", "```console\n$ shop order --color red\nordered red\n```\n")
    execute(site)
    assert not site.build().error
    assert captions(site.html()) == ["▶ Executed with shop 1.1 on 2026-11-20"]
    execute(site, {"outcome": "timed-out", "reason": "slow"})
    assert any("docs/index.md:1: timed-out" in line for line in site.build().lines)


def test_of_equal_blocks_only_the_executed_one_says_so(site: Site) -> None:
    site.configure("{badges: true, run: cached, record: run.json}")
    skipped = {"outcome": "skipped", "when": "", "skip": "not-reached"}
    three = "\n".join([GOOD] * 3)
    site.write("docs/index.md", three)
    execute(site, skipped, {}, skipped)
    ran, checked = "▶ Executed with shop 1.1 on 2026-11-20", "✓ Checked against shop 1.2"
    for before in ("", "# moved down\n\n"):
        site.write("docs/index.md", before + three)
        assert not site.build().error
        assert captions(site.html()) == [checked, ran, checked]


def test_a_block_that_failed_is_told_from_equal_ones(site: Site) -> None:
    site.configure("{run: cached, record: run.json}")
    site.write("docs/index.md", "\n".join([GOOD] * 3))
    execute(site, {}, {}, {"outcome": "timed-out"})
    assert any(line.startswith("docs/index.md:9: timed-out") for line in site.build().lines)


def test_a_block_that_failed_in_an_included_file_fails_the_build(site: Site) -> None:
    site.configure("{run: cached, record: run.json}")
    site.write("part.md", GOOD)
    site.write("docs/index.md", '# P\n\n--8<-- "part.md"\n')
    execute(site, {"outcome": "timed-out"}, file="part.md")
    built = site.build()
    assert any(line.startswith("part.md:1: timed-out") for line in built.lines)
    assert built.error


def test_a_stand_in_is_named(site: Site) -> None:
    site.configure("{badges: true, run: cached, record: run.json}")
    site.write("docs/index.md", GOOD)
    execute(site, {"ran": "shop order"})
    assert not site.build().error
    assert captions(site.html()) == [
        "▶ Executed with shop 1.1 on 2026-11-20, by a stand-in command"
    ]


def test_a_block_that_failed_fails_the_build(site: Site) -> None:
    site.configure("{run: cached, record: run.json}")
    site.write("docs/index.md", GOOD)
    execute(site, {"outcome": "command-failed", "reason": "exit code 1"})
    site.write("docs/index.md", f"# P\n\n\n{GOOD}")
    built = site.build()
    assert (
        "docs/index.md:4: command-failed on 2026-11-20T10:00:00+00:00: exit code 1" in built.lines
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
    site.write("docs/index.md", INDENTED)
    ran = {"line": 18, "end_line": 19}
    execute(site, {"outcome": "skipped", "skip": "not-marked", "when": ""}, ran)
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
    marked = '<!-- doccheck: run -->\n```bash\n--8<-- "order.sh"\n```\n'
    site.write("docs/index.md", f"# P\n\n{marked}")
    execute(site, {"outcome": "command-failed"}, policy="marked")
    built = site.build()
    assert not built.error
    assert any(
        "docs/index.md:4: command-failed" in one and "as the file has it" in one
        for one in built.lines
    )
    assert captions(site.html()) == ["✓ Checked against shop 1.2"]
