"""`doccheck run` as a user calls it: exit codes, sums, formats, what is kept, what is refused."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from msgspec.structs import replace

from doccheck.model.run_record import read_run_record

ORDER = (
    "<!-- doccheck: run -->\n```console\n$ shop order --color red lamp\nordered: red lamp\n```\n"
)
FAIL = "<!-- doccheck: run -->\n```bash\nshop fail\n```\n"


def doccheck(*args: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "doccheck", "run", *args],
        capture_output=True,
        text=True,
        check=False,
        env=env,
    )


def page(project: Path, text: str, name: str = "page.md") -> Path:
    path = project / name
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (ORDER, 0, "Executed 2 of 2 executable (2 passed"),
        (ORDER + FAIL, 1, "`shop fail` ended with exit code 3, expected 0"),
        ("Nothing here.\n", 0, "0 of 0 executed: nothing on these pages is executable."),
    ],
)
def test_exit_codes(project: Path, text: str, code: int, said: str) -> None:
    page(project, text)
    done = doccheck()
    assert (done.returncode, said in done.stdout) == (code, True), done.stdout + done.stderr


def test_what_is_not_marked_counts_as_executable(project: Path) -> None:
    page(project, "```bash\nshop order --color red lamp\n```\n")
    assert doccheck("--fail-under", "50").returncode == 0
    done = doccheck("--fail-under", "100")
    assert done.returncode == 1
    assert "50.0% executed, at least 100% is demanded." in done.stdout


def test_what_was_executed_without_a_reference_is_not_denied(project: Path) -> None:
    page(project, FAIL.replace("shop fail", "true"))
    done = doccheck()
    assert "No command references found: only what was executed was checked.\n" in done.stdout
    assert "nothing was checked" not in done.stdout
    assert "Executed 1 of 1 executable (1 passed" in done.stdout
    assert doccheck("-q").stdout == ""


def test_a_quiet_run_that_executed_nothing_says_so(project: Path) -> None:
    page(project, "Nothing here.\n")
    done = doccheck("-q")
    assert done.returncode == 0
    assert done.stdout == "No command references found: nothing was checked.\n"
    assert doccheck("-q", "--fail-under", "1").returncode == 1


def test_nothing_executed_never_reads_as_clean(project: Path) -> None:
    page(project, "<!-- doccheck: skip for now -->\n```bash\nls\n```\n")
    done = doccheck("--fail-under", "1")
    assert done.returncode == 1
    assert "No problems found" not in done.stdout


def test_a_pass_is_kept_until_something_changes(project: Path) -> None:
    page(project, ORDER + FAIL)
    doccheck()
    again = doccheck("-v")
    assert "cached, executed 20" in again.stdout
    assert "page.md:7 command-failed (plain" in again.stdout
    program = project / "shop.py"
    program.write_text(program.read_text().replace("ordered:", "ORDERED:"))
    changed = doccheck()
    assert "DC302 output-differs" in changed.stdout
    assert "+ ORDERED: red lamp" in changed.stdout
    assert "cached" not in changed.stdout


def test_a_fixture_belongs_to_the_key(project: Path) -> None:
    text = "<!-- doccheck: run fixtures=orders -->\n```console\n$ cat orders.csv\nlamp,red\n```\n"
    page(project, text)
    assert doccheck().returncode == 0
    (project / "data" / "orders" / "orders.csv").write_text("lamp,blue\n")
    assert doccheck().returncode == 1


@pytest.mark.parametrize("setting", ["search-path", "read-only"])
def test_what_the_settings_show_to_blocks_belongs_to_the_key(project: Path, setting: str) -> None:
    script = project / "tools" / "greet"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\necho hello\n")
    script.chmod(0o755)
    settings = project / "pyproject.toml"
    named = f'memory-mb = 512\n{setting} = ["tools"]'
    settings.write_text(settings.read_text().replace("memory-mb = 512", named))
    call = "greet" if setting == "search-path" else str(script)
    page(project, f"<!-- doccheck: run -->\n```console\n$ {call}\nhello\n```\n")
    assert doccheck().returncode == 0
    assert "1 cached" in doccheck().stdout
    script.write_text("#!/bin/sh\necho changed\n")
    changed = doccheck()
    assert "DC302 output-differs" in changed.stdout
    assert changed.returncode == 1


def test_last_failed_and_fail_fast(project: Path) -> None:
    page(project, FAIL + ORDER)
    first = doccheck("--fail-fast", "-j", "1", "-v")
    assert "left out of this run" in first.stdout
    assert first.returncode == 1
    last = doccheck("--last-failed", "-v", "--no-cache")
    assert last.returncode == 1
    page(project, FAIL + ORDER)
    doccheck()
    last = doccheck("--last-failed", "-v")
    assert "Executed 1 of" in last.stdout


def test_last_failed_says_so_where_nothing_has_failed(project: Path) -> None:
    page(project, ORDER)
    assert "--last-failed" not in doccheck().stdout
    last = doccheck("--last-failed")
    assert "Nothing here is known to have failed last time" in last.stdout
    assert "Executed 2 of 2 executable (2 passed" in last.stdout


def test_last_failed_executes_what_nobody_has_seen_pass(project: Path) -> None:
    page(project, ORDER + FAIL)
    doccheck()
    page(project, ORDER + FAIL.replace("shop fail", "cat absent.txt"))
    edited = doccheck("--last-failed", "-v")
    assert "`cat absent.txt` ended with exit code 1" in edited.stdout
    assert "Executed 1 of 3 executable (1 failed" in edited.stdout
    assert edited.returncode == 1
    new = FAIL.replace("shop fail", "true")
    page(project, ORDER + new + FAIL.replace("run -->", "run exit=3 -->"))
    assert "Executed 2 of 5 executable (2 passed" in doccheck("--last-failed").stdout


def test_last_failed_leaves_nothing_out_where_the_failure_is_gone(project: Path) -> None:
    page(project, FAIL, "other.md")
    page(project, ORDER)
    doccheck()
    done = doccheck("--last-failed", "page.md")
    assert "Nothing here is known to have failed last time" in done.stdout
    assert "Executed 2 of 2 executable (2 passed, 2 cached" in done.stdout


def test_an_ignore_that_covers_no_failure_is_unused(project: Path) -> None:
    ignore = "<!-- doccheck: ignore[command-failed, timed-out] as it was -->\n"
    page(project, ignore + FAIL, "fails.md")
    page(project, ignore + ORDER, "passes.md")
    page(project, ignore + "<!-- doccheck: skip slow -->\n" + FAIL.partition("\n")[2], "skips.md")
    done = doccheck("--output-format", "concise")
    warnings = [line for line in done.stdout.splitlines() if "unused-suppression" in line]
    assert [line.partition(": ")[0] for line in warnings] == ["fails.md:1:1", "passes.md:1:1"]
    assert "`timed-out`" in warnings[0]
    assert "`command-failed`" not in warnings[0]
    assert "`command-failed`" in warnings[1]
    assert "fixable" not in done.stdout
    assert done.returncode == 0


def test_a_finding_of_the_check_names_the_command_that_fixes_it(project: Path) -> None:
    page(project, "```console\n$ shop fial\n```\n")
    assert "1 fixable with `doccheck check --fix`." in doccheck().stdout


def test_update_writes_what_was_printed_and_hides_no_failure(project: Path) -> None:
    wrong = ORDER.replace("ordered: red", "ordered: blue")
    failing = "\n<!-- doccheck: run -->\n```console\n$ shop fail\nwrong\n```\n"
    path = page(project, wrong + failing)
    done = doccheck("--update")
    assert path.read_text() == ORDER + failing
    assert "Fixed 1 finding." in done.stdout
    assert "not updated" in done.stderr
    assert done.returncode == 1


def test_update_keeps_a_help_screen_in_step(project: Path) -> None:
    head = "<!-- doccheck: output-of: shop fail --help -->\n"
    path = page(project, f"# A shop\n\n{head}```text\nold\n```\n")
    done = doccheck("--update")
    assert "Usage: shop fail [OPTIONS]\n\n  Fail.\n" in path.read_text()
    assert (done.returncode, done.stderr) == (0, "")


def test_record_json_junit_sarif(project: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    page(project, ORDER.replace("ordered: red", "ordered: blue") + ORDER)
    done = doccheck("--record", "run.json", "--output-format", "json")
    schemas = files("doccheck.schemas")
    record = json.loads((project / "run.json").read_text())
    jsonschema.validate(record, json.loads((schemas / "result.schema.json").read_text()))
    report = json.loads(done.stdout)
    jsonschema.validate(report, json.loads((schemas / "report.schema.json").read_text()))
    read = read_run_record(record)
    assert read.status == "fail"
    assert read.metrics["executed"] == 3
    assert [row.outcome.value for row in read.executions] == ["output-differs", "passed", "passed"]
    assert {len(read.isolation.aspects)} == {11}
    assert "+ ordered: red lamp" in report["findings"][0]["detail"]
    junit = ET.fromstring(doccheck("--output-format", "junit").stdout)  # noqa: S314 - our own
    assert junit.get("failures") == "1"
    assert "+ ordered: red lamp" in (junit.findtext(".//failure") or "")
    sarif = json.loads(doccheck("--output-format", "sarif").stdout)
    (result,) = sarif["runs"][0]["results"]
    assert result["ruleId"] == "DC302"
    assert "+ ordered: red lamp" in result["message"]["text"]


def test_no_secret_of_the_caller_is_printed(project: Path) -> None:
    text = "<!-- doccheck: run -->\n```console\n$ env; cat /proc/*/environ; true\nnothing\n```\n"
    page(project, text + text.replace("$ env", "$ echo $TOKEN_PASSED; env"))
    settings = project / "pyproject.toml"
    passed = 'memory-mb = 512\npass-environment = ["TOKEN_PASSED"]'
    settings.write_text(settings.read_text().replace("memory-mb = 512", passed))
    secrets = {"TOKEN": "s3cr3t-one", "TOKEN_PASSED": "s3cr3t-two"}
    done = doccheck("-v", "--record", "run.json", env={**os.environ, **secrets})
    everything = done.stdout + done.stderr + (project / "run.json").read_text()
    assert "s3cr3t" not in everything
    assert "[TOKEN_PASSED]" in done.stdout


def test_a_variable_to_pass_that_is_not_set_is_told(project: Path) -> None:
    text = '<!-- doccheck: run -->\n```bash\necho "$TOKEN_PASSED"\n```\n'
    page(project, text)
    settings = project / "pyproject.toml"
    passed = 'memory-mb = 512\npass-environment = ["TOKEN_PASSED"]'
    settings.write_text(settings.read_text().replace("memory-mb = 512", passed))
    done = doccheck("-v")
    told = "`run.pass-environment` names TOKEN_PASSED, which is not set here: no block has it."
    assert told in done.stdout
    assert "`$TOKEN_PASSED` has no value" in done.stdout
    assert "0 of 0 executed" in done.stdout
    given = doccheck("-v", env={**os.environ, "TOKEN_PASSED": ""})
    assert "Executed 1 of 1 executable (1 passed" in given.stdout
    assert "not set" not in given.stdout


def test_without_a_sandbox_only_on_demand_and_loudly(project: Path) -> None:
    page(project, ORDER)
    done = doccheck("--unsafe-no-sandbox")
    assert done.returncode == 0
    assert "RUN WITHOUT A SANDBOX" in done.stdout
    assert doccheck("--unsafe-no-sandbox", "--require-isolation", "strong").returncode == 2


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (signal.SIGINT, 130),
        (signal.SIGTERM, 143),
        (signal.SIGHUP, 129),
        (signal.SIGKILL, -signal.SIGKILL),
    ],
)
def test_nothing_is_left_when_doccheck_is_ended(
    project: Path, number: signal.Signals, code: int, temporary: Path
) -> None:
    mark = f"6{os.getpid()}{number:d}"
    for name in ("a.md", "b.md"):
        page(project, f"<!-- doccheck: run -->\n```bash\nsleep {mark}\n```\n", name)
    process = subprocess.Popen(
        [sys.executable, "-m", "doccheck", "run", "-j", "2"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TMPDIR": str(temporary)},
    )
    waited(lambda: len(sleeping(mark)) == 2)
    assert any(temporary.iterdir())
    process.send_signal(number)
    assert process.wait(30) == code
    waited(lambda: not sleeping(mark) and not any(temporary.iterdir()))


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_loses_nothing_that_is_known(project: Path, jobs: str) -> None:
    mark = f"7{os.getpid()}{jobs}"
    block = "<!-- doccheck: run -->\n```bash\n{}\n```\n"
    slow = block.format(f"sleep {mark}")
    page(project, FAIL + block.format("true") + slow + block.format("date"), "a.md")
    page(project, slow, "b.md")
    process = subprocess.Popen(
        [sys.executable, "-m", "doccheck", "run", "-v", "-j", jobs, "--record", "run.json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    waited(lambda: len(sleeping(mark)) == int(jobs))
    time.sleep(0.5)  # the results before are on their way
    process.send_signal(signal.SIGINT)
    said, told = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "`shop fail` ended with exit code 3, expected 0" in said
    assert "Interrupted: executed 2 of 6 executable (1 passed, 1 failed" in said
    assert "No problems found" not in said
    assert said.count("left out of this run") == 4
    assert told == "run.json was not written: the run is not whole\ndoccheck: interrupted\n"
    assert not (project / "run.json").exists()
    for name in ("a.md", "b.md"):
        path = project / name
        path.write_text(path.read_text().replace(slow, ""))
    last = doccheck("--last-failed", "-v")
    assert "Executed 3 of 4 executable (2 passed, 1 failed" in last.stdout, last.stdout
    assert "Executed 4 of 4 executable (3 passed, 1 failed, 3 cached" in doccheck().stdout


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A place for temporary files where nobody else leaves any, open to every user."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def sleeping(mark: str) -> list[str]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if entry.read_bytes() == f"sleep\0{mark}\0".encode():
                found.append(entry.parent.name)
        except OSError:
            continue
    return found


def waited(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_faulty_directive_is_told_once(project: Path) -> None:
    page(project, "<!-- doccheck: run fixtures=ordres -->\n```bash\necho 1\n```\n")
    done = doccheck()
    assert done.stdout.count("there is no fixture `ordres`") == 1
    assert done.returncode == 1


def test_a_fixture_that_git_ignores_has_to_be_there_for_a_run(project: Path) -> None:
    (project / ".git").mkdir()
    (project / ".gitignore").write_text("dist\n")
    page(project, "<!-- doccheck: run fixtures=dist -->\n```bash\necho 1\n```\n")
    assert doccheck().stdout.count("there is no fixture `dist`") == 1


def test_update_names_the_block_that_it_leaves_alone(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from doccheck.cli.main import main  # noqa: PLC0415 - only here in this process
    from doccheck.expect import rewrite  # noqa: PLC0415 - the same

    block = "<!-- doccheck: run -->\n```console\n$ printf '{}\\n'\nold\n```\n\n"
    path = page(project, block.format("one") + block.format("at two") + block.format("three"))

    def careless(*args: object, **given: object) -> object:
        """Write output as if it could not be read as a prompt, so that the page is looked at."""
        edits = rewrite(*args, **{**given, "is_prompt": None})  # type: ignore[arg-type]  # passed on
        return tuple(replace(one, content=one.content.replace("at ", "$ ")) for one in edits)  # type: ignore[union-attr]  # nothing is refused

    monkeypatch.setattr("doccheck.engine.run.outputs.rewrite", careless)
    monkeypatch.setattr(sys, "argv", ["doccheck", "run", "--update", "--no-cache"])
    with pytest.raises(SystemExit):
        main()
    told = capsys.readouterr().err
    assert told.count("not updated") == 1
    assert "page.md:10: not updated: other commands would be read from the page" in told
    assert path.read_text().count("\nold\n") == 1
    assert "\none\n" in path.read_text()
    assert "\nthree\n" in path.read_text()


@pytest.mark.parametrize(
    ("script", "verified", "hidden"),
    [
        ("shop order --color red lamp | tee log", 0, 1),
        ("shop fail | shop order --color red lamp", 1, 1),
        ("shop order --color red lamp | head -1 | cat && shop order --color red lamp", 1, 1),
        ("set -o pipefail\nshop order --color red lamp | tee log", 1, 0),
        ("echo '|'; shop order --color red lamp || true", 1, 0),
    ],
)
def test_what_a_pipeline_hides_is_not_verified(
    project: Path, script: str, verified: int, hidden: int
) -> None:
    marked = "<!-- doccheck: run -->\n```bash\n"
    page(project, f"{marked}{script}\n```\n")
    done = doccheck("--output-format", "json", "--record", "run.json")
    assert done.returncode == 0, done.stdout
    rows = json.loads((project / "run.json").read_text())["details"]["executions"]
    metrics = json.loads(done.stdout)["run"]["metrics"]
    assert [row["outcome"] for row in rows if row["source"] != "help"] == ["passed"]
    assert metrics["verified"] - metrics["by_help"] == verified
    assert metrics["by_help"] + metrics["hidden"] == hidden


def test_a_command_without_a_help_screen_before_a_pipe_is_told_of(project: Path) -> None:
    program = project / "shop.py"
    program.write_text(program.read_text().replace("@cli.command()\ndef fail", HELPLESS))
    page(project, "<!-- doccheck: run -->\n```bash\nshop fail | cat\n```\n")
    done = doccheck()
    assert done.returncode == 0, done.stdout
    assert "Verified 0 of 1 command references." in done.stdout
    assert "Not verified, because a pipeline hides the exit status: 1\n" in done.stdout


HELPLESS = "@cli.command(add_help_option=False)\ndef fail"
