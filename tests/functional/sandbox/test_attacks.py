"""Every attack, under both backends, as root and as an ordinary user."""

from __future__ import annotations

import importlib.util
import os
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest

_SCRIPT = Path(__file__).parents[3] / "benchmarks" / "sandbox_attacks.py"


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sandbox_attacks", _SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["sandbox_attacks"] = module
    spec.loader.exec_module(module)
    return module


attacks = _load()
RUNS = [(name, user) for name in attacks.BACKENDS for user in ("root", "user")]
_started: dict[tuple[str, str], Future[dict[str, str]]] = {}


def _results(backend: str, user: str) -> dict[str, str]:
    """Run one of the four; where no others share the work, all side by side: most is waiting."""
    if (backend, user) not in _started:
        wanted = [(backend, user)] if "PYTEST_XDIST_WORKER" in os.environ else RUNS
        pool = ThreadPoolExecutor(len(wanted))
        for name, who in wanted:
            _started[name, who] = pool.submit(attacks.run_as, name, root=who == "root")
        pool.shutdown(wait=False)
    return _started[backend, user].result()


@pytest.mark.parametrize(("backend", "user"), RUNS)
def test_contained(backend: str, user: str) -> None:
    said = _results(backend, user)
    assert set(said) == {item.name for item in attacks.ATTACKS}
    skipped = [text for text in said.values() if text.startswith("skipped")]
    if len(skipped) == len(said):
        pytest.skip(skipped[0])
    escaped = {name for name, text in said.items() if text and not text.startswith("skipped")}
    known = {item.name for item in attacks.ATTACKS if backend in item.escapes}
    assert escaped == known, {name: said[name] for name in escaped ^ known}


def test_there_are_enough() -> None:
    assert len(attacks.ATTACKS) >= 40
    assert len({item.name for item in attacks.ATTACKS}) == len(attacks.ATTACKS)
    covered = {item.aspect for item in attacks.ATTACKS}
    assert covered == {
        "fs_write", "fs_read", "network", "ipc", "signals", "procs", "memory", "disk",
        "leftovers", "env", "exec",
    }  # fmt: skip


def test_the_table_tells_what_is_not_contained() -> None:
    first, second, third = attacks.ATTACKS[:3]
    found = {"bwrap, root": {first.name: "", second.name: "printed the secret"}}
    lines = attacks.table(found).splitlines()
    assert lines[2].endswith("| contained |")
    assert lines[3].endswith("| **not contained** |")
    assert lines[4] == f"| {third.name} | `{third.aspect}` | skipped: not run |"


def test_an_attack_gets_out_where_nothing_contains_it(tmp_path: Path) -> None:
    """The canaries themselves work: without a sandbox, harmless attacks succeed."""
    from doccheck.sandbox.direct import UnsafeBackend  # noqa: PLC0415  # only here
    from doccheck.sandbox.interface import Policy  # noqa: PLC0415  # only here

    harmless = {
        "append to .bashrc",
        "read an SSH key",
        "write the repository",
        "connect to the host by TCP",
        "connect to a local socket of the host",
        "change a mode outside",
        "stop a process",
        "list the home folder",
    }
    assert os.fspath(tmp_path)
    with attacks.arena() as arena, UnsafeBackend().open(Policy(limits=attacks.LIMITS)) as worker:
        said = {
            item.name: attacks.attack(worker, arena, item._replace(script=_mild(item.script)))
            for item in attacks.ATTACKS
            if item.name in harmless
        }
    assert set(said) == harmless
    assert all(said.values()), said


def _mild(script: str) -> str:
    """Stop the victim only, not the tests themselves."""
    return script.replace(" {doccheck}", "")
