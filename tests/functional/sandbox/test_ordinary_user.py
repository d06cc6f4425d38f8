"""What works for root works for an ordinary user, whose files outside are as writable as inside."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from doccheck.sandbox.interface import Backend

_PYTHON = "/usr/bin/python3"
_UID = 21_878
_RUN = """
import json, sys
from doccheck.sandbox.bwrap import BwrapBackend
from doccheck.sandbox.direct import LandlockBackend
from doccheck.sandbox.interface import Limits, Policy, Task
kind = {"bwrap": BwrapBackend, "landlock": LandlockBackend}[sys.argv[1]]
with kind().open(Policy(limits=Limits(wall=10))) as worker:
    results = [worker.run(Task(script, session=name)) for script, name in json.load(sys.stdin)]
print(json.dumps([[r.stdout, r.stderr, r.exit_code] for r in results]))
"""
MODES = """
echo echo ran > run; chmod +x run; ./run; chmod -R go-rwx .; touch -d 2001-02-03 run
stat -c '%a %y' run | cut -c1-14; cp -p run copy; stat -c %y copy | cut -c1-10
mkdir -m 750 d; stat -c %a d; (cd d; touch x; chmod 640 ./x; stat -c %a x; chmod 600 ../copy)
tar cf a.tar run; rm run; tar xf a.tar; install -m 711 run i; stat -c %a i; ln -s run link
chmod 744 link; stat -c %a run
"""
BY_DESCRIPTOR = (
    'python3 -c \'import os; f = open("x", "w"); os.fchmod(f.fileno(), 0o600); '
    'os.utime(f.fileno(), (1, 2)); s = os.stat("x"); print(oct(s.st_mode), s.st_mtime)\''
)


def as_user(argv: list[str], given: str = "") -> subprocess.CompletedProcess[str]:
    if os.getuid() != 0 or not Path(_PYTHON).exists() or not shutil.which(argv[0]):
        pytest.skip("needs root to become an ordinary user, and the system's Python")
    return subprocess.run(
        argv,
        input=given,
        capture_output=True,
        text=True,
        check=False,
        user=_UID,
        group=_UID,
        extra_groups=[],
        cwd="/",
        env={"PYTHONPATH": str(Path(__file__).parents[3]), "PATH": "/usr/bin:/bin"},
    )


def run(backend: Backend, *tasks: tuple[str, str]) -> list[tuple[str, str, int]]:
    done = as_user([_PYTHON, "-c", _RUN, backend.name], json.dumps(tasks))
    assert done.returncode == 0, done.stderr
    return [tuple(item) for item in json.loads(done.stdout)]


def test_modes_and_times_change_in_the_workspace(backend: Backend) -> None:
    modes, descriptor = run(backend, (MODES, ""), (BY_DESCRIPTOR, ""))
    assert modes == ("ran\n700 2001-02-03\n2001-02-03\n750\n640\n711\n744\n", "", 0)
    assert descriptor == ("0o100600 2.0\n", "", 0)


def test_modes_change_in_the_background_of_a_session(backend: Backend) -> None:
    begun, ended = run(
        backend,
        ("touch x; (sleep 0.2; chmod 711 x; touch done) &", "a"),
        ("while ! [ -e done ]; do sleep 0.05; done; stat -c %a x", "a"),
    )
    assert begun[2] == 0
    assert ended == ("711\n", "", 0)


_SELECT = """
from doccheck.errors import SandboxUnavailableError
from doccheck.sandbox.interface import Strength
from doccheck.sandbox.select import select
print(select().name)
try:
    select(Strength.STRONG)
except SandboxUnavailableError as error:
    print(error.message)
"""


def test_the_fallback_is_chosen_where_namespaces_are_refused() -> None:
    outer = ("bwrap", "--unshare-user", "--disable-userns", "--dev-bind", "/", "/", "--")
    if as_user([*outer, "/bin/true"]).returncode:
        pytest.skip("no bubblewrap that can refuse further namespaces")
    done = as_user([*outer, _PYTHON, "-c", _SELECT])
    name, refusal = done.stdout.splitlines()
    assert name == "landlock"
    assert "namespace" in refusal
