from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import doccheck
from doccheck.cli import options

if TYPE_CHECKING:
    from tests.functional.cli.conftest import Project


def test_version_and_help(project: Project) -> None:
    assert project.run("--version").out == f"doccheck {doccheck.__version__}\n"
    help_ = project.run("--help").out
    for verb in ("check", "clean", "config", "init", "inventory", "references", "rule"):
        assert f"  {verb} " in help_
        assert project.run(verb, "--help").code == 0


def test_an_unknown_verb_is_two(project: Project) -> None:
    done = project.run("chek")
    assert done.code == 2
    assert "No such command 'chek'" in done.err


def test_references_one_line_each(project: Project) -> None:
    project.write("README.md", "`shop nope`\n\n```bash\nshop order --color red \\\n  lamp\n```\n")
    lines = project.run("references", "README.md").out.splitlines()
    assert lines == [
        "README.md:1: refused DC101: shop nope",
        "README.md:4: accepted: shop order --color red lamp",
    ]
    data = json.loads(project.run("references", "README.md", "--output-format", "json").out)
    assert [(row["line"], row["argv"]) for row in data["references"]] == [
        (1, ["nope"]),
        (4, ["order", "--color", "red", "lamp"]),
    ]


def test_inventory_and_its_check(project: Project) -> None:
    page = project.run("inventory").out
    assert "### `shop order`" in page
    assert "| `--color` | `red`, `blue` | yes |" in page
    project.write("cli.json", project.run("inventory", "--output-format", "json").out)
    project.write("doccheck.toml", '[programs.shop]\napp = "shop.cli:cli"\nmanifest = "cli.json"\n')
    kept = project.run("inventory", "--check")
    assert (kept.code, kept.out) == (0, "nothing has disappeared (1 compared)\n")
    source = project.read("shop/cli.py").replace('"--format"', '"--as"')
    project.write("shop/cli.py", source.replace("def order(", "def buy("))
    gone = project.run("inventory", "--check")
    assert gone.code == 1
    assert gone.out.splitlines() == [
        "`shop listing` no longer has the option `--format`",
        "`shop` no longer has the command `order`",
    ]


def test_rule(project: Project) -> None:
    assert "DC102  unknown-option" in project.run("rule").out
    assert project.run("rule", "DC102").out == project.run("rule", "unknown-option").out
    assert "## Why is this bad" in project.run("rule", "DC102").out
    assert project.run("rule", "DC9999").code == 2
    assert project.run("rule", "dc4").out.startswith("DC401  invalid-yaml")
    assert "DC1" not in project.run("rule", "DC4").out
    assert "<!--" not in project.run("rule", "invalid-json").out


def test_init_then_check(project: Project) -> None:
    project.write("README.md", "`shop listing`\n")
    assert project.run("init").code == 0
    assert project.run("check").code == 0
    again = project.run("init")
    assert (again.code, "exists already" in again.err) == (2, True)
    assert '[programs.shop]\napp = "shop.cli:cli"' in project.run("init", "--stdout").out


def test_config(project: Project) -> None:
    project.write("doccheck.toml", 'fail-on = "info"\n')
    out = project.run("config").out
    assert 'fail-on = "info"' in out
    assert "doccheck.toml" in out
    assert json.loads(project.run("config", "--schema").out)["type"] == "object"


def test_clean_refuses_a_folder_that_is_no_cache(project: Project) -> None:
    project.write("precious/file", "x")
    done = project.run("clean", "--cache-dir", "precious")
    assert done.code == 2
    assert (project.root / "precious" / "file").exists()


def test_a_closed_pipe_is_no_error(project: Project) -> None:
    project.write("README.md", "`shop listing`\n\n" * 3000)
    with subprocess.Popen(
        [sys.executable, "-m", "doccheck", "references", "README.md"],
        cwd=project.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


def test_an_internal_error_is_one_line(project: Project, monkeypatch: object) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(options, "discover", broken)  # type: ignore[attr-defined]  # pytest.MonkeyPatch
    done = project.run("config")
    assert done.code == 2
    assert done.err.splitlines()[0] == "doccheck: internal error: RuntimeError: boom"


def test_the_inventory_asks_the_program_even_with_a_manifest(project: Project) -> None:
    project.write("cli.json", project.run("inventory", "--output-format", "json").out)
    project.write("doccheck.toml", '[programs.shop]\nmanifest = "cli.json"\n')
    project.write("shop/cli.py", project.read("shop/cli.py").replace('"--format"', '"--as"'))
    assert "`--as`" in project.run("inventory", "-o", "-").out
    gone = project.run("inventory", "--check")
    assert (gone.code, gone.out) == (1, "`shop listing` no longer has the option `--format`\n")
    assert not (project.root / "-").exists()


def test_config_shows_programs_that_were_found(project: Project) -> None:
    assert '[programs.shop]\napp = "shop.cli:cli"' in project.run("config").out


def test_choices_of_a_set_come_in_the_same_order_each_time(project: Project) -> None:
    words = ", ".join(f'"{name}"' for name in ("red", "green", "blue", "grey", "pink", "teal"))
    project.write("unordered.py", UNORDERED.replace("WORDS", words))
    call = ("inventory", "--app", "shop=unordered:cli", "--no-cache", "--output-format", "json")
    first, second = project.run(*call), project.run(*call)
    assert first.code == 0
    assert '"teal"' in first.out
    assert first.out == second.out


UNORDERED = """
import click

@click.command()
@click.option("--color", type=click.Choice({WORDS}))
@click.option("--shade", type=click.Choice(frozenset([WORDS, "dark", "light"])))
def cli(color, shade): ...
"""
