"""What `doccheck run` says and `--update` does where an output differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.functional.run.test_command_line import doccheck, page


def session(command: str, shown: str, words: str = "") -> str:
    """Return a block with one command and the output that the page shows."""
    return f"<!-- doccheck: run{words} -->\n```console\n$ {command}\n{shown}\n```\n\n"


def told(project: Path, text: str) -> str:
    """Return what a run says of a page."""
    page(project, text)
    return doccheck("--no-cache").stdout


def test_the_help_promises_no_update_that_is_refused(project: Path) -> None:
    text = (
        session("echo new", "old") + session("printf 'a\\n```\\n'", "a") + session("seq 1001", "1")
    )
    said = told(project, text)
    helps = [line.partition("help: ")[2] for line in said.splitlines() if "help: " in line]
    leaves = "`doccheck run --update` leaves it as it is: "
    assert helps == [
        "`doccheck run --update` rewrites it",
        f"{leaves}line 2 would close the block",
        f"{leaves}the output is longer than 1000 lines or 100000 characters",
    ]


def test_lines_are_counted_as_they_are_after_the_update(project: Path) -> None:
    fence = session("printf 'a\\n```\\n'", "a")
    text = session("seq 5", "1") + fence + session("true", "one\ntwo") + fence
    path = page(project, text)
    done = doccheck("--update", "--no-cache")
    assert path.read_text() == text.replace("1\n", "1\n2\n3\n4\n5\n", 1).replace("one\ntwo\n", "")
    refused = [line.split(":")[1] for line in done.stderr.splitlines() if "not updated" in line]
    found = [line.split(":")[1] for line in done.stdout.splitlines() if "output-differs" in line]
    assert refused == found
    assert len(refused) == 2
    shown = path.read_text().splitlines()
    assert all(shown[int(line) - 2].startswith("a") for line in found)


@pytest.mark.parametrize("flags", [(), ("--unsafe-no-sandbox",)])
def test_folders_of_the_sandbox_are_not_written(project: Path, flags: tuple[str, ...]) -> None:
    where = session("pwd; echo $HOME/x; mktemp", "/home/me") + session("pwd", "/home/me/work")
    path = page(project, where + session("echo now", "old"))
    done = doccheck("--update", "--no-cache", *flags)
    assert path.read_text() == where + session("echo now", "now")
    assert done.stderr.count("work` is a folder of the sandbox") == 2
    assert "show the path as a reader has it" in done.stderr


def test_the_help_names_the_normalisers_that_allow_for_a_difference(project: Path) -> None:
    text = (
        session("echo wrote $PWD/a.txt", "wrote /home/me/a.txt")
        + session("echo 3 passed in 1.5s", "3 passed in 0.2s")
        + session("echo wrote $PWD/a.txt in 3s", "wrote ~/a.txt in 2s")
        + session("echo v1.2.3", "v1.2.2")
    )
    helps = [line.partition("help: ")[2] for line in told(project, text).splitlines()]
    allows = "in the directive allows for this difference"
    assert list(filter(None, helps)) == [
        f"`normalise=paths` {allows}",
        f"`normalise=durations` {allows}",
        f"`normalise=paths,durations` {allows}",
        f"`doccheck run --update` rewrites it; `normalise=versions` {allows}",
    ]


def test_what_a_background_process_prints_moves_nowhere(project: Path) -> None:
    server = "(until test -e go; do sleep 0.01; done; echo ready; touch done) &"
    wait = "touch go; until test -e done; do sleep 0.01; done; echo waited"
    head = "<!-- doccheck: run session=s -->\n```console\n"
    text = f"{head}$ {server}\nready\n```\n\n{head}$ {wait}\nwaited\n```\n"
    path = page(project, text)
    done = doccheck("--update", "--no-cache")
    assert path.read_text() == text
    assert done.stderr.count("not updated: ") == 2
    assert done.stderr.count("redirect its output (`> log 2>&1 &`) and show the log") == 2
    assert done.stdout.count("help: `doccheck run --update` leaves it as it is: ") == 2


def test_a_background_process_with_its_own_log_stands_in_nobodys_way(project: Path) -> None:
    head = "<!-- doccheck: run -->\n```console\n"
    text = f"{head}$ (echo ready) > log 2>&1 &\n$ wait; cat log\n"
    path = page(project, f"{text}old\n```\n")
    assert doccheck("--update", "--no-cache").stderr == ""
    assert path.read_text() == f"{text}ready\n```\n"
