"""What holds across pages and machines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from doccheck.api import RunOptions, Store, discover, run
from doccheck.errors import SandboxUnavailableError
from doccheck.model.executed import Outcome, RunSkip, Source
from doccheck.model.execution import Aspect
from doccheck.sandbox import select
from doccheck.sandbox.bwrap import BwrapBackend

if TYPE_CHECKING:
    from tests.functional.run.conftest import Execute

SET = "<!-- doccheck: run session=same -->\n```bash\nNAME={name}\n```\n"
ASK = "<!-- doccheck: run session=same -->\n```console\n$ echo ${{NAME-nothing}}\n{name}\n```\n"


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_session_belongs_to_its_page(project: Path, jobs: int) -> None:
    for name in ("one", "two", "three"):
        (project / f"{name}.md").write_text(SET.format(name=name) + ASK.format(name=name))
    (project / "zero.md").write_text(ASK.format(name="nothing"))
    done = run(discover(project), options=RunOptions(jobs=jobs), cwd=project)
    rows = [row for row in done.report.run.rows if row.source is not Source.HELP]  # type: ignore[union-attr]  # a run has one
    assert [row.outcome for row in rows] == [Outcome.PASSED] * 7
    assert [row.file for row in rows] == sorted(row.file for row in rows)


def test_a_session_is_taken_from_the_cache_as_a_whole(project: Path, execute: Execute) -> None:
    store = Store(project / ".cache")
    text = SET.format(name="one") + ASK.format(name="one")
    execute(text, store=store)
    again = execute(text, store=store)
    assert [result.row.cached for result in again.results] == [True, True]
    other = text.replace("ASK", "").replace("$ echo", "$ printf '%s\\n'")
    changed = execute(other, store=store)
    assert [result.row.cached for result in changed.results] == [False, False]
    assert {result.row.outcome for result in changed.results} == {Outcome.PASSED}


END = "<!-- doccheck: run session=same{more} -->\n```console\n$ {script}\n```\n"


@pytest.mark.parametrize(
    ("script", "more", "said", "why"),
    [
        (
            "exit 0",
            "",
            "the shell of the session `same` ended here: 2 blocks after it were not executed",
            "an earlier block of the session `same` ended its shell",
        ),
        (
            "exit 3",
            " exit=3",
            "the shell of the session `same` ended here: 2 blocks after it were not executed",
            "an earlier block of the session `same` ended its shell",
        ),
        (
            "exit 3",
            "",
            "`exit 3` ended with exit code 3, expected 0",
            "an earlier block of the session `same` did not pass",
        ),
        (
            "false",
            "",
            "`false` ended with exit code 1, expected 0",
            "an earlier block of the session `same` did not pass",
        ),
    ],
)
def test_what_a_shell_that_ended_leaves_undone_is_a_finding(
    execute: Execute, backend: str, script: str, more: str, said: str, why: str
) -> None:
    page = SET.format(name="one") + END.format(script=script, more=more)
    done = execute(page + ASK.format(name="LIE") * 2)
    assert [one.message for one in done.report.findings] == [said], backend
    rows = [result.row for result in done.results]
    assert [row.outcome for row in rows] == ["passed", "command-failed", "skipped", "skipped"]
    assert {row.reason for row in rows[2:]} == {why}


def test_a_shell_may_end_where_its_session_does(execute: Execute) -> None:
    done = execute(SET.format(name="one") + END.format(script="exit 0", more=""))
    assert [result.row.outcome for result in done.results] == ["passed", "passed"]


def test_a_session_that_lacks_a_block_says_so(execute: Execute) -> None:
    page = END.format(script="sudo true", more="") + ASK.format(name="nothing")
    rows = [result.row for result in execute(page).results]
    assert rows[1].reason == "an earlier block of the session `same` was not executed"


def test_the_help_screens_alone(project: Path) -> None:
    (project / "page.md").write_text("Use `shop order` and `shop fail`.\n\n    shop order lamp\n")
    settings = project / "pyproject.toml"
    settings.write_text(settings.read_text().replace("timeout = 20", 'policy = "help"'))
    info = run(discover(project), cwd=project).report.run
    assert info is not None
    assert {row.shown for row in info.rows if row.executed} == {
        "shop order --help",
        "shop fail --help",
    }
    assert (info.sums.verified, info.sums.by_help) == (2, 2)


def test_every_block_but_what_cannot_run(project: Path) -> None:
    (project / "page.md").write_text(
        "```bash\nshop order --color red lamp\n```\n\n```bash\nshop order --color red FILE\n```\n"
        "\n```bash\nsudo shop fail\n```\n"
    )
    settings = project / "pyproject.toml"
    settings.write_text(settings.read_text().replace("timeout = 20", 'policy = "all"'))
    info = run(discover(project), cwd=project).report.run
    assert info is not None
    blocks = [row for row in info.rows if row.source is not Source.HELP]
    assert [(row.outcome, row.skip) for row in blocks] == [
        (Outcome.PASSED, None),
        (Outcome.SKIPPED, RunSkip.PLACEHOLDER),
        (Outcome.SKIPPED, RunSkip.REFUSED),
    ]
    assert info.sums.percent == 100


def test_no_sandbox_is_an_error_that_names_what_to_install(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Absent(BwrapBackend):
        name = "absent"

        def missing(self) -> str:
            return "not here"

    monkeypatch.setattr(select, "_CHAIN", (Absent(),))
    with pytest.raises(SandboxUnavailableError, match="absent: not here") as told:
        run(discover(project), cwd=project)
    assert "apt-get install bubblewrap" in told.value.hint


def test_each_result_says_how_it_was_contained(execute: Execute, backend: str) -> None:
    info = execute("<!-- doccheck: run -->\n```bash\ntrue\n```\n").report.run
    assert info is not None
    assert {row.backend for row in info.rows} == {backend} == {info.isolation.backend}
    assert set(info.isolation.aspects) == set(Aspect)


def test_the_program_is_forked_for_a_simple_command(execute: Execute) -> None:
    block = "<!-- doccheck: run -->\n```console\n$ shop order --color red {item}\n```\n"
    page = "\n".join(block.format(item=f"lamp{number}") for number in range(12))
    info = execute(page).report.run
    assert info is not None
    assert info.sums.forked >= 1
    assert info.sums.passed == info.sums.executed == 13


def test_the_record_of_a_page_is_json(execute: Execute) -> None:
    from doccheck.engine.run.record import run_record  # noqa: PLC0415 - beside its only use

    report = execute("<!-- doccheck: run -->\n```bash\nshop --version\n```\n").report
    assert report.run is not None
    record = run_record(report, report.run)
    assert json.loads(json.dumps(record)) == record


def test_how_far_a_run_is_is_told_from_the_beginning(project: Path) -> None:
    (project / "page.md").write_text(SET.format(name="one") + ASK.format(name="one"))
    seen: list[tuple[int, int]] = []
    run(discover(project), cwd=project, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 2), (1, 2), (2, 2)]


def test_a_long_page_is_shared_among_sandboxes(project: Path) -> None:
    """Its results stand in its order, whoever had them, and the blocks of a session meet."""
    blocks = [f"<!-- doccheck: run -->\n```console\n$ echo {at}\n{at}\n```\n" for at in range(90)]
    blocks[5], blocks[80] = SET.format(name="one"), ASK.format(name="one")
    blocks[70] = "<!-- doccheck: run -->\n```bash\nexit 3\n```\n"
    (project / "page.md").write_text("\n".join(blocks))
    seen = []
    for jobs in (1, 2):
        report = run(discover(project), options=RunOptions(jobs=jobs), cwd=project).report
        assert report.run is not None
        seen.append([(row.line, row.outcome) for row in report.run.rows])
    assert seen[0] == seen[1]
    outcomes = [outcome for _, outcome in seen[0]]
    assert outcomes.pop(70) is Outcome.COMMAND_FAILED
    assert outcomes == [Outcome.PASSED] * 89
    assert seen[0] == sorted(seen[0], key=lambda pair: pair[0])


def test_a_command_that_a_directive_names_is_a_reference(execute: Execute) -> None:
    page = (
        "<!-- doccheck: output-of: shop order --help -->\n```text\nUsage: ...\n...\n```\n\n"
        "<!-- doccheck: run-as: shop ordr --help -->\n```sh\nshop fail\n```\n"
    )
    report = execute(page).report
    assert report.run is not None
    rows = {row.line: row for row in report.run.rows if row.source is Source.MARKED}
    assert rows[2].outcome is Outcome.PASSED
    assert (rows[2].programs, rows[2].commands) == (("shop",), ("shop order",))
    assert rows[8].skip is RunSkip.STALE
    assert [(one.code, one.range.line) for one in report.findings] == [("DC101", 7)]
    assert report.run.sums.references == 3


def test_where_a_socket_was_refused_the_help_names_the_key(execute: Execute) -> None:
    ask = "import socket; socket.create_connection(('127.0.0.1', 9))"
    page = f'<!-- doccheck: run -->\n```sh\npython3 -c "{ask}"\n```\n'
    (finding,) = execute(page).report.findings
    assert "`run network=loopback`" in finding.help
    page = "<!-- doccheck: run -->\n```sh\nshop fail\n```\n"
    (finding,) = execute(page).report.findings
    assert finding.help == ""
