"""A process that confines itself before it becomes another program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from doccheck.kernel import landlock, launch


@pytest.fixture(autouse=True)
def _needs_landlock() -> None:
    if not launch.state():
        pytest.skip("this kernel has no Landlock")


def run(folder: Path, source: str) -> subprocess.CompletedProcess[str]:
    command = launch.confined(str(folder), [sys.executable, "-c", source])
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)


def test_it_writes_in_its_folder_and_nowhere_else(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.write_text("mine")
    assert run(inside, "open('new', 'w').write('x'); print(open('/dev/null', 'w'))").returncode == 0
    assert (inside / "new").read_text() == "x"
    assert run(inside, f"print(open({str(outside)!r}).read())").stdout == "mine\n"
    for attempt in ("open(p, 'a')", "import os; os.truncate(p, 0)", "import os; os.unlink(p)"):
        done = run(inside, f"p = {str(outside)!r}; {attempt}")
        assert "PermissionError" in done.stderr
    assert outside.read_text() == "mine"


def test_it_makes_no_socket_and_gains_no_privilege(tmp_path: Path) -> None:
    if not launch.filters():
        pytest.skip("no filter of system calls for this machine")
    for family in ("AF_UNIX", "AF_INET", "AF_INET6"):
        done = run(tmp_path, f"import socket; socket.socket(socket.{family})")
        assert "Address family not supported" in done.stderr
    assert run(tmp_path, "import socket; socket.socketpair()").returncode == 0
    status = run(tmp_path, "print(open('/proc/self/status').read())").stdout
    assert "NoNewPrivs:\t1" in status
    assert "Seccomp:\t2" in status


def test_it_signals_nobody_outside(tmp_path: Path) -> None:
    if landlock.abi() < landlock.SIGNALS_ABI:
        pytest.skip("this kernel's Landlock does not know signals")
    with subprocess.Popen(["sleep", "60"]) as other:
        done = run(tmp_path, f"import os; os.kill({other.pid}, 9)")
        assert "PermissionError" in done.stderr
        assert other.poll() is None
        other.kill()


def test_a_program_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    done = subprocess.run(
        launch.confined(str(tmp_path), ["/no/such/program"]), capture_output=True, check=False
    )
    assert done.returncode != 0
