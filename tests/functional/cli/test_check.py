from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

import jsonschema
import pytest

from doccheck import schemas

if TYPE_CHECKING:
    from tests.functional.cli.conftest import Project

STALE = """\
# Guide

```bash
shop order --colour red lamp
python -m shop listing --format json
```
"""


def findings(project: Project, *args: str) -> list[dict[str, object]]:
    out = project.run("check", "--output-format", "json", *args).out
    found: list[dict[str, object]] = json.loads(out)["findings"]
    return found


def test_zero_configuration(project: Project) -> None:
    project.write("README.md", STALE)
    done = project.run("check")
    assert done.code == 1
    assert "README.md:4:12: error DC102 unknown-option" in done.out
    assert "\n  |            ^^^^^^^^\n" in done.out
    assert "did you mean `--color`?" in done.out
    assert not (project.root / "ran").exists()


def test_clean_is_zero_and_says_what_was_checked(project: Project) -> None:
    project.write("README.md", "```bash\nshop order --color red lamp\n```\n")
    done = project.run("check")
    assert done.code == 0
    assert "Checked 2 of 2 command references in 2 files" in done.out
    assert "shop 1.2.3" not in done.err


def test_nothing_checked_never_reads_as_clean(project: Project) -> None:
    project.write("shop/cli.py", "import click\n@click.command()\ndef cli():\n    '''X.'''\n")
    project.write("README.md", "# No commands here\n")
    done = project.run("check")
    assert "nothing was checked" in done.out


def test_the_json_contract(project: Project) -> None:
    project.write("README.md", STALE)
    done = project.run("check", "--output-format", "json")
    data = json.loads(done.out)
    assert data["schema_version"] == 1
    assert {"files", "references", "checked", "skipped", "findings", "errors"} <= set(
        data["summary"]
    )
    (finding,) = data["findings"]
    assert (finding["file"], finding["line"], finding["column"]) == ("README.md", 4, 12)
    assert (finding["end_line"], finding["end_column"]) == (4, 20)
    assert finding["program"] == "shop"
    assert finding["source"] == "shop order --colour red lamp"
    assert finding["suggestion"] == "--color"


def test_fix_is_idempotent_and_leaves_the_rest(project: Project) -> None:
    project.write("README.md", STALE.replace("\n", "\r\n"))
    done = project.run("check", "--fix")
    assert done.code == 0
    assert (project.root / "README.md").read_bytes() == STALE.replace(
        "--colour", "--color"
    ).replace("\n", "\r\n").encode()
    before = (project.root / "README.md").read_bytes()
    assert project.run("check", "--fix").code == 0
    assert (project.root / "README.md").read_bytes() == before


def test_diff_writes_nothing(project: Project) -> None:
    project.write("README.md", STALE)
    done = project.run("check", "--diff")
    assert done.code == 1
    assert "-shop order --colour red lamp\n+shop order --color red lamp\n" in done.out
    assert project.read("README.md") == STALE


def test_fix_and_record_keeps_what_was_fixed(project: Project) -> None:
    project.write("README.md", STALE + "\n```bash\nshop ordr --color red x y z\n```\n")
    project.run("check", "--fix", "--record", "record.json")
    project.run("check", "--record", "record.json")
    record = json.loads(project.read("record.json"))
    states = {(row["code"], row["state"]) for row in record["discrepancies"]}
    assert ("DC102", "fixed") in states
    assert record["metrics"]["open"] == record["metrics"]["found"] - record["metrics"]["fixed"] == 1
    assert record["status"] == "fail"


def test_baseline(project: Project) -> None:
    project.write("README.md", STALE)
    written = project.run("check", "--baseline", "known.json", "--update-baseline")
    assert (written.code, "1 known finding" in written.out) == (0, True)
    project.write("README.md", "Moved down.\n\n" + STALE)
    assert project.run("check", "--baseline", "known.json").code == 0
    project.write("README.md", STALE + "\n`shop nope`\n")
    assert project.run("check", "--baseline", "known.json").code == 1


def test_add_ignore(project: Project) -> None:
    project.write("README.md", STALE)
    done = project.run("check", "--add-ignore=shown on purpose")
    assert done.code == 0
    expected = "<!-- doccheck: ignore[unknown-option] shown on purpose -->\n```bash\n"
    assert expected in project.read("README.md")
    assert project.run("check").code == 0


def test_stdin(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(STALE.encode())

    monkeypatch.setattr(sys, "stdin", Stdin)
    done = project.run(
        "check", "-", "--stdin-filename", "docs/page.md", "--output-format", "concise"
    )
    assert done.code == 1
    assert done.out.startswith("docs/page.md:4:12: error DC102")


def test_select_ignore_fail_on_exit_zero(project: Project) -> None:
    project.write("README.md", STALE)
    assert findings(project, "--select", "DC101") == []
    assert findings(project, "--ignore", "unknown-option") == []
    assert project.run("check", "--exit-zero").code == 0
    project.write("doccheck.toml", '[severity]\nDC102 = "warning"\n')
    assert project.run("check").code == 0
    assert project.run("check", "--fail-on", "warning").code == 1


def test_historical_pages_warn(project: Project) -> None:
    project.write("CHANGELOG.md", STALE)
    (finding,) = findings(project)
    assert finding["severity"] == "warning"


def test_help_texts_of_the_program_are_checked(project: Project) -> None:
    source = project.read("shop/cli.py").replace("shop order --color", "shop order --hue")
    path = project.write("shop/cli.py", source)
    (finding,) = findings(project)
    line = next(n for n, text in enumerate(source.splitlines(), 1) if "--hue" in text)
    assert (finding["file"], finding["line"]) == ("shop/cli.py", line)
    assert path.read_text() == source


def test_expected_commands_are_blockers(project: Project) -> None:
    project.write("README.md", STALE)
    project.write("doccheck.toml", '[programs.shop]\nexpect = ["order", "paper-trade"]\n')
    first, second = findings(project)
    assert first["code"] == "DC101"
    assert first["file"] == "doccheck.toml"
    assert "`shop` has no command `paper-trade`, which `expect` requires" in str(first["message"])
    assert second["code"] == "DC102"


def test_a_rename_declared_in_the_settings_is_a_safe_fix(project: Project) -> None:
    project.write("README.md", "```bash\nshop order --hue red lamp\n```\n")
    assert project.run("check", "--fix").code == 1
    project.write("doccheck.toml", '[programs.shop.renames]\n"--hue" = "--color"\n')
    assert project.run("check", "--fix").code == 0
    assert "shop order --color red lamp" in project.read("README.md")


def test_an_unloadable_program_is_one_message_and_two(project: Project) -> None:
    project.write("README.md", STALE)
    project.write("shop/cli.py", "import no_such_module\n")
    done = project.run("check")
    assert done.code == 2
    assert "no_such_module" in done.out
    assert "Traceback" not in done.out + done.err


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("missing.md",), "missing.md: no such file or folder"),
        (("--fix", "--diff"), "--fix and --diff contradict each other"),
        (("--unsafe-fixes",), "--unsafe-fixes needs --fix or --diff"),
        (("-", "README.md"), "cannot stand beside other paths"),
        (("--select", "DC777"), "no rule is called `DC777`"),
        (("--config", "none.toml"), "no such configuration file"),
        (("--config", "x", "--isolated"), "contradict"),
        (("--baseline", "none.json"), "there is no such baseline"),
        (("--no-import",), "has no `manifest`"),
        (("--app", "shop"), "expected [NAME=]MODULE:EXPR"),
        (("--no-such-option",), "No such option"),
        (("--update-baseline",), "needs --baseline FILE"),
    ],
)
def test_bad_usage_is_two(project: Project, args: tuple[str, ...], message: str) -> None:
    project.write("README.md", STALE)
    done = project.run("check", *args)
    assert done.code == 2
    assert message in done.err
    assert "Traceback" not in done.err
    assert project.read("README.md") == STALE


def test_no_program_at_all(project: Project) -> None:
    project.write("pyproject.toml", "[project]\nname = 'x'\n")
    project.write("README.md", STALE)
    done = project.run("check")
    assert done.code == 2
    assert "no program to check" in done.err


def test_a_script_that_is_no_click_program_is_left_out_with_a_note(project: Project) -> None:
    project.write("pyproject.toml", project.read("pyproject.toml") + 'other = "shop.other:main"\n')
    project.write("shop/other.py", "def main():\n    return 0\n")
    project.write("README.md", "```bash\nshop listing\nother --x\n```\n")
    done = project.run("check")
    assert done.code == 0
    assert "other" in done.out


def test_the_cache_changes_nothing(project: Project) -> None:
    project.write("README.md", STALE)
    cold = project.run("check", "--output-format", "json").out
    assert (project.root / ".doccheck_cache").is_dir()
    assert project.run("check", "--output-format", "json").out.replace("cache", "live") == cold
    assert project.run("check", "--no-cache", "--output-format", "json").out == cold
    project.write("shop/cli.py", project.read("shop/cli.py").replace("--color", "--colour"))
    assert findings(project) == [] or findings(project)[0]["file"] == "shop/cli.py"
    assert "removed" in project.run("clean").out
    assert not (project.root / ".doccheck_cache").exists()


def test_manifest_alone(project: Project) -> None:
    project.write("README.md", STALE)
    manifest = project.run("inventory", "--output-format", "json").out
    project.write("cli.json", manifest)
    project.write(
        "doccheck.toml", '[programs.shop]\nmanifest = "cli.json"\naliases = ["python -m shop"]\n'
    )
    project.write("shop/cli.py", "raise SystemExit('imported')\n")
    (finding,) = findings(project, "--no-import")
    assert finding["code"] == "DC102"
    project.write("cli.json", '{"schema_version": 99}')
    done = project.run("check")
    assert done.code == 2
    assert "schema version 99" in done.err


def test_output_goes_to_a_file(project: Project) -> None:
    project.write("README.md", STALE)
    done = project.run("check", "--output-format", "sarif", "-o", "out.sarif")
    assert (done.code, done.out) == (1, "")
    assert json.loads(project.read("out.sarif"))["version"] == "2.1.0"


@pytest.mark.parametrize(
    "name", ["text", "concise", "json", "sarif", "github", "junit", "markdown"]
)
def test_every_format_names_the_place(project: Project, name: str) -> None:
    project.write("README.md", STALE)
    out = project.run("check", "--output-format", name).out
    assert "README.md" in out
    assert "4" in out
    assert "--colour" in out


def test_the_report_matches_its_schema(project: Project) -> None:
    text = (schemas.FOLDER / "report.schema.json").read_text()
    project.write("README.md", STALE)
    data = json.loads(project.run("check", "--output-format", "json").out)
    jsonschema.validate(data, json.loads(text))


def test_missing_files_are_told_on_request(project: Project) -> None:
    source = project.read("shop/cli.py").replace(
        '@click.argument("item")', '@click.argument("item", type=click.Path(exists=True))'
    )
    project.write("shop/cli.py", source)
    project.write("lamp", "")
    project.write(
        "docs/a.md", "```bash\nshop order --color red lamp\nshop order --color red tap\n```\n"
    )
    assert findings(project) == []
    (finding,) = findings(project, "--select", "DC,missing-file", "docs")
    assert (finding["code"], finding["severity"], finding["line"]) == ("DC112", "info", 3)
    project.write("docs/tap", "")
    assert findings(project, "--select", "DC112", "docs") == []


def test_historical_pages_are_not_rewritten(project: Project) -> None:
    project.write("CHANGELOG.md", "- `shop ordr` was renamed to `shop order`\n")
    assert project.run("check", "--fix").code == 0
    assert "`shop ordr`" in project.read("CHANGELOG.md")


def test_colours_on_request(project: Project) -> None:
    project.write("README.md", STALE)
    assert "\x1b[" in project.run("check", "--color", "always").out
    assert "\x1b[" not in project.run("check").out


@pytest.mark.parametrize("name", ["page.rst", "page", "page.html", ""])
def test_stdin_is_refused_as_the_file_would_be(project: Project, name: str) -> None:
    done = project.run("check", "-", "--stdin-filename", name)
    assert (done.code, done.out) == (2, "")
    assert "doccheck reads .ipynb, .markdown, .md, .mdx, .py files" in done.err


def test_stdin_that_is_closed(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    done = project.run("check", "-")
    assert (done.code, done.out) == (2, "")
    assert "the standard input is closed" in done.err
