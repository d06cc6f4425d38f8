"""What a directive asks of a run is told by the check where a run could not follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.functional.cli.conftest import Project

BLOCK = "```console\n$ shop listing\n```\n"
SETTINGS = '\n[tool.doccheck.run.fixtures]\norders = "data/orders"\nlost = "data/lost"\n'


def page(*keys: str) -> str:
    return "".join(f"<!-- doccheck: run {one} -->\n{BLOCK}" for one in keys)


@pytest.fixture
def furnished(project: Project) -> Project:
    project.write("pyproject.toml", project.read("pyproject.toml") + SETTINGS)
    project.write("data/orders/a.csv", "lamp\n")
    project.write("build/made.csv", "lamp\n")
    return project


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("fixtures=ordres", "`ordres`: paths count from the project root, and this is none; nor"),
        ("fixtures=orders,data/ordres", "there is no fixture `data/ordres`"),
        ("fixtures=lost", "the fixture `lost` is data/lost by the settings, which does not exist"),
        ("timeout=0s", "`timeout` must be more than 0"),
        ("exit=700", "no exit code is above 255"),
        ("normalise=tims", "tims"),
    ],
)
def test_what_no_run_could_follow_is_told_by_the_check(
    furnished: Project, keys: str, said: str
) -> None:
    furnished.write("page.md", page(keys))
    done = furnished.run("check", "page.md")
    assert "page.md:1:1: error DC902 malformed-directive" in done.out
    assert said in " ".join(done.out.split())
    assert done.code == 1
    assert not (furnished.root / "ran").exists()


@pytest.mark.parametrize(
    "keys",
    [
        "fixtures=orders",
        "fixtures=data/orders,data/orders/a.csv,build",
        "fixtures=/somewhere/else",
        "fixtures=../beside",
        "timeout=1s exit=255 normalise=times",
    ],
)
def test_what_is_there_or_cannot_be_known_is_no_fault(furnished: Project, keys: str) -> None:
    furnished.write("page.md", page(keys))
    assert furnished.run("check", "page.md").code == 0


def test_a_path_counted_from_the_page_is_told(furnished: Project) -> None:
    furnished.write("docs/guides/page.md", page("fixtures=../../data/orders"))
    done = furnished.run("check", "docs/guides/page.md")
    assert done.code == 1
    assert "paths count from the project root" in " ".join(done.out.split())


def test_what_git_ignores_may_be_made_before_a_run(furnished: Project) -> None:
    furnished.write(".git/HEAD", "")
    furnished.write(".gitignore", "dist/\n*.tmp\n")
    furnished.write("page.md", page("fixtures=dist/data", "fixtures=dist", "fixtures=a.tmp"))
    assert furnished.run("check", "page.md").code == 0


def test_without_settings_a_name_may_stand_for_anything(furnished: Project) -> None:
    furnished.write("page.md", page("fixtures=ordres"))
    done = furnished.run("check", "--isolated", "--app", "shop=shop.cli:cli", "page.md")
    assert "DC902" not in done.out


def test_a_fixture_that_comes_or_goes_changes_what_is_said(furnished: Project) -> None:
    furnished.write("page.md", page("fixtures=extra.csv"))
    assert furnished.run("check").code == 1
    path = furnished.write("extra.csv", "")
    assert furnished.run("check").code == 0
    assert furnished.run("check").code == 0
    path.unlink()
    assert furnished.run("check").code == 1
    assert furnished.run("check", "page.md").code == 1


def test_a_directive_that_is_meant_so_can_be_ignored(furnished: Project) -> None:
    ignored = "<!-- doccheck: ignore-file[malformed-directive] made elsewhere -->\n"
    furnished.write("page.md", ignored + page("fixtures=ordres"))
    assert furnished.run("check").code == 0
