"""Every attack, under both backends, as root and as an ordinary user."""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from benchmarks.attacks import page
from benchmarks.attacks.arena import arena
from benchmarks.attacks.catalogue import ATTACKS
from benchmarks.attacks.run import LIMITS, attack, run_as
from doccheck.model.execution import Aspect, Containment, Isolation, Level

_started: dict[tuple[str, bool], Future[dict[str, str]]] = {}


def _results(backend: str, root: bool) -> dict[str, str]:  # noqa: FBT001  # a parameter of the test
    """Run one of the four; where no others share the work, all side by side: most is waiting."""
    if (backend, root) not in _started:
        wanted = ((backend, root),) if "PYTEST_XDIST_WORKER" in os.environ else page.RUNS
        pool = ThreadPoolExecutor(len(wanted))
        for key in wanted:
            _started[key] = pool.submit(run_as, key[0], root=key[1])
        pool.shutdown(wait=False)
    return _started[backend, root].result()


@pytest.mark.parametrize(("backend", "root"), page.RUNS)
def test_contained(backend: str, root: bool) -> None:  # noqa: FBT001  # a parameter of the test
    said = _results(backend, root)
    assert set(said) == {item.name for item in ATTACKS}
    skipped = [text for text in said.values() if text.startswith("skipped")]
    if len(skipped) == len(said):
        pytest.skip(skipped[0])
    escaped = {name for name, text in said.items() if text and not text.startswith("skipped")}
    known = {item.name for item in ATTACKS if backend in item.escapes}
    assert escaped == known, {name: said[name] for name in escaped ^ known}
    shown = page.rows(page.PATH.read_text(encoding="utf-8"))
    column = page.RUNS.index((backend, root))
    tried = {name: text for name, text in said.items() if not text.startswith("skipped")}
    assert {name: page.cell(text) for name, text in tried.items()} == {
        name: shown[name][column] for name in tried
    }


def test_there_are_enough() -> None:
    assert len(ATTACKS) >= 100
    assert len({item.name for item in ATTACKS}) == len(ATTACKS)
    assert {item.aspect for item in ATTACKS} == set(Aspect)


def test_the_page_has_each_attack() -> None:
    """The page is written by a run that takes a while: here, only that it is not an old one."""
    shown = page.rows(page.PATH.read_text(encoding="utf-8"))
    assert list(shown) == ["attack", "---", *(item.name for item in ATTACKS)]


def test_the_page_tells_what_is_not_contained() -> None:
    first, second, third = ATTACKS[:3]
    found = {key: {first.name: "", second.name: "printed the secret"} for key in page.RUNS}
    seen = Isolation("bwrap", {Aspect.ENV: Containment(Level.PARTIAL, "a gap")})
    text = page.render(found, {"bwrap": seen, "landlock": "no such kernel"})
    shown = page.rows(text)
    assert shown[first.name] == ["contained"] * 4
    assert shown[second.name] == ["**not contained**"] * 4
    assert shown[third.name] == ["skipped: not run"] * 4
    assert "| `env` | partial: a gap | skipped: no such kernel |" in text


def test_an_attack_gets_out_where_nothing_contains_it() -> None:
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
        "list the host's connections",
        "signal a process by a descriptor",
        "choose who the kernel ends for want of memory",
        "offer a local socket to the host",
    }
    said = {}
    with UnsafeBackend().open(Policy(limits=LIMITS)) as worker:
        for item in ATTACKS:
            if item.name in harmless:
                with arena() as here:
                    mild = item._replace(script=_mild(item.script))
                    said[item.name] = attack(worker, here, mild)
    assert set(said) == harmless
    assert all(said.values()), said


def _mild(script: str) -> str:
    """Stop the victim only, not the tests themselves."""
    return script.replace(" {doccheck}", "")
