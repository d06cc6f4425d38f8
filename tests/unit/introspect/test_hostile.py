"""Programs that misbehave while they are imported: one clear answer, nothing left behind."""

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from doccheck.errors import (
    NotAClickProgramError,
    ProgramError,
    ProgramImportError,
    ProgramTimeoutError,
)
from doccheck.introspect import isolation
from doccheck.introspect.client import describe
from doccheck.introspect.program import ProgramSpec

Maker = Callable[..., ProgramSpec]

GOOD = """
import click

@click.command()
@click.option("--number", type=int)
def cli(number):
    pass
"""


@pytest.mark.parametrize(
    "before",
    [
        "print('noise'); import sys; print('more', file=sys.stderr)",
        "import warnings; warnings.warn('noise')",
        "import sys; sys.stdout.write('x' * 3_000_000)",
        "import os; os.write(1, b'\\x00\\xff' * 500_000); os.write(2, b'x' * 500_000)",
        "import sys; sys.stdout.close(); sys.stderr.close()",
        "import os; os.close(0); os.close(1); os.close(2)",
        "import sys; sys.stdout = sys.stderr = None",
        "import threading, time; threading.Thread(target=time.sleep, args=(99,)).start()",
        "import atexit, time; atexit.register(time.sleep, 99)",
        "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)",
        "import os\nif not os.fork():\n    import time; time.sleep(99)",
        "import subprocess; subprocess.Popen(['sleep', '99'])",
        "import sys; sys.exit = None; del sys.argv[:]",
        "import json, os; json.dumps = json.dump = os.write = None",
        "import sys; sys.setrecursionlimit(200)",
        "import logging; logging.basicConfig(filename='app.log')",
        "open('left-behind', 'w').close()",
    ],
)
def test_a_noisy_program_is_described(program: Maker, before: str) -> None:
    started = time.monotonic()
    spec = program(before + "\n" + GOOD)
    found = describe(spec, timeout=20)
    assert [param.name for param in found.tree.root.params] == ["number"]
    assert len(found.output) < 100_000
    assert time.monotonic() - started < 60
    assert sorted(os.listdir(spec.root)) == ["prog.py"]  # noqa: PTH208  # names are all we want


@pytest.mark.parametrize(
    ("source", "error", "message"),
    [
        ("import no_such_thing", ProgramImportError, "ModuleNotFoundError: .*no_such_thing.*:1"),
        ("1 / 0", ProgramImportError, "ZeroDivisionError: division by zero .*prog.py:1"),
        ("def broken(:", ProgramImportError, "SyntaxError"),
        ("import sys; sys.exit('bye')", ProgramImportError, "ended the program .*bye"),
        ("raise SystemExit", ProgramImportError, "ended the program"),
        ("raise KeyboardInterrupt", ProgramImportError, "KeyboardInterrupt"),
        ("raise BaseException('odd')", ProgramImportError, "odd"),
        ("import os; os._exit(3)", ProgramImportError, "exit code 3"),
        ("import os; os.kill(os.getpid(), 11)", ProgramImportError, "SIGSEGV"),
        ("import os; os.abort()", ProgramImportError, "SIGABRT"),
        ("def f(): f()\nf()", ProgramImportError, "RecursionError"),
        ("x = bytearray(1 << 50)", ProgramImportError, "MemoryError"),
        ("import time; time.sleep(99)", ProgramTimeoutError, "longer than 2 s"),
        ("while True: pass", ProgramTimeoutError, "longer than 2 s"),
        ("while True: print('x' * 10000)", ProgramTimeoutError, "longer than 2 s"),
        ("cli = 3", NotAClickProgramError, "is an int, not a click"),
        ("def cli(): return 3", NotAClickProgramError, "runs no click command"),
        ("def cli(): import sys; sys.exit(4)", NotAClickProgramError, "exit code 4"),
        ("def cli(a, b): pass", NotAClickProgramError, "needs arguments"),
        ("class cli: pass", NotAClickProgramError, "not a click"),
        ("import argparse\ncli = argparse.ArgumentParser()", NotAClickProgramError, "an ArgumentP"),
        ("def cli(): raise ValueError('odd')", ProgramImportError, "ValueError: odd"),
        ("x = 1", ProgramImportError, "has no attribute 'cli'"),
    ],
)
def test_a_program_that_cannot_be_loaded(
    program: Maker, source: str, error: type[ProgramError], message: str
) -> None:
    started = time.monotonic()
    with pytest.raises(error, match=message) as caught:
        describe(program(source), timeout=2 if error is ProgramTimeoutError else 30)
    assert "prog" in caught.value.message
    assert time.monotonic() - started < 60
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    "source",
    [
        "import os; os.environ['PROG_TOKEN']",
        "raise RuntimeError('the environment variable PROG_TOKEN is not set')",
        "import sys; sys.exit('set the env var PROG_TOKEN')",
    ],
)
def test_a_program_that_wants_a_variable_is_told_that_none_is_passed_on(
    program: Maker, source: str
) -> None:
    with pytest.raises(ProgramImportError, match="PROG_TOKEN") as caught:
        describe(program(source))
    assert "variables are not passed on" in caught.value.hint


def test_another_fault_at_import_is_not_put_on_the_environment(program: Maker) -> None:
    with pytest.raises(ProgramImportError) as caught:
        describe(program("1 / 0"))
    assert caught.value.hint == ""


def test_an_interpreter_that_is_missing(tmp_path: Path) -> None:
    spec = ProgramSpec("prog", "prog:cli", tmp_path / "python", tmp_path)
    with pytest.raises(ProgramError, match="cannot start") as caught:
        describe(spec)
    assert "python" in caught.value.hint


def test_an_interpreter_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(ProgramError):
        describe(ProgramSpec("prog", "prog:cli", Path("/bin/true"), tmp_path))


def test_a_module_that_is_missing_names_the_interpreter(program: Maker) -> None:
    with pytest.raises(ProgramImportError) as caught:
        describe(program("", app="nowhere.cli:main"))
    assert "nowhere" in caught.value.message
    assert "python" in caught.value.hint


def test_a_console_script_that_is_missing(program: Maker) -> None:
    with pytest.raises(ProgramImportError, match="no console script is named 'prog'"):
        describe(program(GOOD, app=None))


def test_the_user_s_secrets_stay_outside(program: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_TOKEN", "hunter2")
    source = "import os; print(sorted(os.environ), os.path.expanduser('~'))\n" + GOOD
    output = describe(program(source)).output
    assert "PATH" in output
    assert "API_TOKEN" not in output
    assert str(Path.home()) not in output.partition("]")[2]


def test_no_process_of_the_program_survives(program: Maker) -> None:
    source = "import subprocess; print(subprocess.Popen(['sleep', '97.31']).pid)\n" + GOOD
    describe(program(source))
    end = time.monotonic() + 30  # a process that was killed may take its time to go
    while alive := [one for one in Path("/proc").glob("[0-9]*/cmdline") if b"97.31" in _read(one)]:
        assert time.monotonic() < end, alive
        time.sleep(0.02)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


@pytest.fixture(params=["bubblewrap", "landlock"])
def container(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Leave one way to contain a program."""
    name: str = request.param
    if name == "landlock":
        monkeypatch.setattr(isolation, "bubblewrap", lambda: None)
    elif isolation.bubblewrap() is None:
        pytest.skip("no bubblewrap here")
    return name


def test_a_program_cannot_write_outside(program: Maker, tmp_path: Path, container: str) -> None:
    target = tmp_path / "escaped"
    source = f"""
    import subprocess
    try:
        open({str(target)!r}, "w").close()
    except OSError as error:
        print("refused", error)
    subprocess.run(["touch", {str(target)!r}])
    """
    found = describe(program(_dedented(source) + GOOD))
    if found.isolation.startswith("resource"):
        pytest.skip("no sandbox here")
    assert not target.exists()
    assert "refused" in found.output
    assert found.isolation.startswith(container)


def test_a_program_cannot_reach_a_local_server(
    program: Maker, tmp_path: Path, container: str
) -> None:
    """A socket of a service (Docker, an SSH agent) is a file that may be read like any other."""
    if container == "landlock" and "sockets" not in isolation.state():
        pytest.skip("no sandbox here")
    address = tmp_path / "socket"
    source = f"""
    import socket
    for family, where in ((socket.AF_UNIX, {str(address)!r}), (socket.AF_INET, ("127.0.0.1", 1))):
        try:
            socket.socket(family).connect(where)
        except OSError as error:
            print("refused")
    """
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(address))
        server.listen()
        found = describe(program(_dedented(source) + GOOD))
        server.settimeout(0)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert found.output.count("refused") == 2


def test_a_sandbox_that_leaks_or_hangs_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "_SECONDS", 0.2)
    assert not isolation.keeps(isolation.Start(isolation.canary(), {}))
    assert not isolation.keeps(isolation.Start(["/bin/sh", "-c", "sleep 60"], {}))
    assert not isolation.keeps(isolation.Start(["/no/such/program"], {}))
    assert isolation.keeps(isolation.Start(["/bin/sh", "-c", "exit 0"], {}))


def _dedented(text: str) -> str:
    return "\n".join(line[4:] for line in text.splitlines())
