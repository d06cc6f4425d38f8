"""Whatever the input: a clear message, a sensible exit code, no traceback, no file changed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from doccheck.cache import store
from doccheck.cli import options
from doccheck.engine import work
from doccheck.engine.read import ReadFault
from tests.functional.shop import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.functional.cli.conftest import Outcome, Project

STALE = b"```bash\nshop ordr\n```\n"


@pytest.fixture
def pinned(project: Project) -> Project:
    """The project, checked against a manifest: nothing is imported."""
    project.write("cli.json", json.dumps(MANIFEST))
    project.write("doccheck.toml", '[programs.shop]\nmanifest = "cli.json"\n')
    return project


def codes(project: Project) -> list[tuple[str, int, str]]:
    out = project.run("check", "--output-format", "json").out
    return [(one["file"], one["line"], one["code"]) for one in json.loads(out)["findings"]]


def test_broken_utf8_is_named_and_the_rest_is_checked(pinned: Project) -> None:
    pinned.write("a.md", b"ok\n\xff\xfe\n" + STALE)
    pinned.write("b.md", STALE)
    assert codes(pinned) == [("a.md", 2, "DC903"), ("b.md", 2, "DC101")]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"\xef\xbb\xbf" + STALE, 2),
        (STALE.replace(b"\n", b"\r\n"), 2),
        (STALE.replace(b"\n", b"\r"), 2),
        (b"nul \x00\n" + STALE, 3),
        (b"form \x0c feed \x85\xc2\x85\n".replace(b"\x85\xc2", b"\xc2") + STALE, 3),
        (b"-\t```bash\n\tshop ordr\n\t```\n", 2),
        (b"> > > ```bash\n> > > shop ordr\n> > > ```\n", 2),
        (b"stray ``` in text\n\n" + STALE, 4),
    ],
)
def test_odd_characters_do_not_move_the_finding(pinned: Project, content: bytes, line: int) -> None:
    path = pinned.write("a.md", content)
    assert codes(pinned) == [("a.md", line, "DC101")]
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("deep quotes", b">" * 20_000 + b" shop ordr\n"),
        ("deep lists", b"".join(b" " * n + b"- x\n" for n in range(1500)) + b"shop ordr\n"),
        ("brackets", b"[" * 50_000 + b"shop ordr" + b"]" * 50_000),
        ("backticks", b"`" * 50_000 + b" shop ordr " + b"`" * 49_999 + b"\n"),
        ("stars", b"*_" * 50_000 + b"`shop ordr`\n"),
        pytest.param(
            "a million lines",
            b"```bash\n" + b"echo shop\n" * 1_000_000 + b"```\n",
            marks=pytest.mark.slow,
        ),
        ("one long line", b"```bash\nshop order " + b"x " * 500_000 + b"\n```\n"),
        ("an unclosed fence", STALE + b"```bash\nshop ordr\n"),
        ("substitutions", b"```bash\nshop order " + b"$(" * 5_000 + b"\n```\n"),
    ],
)
def test_hostile_pages_end(pinned: Project, name: str, content: bytes) -> None:
    pinned.write("a.md", content)
    start = time.monotonic()
    done = pinned.run("check", "--no-cache")
    assert done.code in {0, 1}, (name, done.err)
    assert "internal error" not in done.err
    assert time.monotonic() - start < 60, name


@pytest.mark.slow
def test_fifty_megabytes(pinned: Project) -> None:
    filler = b"Prose about nothing at all, in lines of a usual length, again and again.\n\n"
    pinned.write("a.md", filler * (50_000_000 // len(filler)) + STALE)
    ((_, _, code),) = codes(pinned)
    assert code == "DC101"


def test_symbolic_links_and_special_files(pinned: Project) -> None:
    pinned.write("docs/a.md", STALE)
    (pinned.root / "docs" / "loop").symlink_to(pinned.root)
    os.mkfifo(pinned.root / "docs" / "pipe.md")
    (pinned.root / "docs" / "dead.md").symlink_to("nowhere.md")
    assert ("docs/a.md", 2, "DC101") in codes(pinned)


def test_an_unreadable_file(pinned: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    pinned.write("a.md", STALE)
    monkeypatch.setattr(work, "read_bytes", lambda _p, shown: ReadFault(shown, "permission denied"))
    done = pinned.run("check")
    assert done.code == 1
    assert "DC903" in done.out
    assert "permission denied" in done.out


def test_an_empty_folder(pinned: Project) -> None:
    (pinned.root / "empty").mkdir()
    done = pinned.run("check", "empty")
    assert done.code == 0
    assert "nothing was checked" in done.out


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("print('noise ' * 1000)\nimport sys\nsys.stdout.close()\n", None),
        ("raise SystemExit(3)\n", "exit"),
        ("import os\nos._exit(7)\n", "7"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n", "SIGSEGV"),
        ("raise RuntimeError('bad\\x1b[31m day')\n", "RuntimeError"),
        ("def cli(:\n", "SyntaxError"),
        ("cli = 42\n", "click"),
        ("import time\nwhile True: time.sleep(1)\n", "longer than 2 s"),
    ],
)
def test_programs_that_misbehave_at_import(
    project: Project, source: str, message: str | None
) -> None:
    project.write("doccheck.toml", 'import-timeout = 2\n[programs.shop]\napp = "shop.cli:cli"\n')
    project.write("README.md", "`shop order`\n")
    rest = project.read("shop/cli.py") if message is None else ""
    project.write("shop/cli.py", source + rest)
    done = project.run("check")
    assert "Traceback" not in done.out + done.err
    assert "\x1b" not in done.out + done.err
    if message is None:
        assert done.code == 0, done.out + done.err
    else:
        assert done.code == 2
        assert message in done.out + done.err


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ("", "not JSON"),
        ("[]", "not a manifest"),
        ('{"schema_version": 2}', "newer"),
        ('{"schema_version": 1, "root": []}', "root"),
        ('{"schema_version": 1, "program": "shop", "root": {"commands": 3}}', "commands"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_manifests_that_cannot_be_used(pinned: Project, manifest: str, message: str) -> None:
    pinned.write("cli.json", manifest)
    done = pinned.run("check")
    assert done.code == 2
    assert message in done.err
    assert "cli.json" in done.err


def test_a_cache_made_by_somebody_else(pinned: Project) -> None:
    pinned.write("a.md", STALE)
    before = pinned.run("check").out
    for path in (pinned.root / ".doccheck_cache").glob("*.json"):
        path.write_text(path.read_text()[:-40] + "]}}")
    assert pinned.run("check").out == before


def test_a_read_only_project(
    pinned: Project, run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(store, "replace_file", refuse)
    monkeypatch.setattr(options, "replace_file", refuse)
    pinned.write("a.md", STALE)
    assert run("check").code == 1
    done = run("check", "-o", "out.txt")
    assert done.code == 2
    assert "out.txt: cannot be written: Permission denied" in done.err


BROKEN = '[programs.shop]\napp = "nowhere.cli:cli"\n'
SAID = {
    "text": "No program could be loaded: nothing was checked.",
    "concise": "No program could be loaded: nothing was checked.",
    "markdown": "**No program could be loaded: nothing was checked.**",
    "github": "::warning title=doccheck::No program could be loaded: nothing was checked.",
    "junit": '<skipped message="No program could be loaded: nothing was checked."',
    "sarif": '"executionSuccessful": false',
    "json": '"origin": "unloadable"',
}


@pytest.mark.parametrize("name", SAID)
@pytest.mark.parametrize("more", [(), ("--ignore", "DC114"), ("-q", "--ignore", "DC114")])
def test_nothing_checked_never_reads_as_clean(
    project: Project, name: str, more: tuple[str, ...]
) -> None:
    project.write("a.md", STALE)
    project.write("doccheck.toml", BROKEN)
    done = project.run("check", "--output-format", name, *more)
    assert done.code == 2
    assert SAID[name] in done.out
    assert ("DC114" in done.out.partition('"results"')[2 if name == "sarif" else 0]) == (not more)


def test_a_program_that_cannot_be_loaded_is_shown_where_it_is_named(project: Project) -> None:
    project.write("a.md", STALE)
    project.write("doccheck.toml", BROKEN)
    out = project.run("check").out
    assert out.startswith("doccheck.toml:2:8: error DC114 unloadable-program: ")
    assert "against shop (not loaded)." in out
    for more in ((), ("--isolated",)):
        done = project.run("check", "--app", "shop=nowhere:cli", *more, "-q", "a.md")
        assert done.code == 2
        assert done.out.startswith("<command line>:1:1: error DC114 ")


def test_no_baseline_is_made_of_a_program_that_cannot_be_loaded(project: Project) -> None:
    project.write("a.md", STALE)
    project.write("doccheck.toml", BROKEN)
    done = project.run("check", "--baseline", "known.json", "--update-baseline")
    assert (done.code, done.out) == (2, "")
    assert "the baseline was not written: a program could not be loaded" in done.err
    assert not (project.root / "known.json").exists()


@pytest.mark.parametrize("more", [(), ("-q",)])
def test_a_page_without_references_is_no_failure_and_says_so(
    pinned: Project, more: tuple[str, ...]
) -> None:
    pinned.write("a.md", b"# Prose\n")
    done = pinned.run("check", *more, "a.md")
    assert done.code == 0
    assert done.out.startswith("No command references found: nothing was checked.\n")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            'aliases = ["python -m \'shop"]',
            "the alias `python -m 'shop` cannot be split into words",
        ),
        ('manifest = "a\\u0000b"', "`programs.shop.manifest` must not hold a null character"),
        ('aliases = ["a\\u0000b"]', "`programs.shop.aliases` must not hold a null character"),
        ('[programs."the shop"]\nmanifest = "cli.json"', "it must be one word"),
        ('[programs.""]\nmanifest = "cli.json"', "`` cannot be the name of a program"),
    ],
)
def test_settings_that_no_run_could_use(pinned: Project, settings: str, said: str) -> None:
    pinned.write("a.md", STALE)
    own = "" if "manifest" in settings and "[" not in settings else 'manifest = "cli.json"\n'
    pinned.write("doccheck.toml", f"[programs.shop]\n{own}{settings}\n")
    done = pinned.run("check")
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "internal error" not in done.err


def test_a_pattern_that_is_none(pinned: Project) -> None:
    pinned.write("a.md", STALE)
    pinned.write("b.md", STALE)
    pinned.write(".gitignore", "\\\nb.md\n")
    assert codes(pinned) == [("a.md", 2, "DC101")]
    pinned.write("doccheck.toml", 'exclude = ["\\\\"]\n[programs.shop]\nmanifest = "cli.json"\n')
    done = pinned.run("check")
    assert (done.code, done.out) == (2, "")
    assert "not a file pattern" in done.err


def test_paths_that_name_nothing(pinned: Project) -> None:
    (pinned.root / "dangling.md").symlink_to("nowhere.md")
    os.mkfifo(pinned.root / "pipe.md")
    for path, said in (
        ("", "an empty path names nothing"),
        ("dangling.md", "dangling.md: a link to what does not exist"),
        ("pipe.md", "pipe.md: neither a file nor a folder"),
        ("a\x1b[31m", "a\\x1b[31m: no such file or folder"),
    ):
        done = pinned.run("check", path)
        assert (done.code, done.out) == (2, "")
        assert said in done.err


def test_a_rule_that_the_command_line_names_is_not_blamed_on_the_settings(
    pinned: Project,
) -> None:
    done = pinned.run("check", "--select", "DC101,unknown-optoin")
    assert done.code == 2
    assert done.err.startswith("doccheck: no rule is called `unknown-optoin`")
    assert "doccheck.toml" not in done.err


def test_a_folder_of_others_is_no_cache(pinned: Project) -> None:
    pinned.write("a.md", STALE)
    pinned.write("kept/results.json", "mine")
    pinned.write(
        "kept/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n# of another tool"
    )
    for folder in ("kept", ".", ""):
        assert pinned.run("check", "--cache-dir", folder).code == 1
    assert pinned.read("kept/results.json") == "mine"
    assert sorted(path.name for path in pinned.root.glob("*.json")) == ["cli.json"]
    done = pinned.run("clean", "--cache-dir", "kept")
    assert done.code == 2
    assert "not a cache folder of doccheck" in done.err
    assert pinned.read("kept/results.json") == "mine"
    assert pinned.run("check", "--cache-dir", "new").code == 1
    assert pinned.run("clean", "--cache-dir", "new").code == 0
    assert not (pinned.root / "new").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('tool = 3\n[project]\nname = "x"\n', "`tool` must be a table"),
        ("[tool]\ndoccheck = 3\n", "`tool.doccheck` must be a table"),
    ],
)
def test_a_pyproject_whose_tables_are_none(project: Project, text: str, said: str) -> None:
    project.write("pyproject.toml", text)
    for more in ((), ("--config", "pyproject.toml")):
        done = project.run("check", *more)
        assert (done.code, done.out) == (2, "")
        assert said in done.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_an_output_that_is_full_or_closed(pinned: Project) -> None:
    pinned.write("a.md", STALE)
    command = [sys.executable, "-m", "doccheck", "check", "a.md", "--no-cache"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command, cwd=pinned.root, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr == "doccheck: the output cannot be written: No space left on device\n"
    closed = subprocess.run(
        ["sh", "-c", '"$@" >&-', "sh", *command],
        cwd=pinned.root,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert (closed.returncode, closed.stderr) == (1, "")
