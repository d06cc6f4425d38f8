"""The validation report as pages of the site."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from doccheck.api import PAGE_NAMES, discover, standing_blocks
from doccheck.model.run_record import read_run_record

if TYPE_CHECKING:
    from tests.functional.mkdocs.conftest import Site

RESULTS = Path(__file__).resolve().parents[2] / "data" / "validation"
GOOD = "# P\n\n```bash\nshop order --color red\n```\n"
MORE = "repo_url: https://example.org/shop\nedit_uri: edit/main/docs/\n"


def test_the_pages_are_in_the_site_its_search_and_its_contents(site: Site) -> None:
    site.configure("{report: results, badges: true}", more=MORE, plugins="  - search\n")
    site.write("docs/index.md", GOOD)
    (site.root / "results").mkdir()
    built = site.build(strict=True)
    assert not built.error, built.lines
    assert any("no results, so the report says `not run`" in line for line in built.lines)
    for name in PAGE_NAMES:
        path = f"validation/{name.removesuffix('.md')}".removesuffix("/index")
        assert site.html(f"{path}/index.html" if name.endswith(".md") else path)
    index = json.loads(site.html("search/search_index.json"))["docs"]
    assert any("not run" in row["text"] for row in index if "validation/" in row["location"])
    html = site.html("validation/broker-validation-findings/index.html")
    assert "not run" in html.lower()
    assert "edit/main/docs/index.md" in site.html() or "edit/main" not in site.html()
    assert "edit/main" not in html
    link = re.search(
        r'<a href="validation/documentation-audit-report/#([^"]+)">Checked', site.html()
    )
    assert link
    assert f'id="{link[1]}"' in site.html("validation/documentation-audit-report/index.html")
    assert sorted(path.name for path in (site.root / "docs").rglob("*")) == ["index.md"]


def test_a_page_of_the_project_itself_stays(site: Site) -> None:
    site.configure("{report: results}")
    site.write("docs/index.md", GOOD)
    site.write("docs/validation/broker-validation-findings.md", "# Our own\n")
    assert not site.build().error
    assert "Our own" in site.html("validation/broker-validation-findings/index.html")


def test_a_folder_of_results_that_is_not_there_is_told(site: Site) -> None:
    site.configure("{report: reslts}")
    site.write("docs/index.md", GOOD)
    built = site.build()
    assert not built.error
    told = (
        f"`report: reslts`: there is no folder {site.root / 'reslts'}; make it, or mend the option"
    )
    assert told in built.lines
    assert site.build(strict=True).error
    site.write("reslts", "a file")
    assert "reslts: cannot be read" in site.build().error


@pytest.mark.parametrize("content", ["{", "[]", '{"schema_version": 9}'])
def test_results_that_cannot_be_read_stop_the_build(site: Site, content: str) -> None:
    site.configure("{report: results}")
    site.write("docs/index.md", GOOD)
    site.write("results/broken.json", content)
    built = site.build()
    assert "broken.json" in built.error
    assert not (site.root / "site/index.html").exists()


def test_recorded_results_are_rendered(site: Site) -> None:
    site.configure("{report: results}")
    site.write("docs/index.md", GOOD)
    recorded = sorted(RESULTS.rglob("*.json"))
    assert recorded
    (site.root / "results").mkdir()
    for path in recorded:
        if json.loads(path.read_text(encoding="utf-8")).get("schema_version") == 1:
            shutil.copy(path, site.root / "results" / path.name)
    built = site.build(strict=True)
    assert not built.error, built.error


def test_a_recorded_run_is_held_against_the_pages(site: Site) -> None:
    site.configure("{report: results}")
    site.write("docs/use.md", GOOD)
    site.write("docs/index.md", "# Home\n\n[Use](use.md)\n")
    raw = json.loads((RESULTS / "results" / "doccheck-run.json").read_text(encoding="utf-8"))
    raw["details"]["policy"] = "all"
    raw["details"]["executions"] = raw["details"]["executions"][:1]
    asked = read_run_record(raw)
    (block,) = standing_blocks(discover(site.root), asked, cwd=site.root)["docs/use.md"]
    raw["details"]["executions"][0]["digest"] = block.digest
    site.write("results/run.json", json.dumps(raw))
    assert not site.build().error
    page = "validation/documentation-audit-report/index.html"
    assert "✔ passed" in site.html(page)
    assert "changed-since" not in site.html(page)
    site.write("docs/use.md", GOOD.replace("red", "blue"))
    assert not site.build().error
    assert "✔ passed" not in site.html(page)
    assert "changed-since: 1" in site.html(page)
