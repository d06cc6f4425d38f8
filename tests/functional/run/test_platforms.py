"""Elsewhere than on Linux: refused, unless no sandbox is asked for.

Nothing but the name of the platform differs from a Linux; what runs is what would run there.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from doccheck.cli.main import main
from doccheck.sandbox import direct, portable, select
from doccheck.sandbox.interface import Policy, Worker

PAGE = """\
<!-- doccheck: run session=s fixtures=orders -->
```console
$ cat orders.csv
lamp,red
$ NAME=lamp
```

<!-- doccheck: run session=s -->
```console
$ echo "$NAME"
chair
```

<!-- doccheck: run timeout=0.5s -->
```bash
sleep 30
```

<!-- doccheck: run exit=3 -->
```bash
shop fail
```
"""


@pytest.fixture(params=["darwin", "freebsd14"])
def elsewhere(
    request: pytest.FixtureRequest, project: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    (project / "page.md").write_text(PAGE)
    monkeypatch.setattr(sys, "platform", request.param)
    monkeypatch.setattr(select, "_known", {})
    name: str = request.param
    return name


def run(monkeypatch: pytest.MonkeyPatch, *args: str) -> int:
    monkeypatch.setattr(sys, "argv", ["doccheck", "run", *args])
    with pytest.raises(SystemExit) as stop:
        main()
    assert isinstance(stop.value.code, int)
    return stop.value.code


def test_nothing_is_executed(
    elsewhere: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch) == 2
    told = capsys.readouterr()
    assert f"there is no sandbox for {elsewhere}: nothing is executed" in told.err
    assert "--unsafe-no-sandbox" in told.err
    assert "Linux container" in told.err
    assert told.out == ""
    assert "Traceback" not in told.err


@pytest.mark.parametrize("options", [(), ("--unsafe-no-sandbox",)])
@pytest.mark.parametrize("elsewhere", ["win32"], indirect=True)
def test_on_windows_nothing_can_be_executed(
    elsewhere: str,
    options: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert elsewhere
    assert run(monkeypatch, *options) == 2
    assert "Subsystem for Linux" in capsys.readouterr().err


def test_the_refusal_needs_no_module_of_posix(project: Path) -> None:
    (project / "page.md").write_text(PAGE)
    absent = ("fcntl", "resource", "termios", "pwd", "grp")
    code = (
        "import sys\n"
        f"sys.modules.update(dict.fromkeys({absent}))\n"
        "sys.platform = 'win32'\n"
        "import doccheck.engine.run.execute\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("strength", ["strong", "fallback"])
def test_a_demand_for_isolation_is_refused_too(
    elsewhere: str, strength: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert elsewhere
    assert run(monkeypatch, "--require-isolation", strength) == 2


@pytest.mark.parametrize("elsewhere", ["darwin"], indirect=True)
def test_without_a_sandbox_the_portable_worker_runs_it(
    elsewhere: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert elsewhere
    opened: list[Policy] = []

    class Noted(portable.PortableBackend):
        def open(self, policy: Policy) -> Worker:
            opened.append(policy)
            return super().open(policy)

    def refused(_backend: direct.UnsafeBackend, _policy: Policy) -> Worker:
        raise AssertionError

    monkeypatch.setattr(select, "PortableBackend", Noted)
    monkeypatch.setattr(direct.UnsafeBackend, "open", refused)
    assert run(monkeypatch, "--unsafe-no-sandbox", "-j", "1", "--record", "run.json") == 1
    assert opened
    said = capsys.readouterr().out
    assert "RUN WITHOUT A SANDBOX" in said
    rows = json.loads(Path("run.json").read_text())["details"]["executions"]
    outcomes = [row["outcome"] for row in rows if row["source"] != "help"]
    assert outcomes == ["passed", "output-differs", "timed-out", "passed"]
    assert {row["backend"] for row in rows} == {"none"}
