"""Programs that are forked: only a pass counts, and it is the same as a plain one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from doccheck.model.execution import ExecutionResult, RunMode
from doccheck.sandbox.interface import Backend, Policy, Task, Worker
from doccheck.sandbox.program import find_program
from doccheck.sandbox.simple import simple_argv

LIBRARY = """
import argparse, os, sys, time
{at_import}
STARTED = os.getpid()

def main():
    parser = argparse.ArgumentParser(prog="tool")
    parser.add_argument("--version", action="version", version="1.0")
    parser.add_argument("--code", type=int, default=0)
    parser.add_argument("--forked-fails", action="store_true")
    parser.add_argument("--hang", action="store_true")
    parser.add_argument("--write")
    parser.add_argument("--ask", action="store_true")
    parser.add_argument("--env")
    options = parser.parse_args()
    forked = STARTED != os.getpid()
    if options.write:
        with open(options.write, "a") as file:
            file.write("line\\n")
        print(open(options.write).read(), end="")
    if options.forked_fails and forked:
        print("only when forked")
        sys.exit("broken")
    if options.hang and forked:
        time.sleep(60)
    if options.ask:
        print(repr(sys.stdin.read()), sys.argv, __name__)
    if options.env:
        print(os.environ.get(options.env))
    print("done")
    return options.code
"""
SCRIPT = "#!{python}\nimport sys\nfrom tool_library import main\nsys.exit(main())\n"


@pytest.fixture
def open_tool(tmp_path: Path, backend: Backend) -> Callable[..., Worker]:
    def make(at_import: str = "", **settings: object) -> Worker:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        (folder / "tool_library.py").write_text(LIBRARY.format(at_import=at_import))
        (folder / "tool").write_text(SCRIPT.format(python=sys.executable))
        (folder / "tool").chmod(0o755)
        program = find_program("tool", [folder])
        assert program is not None
        policy = Policy(search_path=(folder,), programs=(program,), **settings)  # type: ignore[arg-type]  # as given
        return backend.open(policy)

    return make


def run(worker: Worker, script: str, **more: object) -> ExecutionResult:
    return worker.run(Task(script, argv=simple_argv(script), **more))  # type: ignore[arg-type]  # as given


def same(first: ExecutionResult, second: ExecutionResult) -> bool:
    return (first.stdout, first.stderr, first.exit_code) == (
        second.stdout,
        second.stderr,
        second.exit_code,
    )


def test_a_forked_command_says_the_same(open_tool: Callable[..., Worker]) -> None:
    with open_tool() as worker:
        assert worker.warm() == {"tool": "ready"}
        for script, code in (
            ("tool --help", 0),
            ("tool --version", 0),
            ("tool --nonsense", 2),
            ("tool --code 3", 3),
            ("tool --ask", 0),
            ("tool --env HOME", 0),
        ):
            forked = run(worker, script, expect=code)
            plain = run(worker, script, expect=code, plain=True)
            assert forked.mode is RunMode.FORKED, script
            assert plain.mode is RunMode.PLAIN
            assert same(forked, plain)


def test_a_failure_is_told_only_after_a_plain_run(open_tool: Callable[..., Worker]) -> None:
    with open_tool() as worker:
        worker.warm()
        result = run(worker, "tool --forked-fails")
        assert (result.stdout, result.exit_code) == ("done\n", 0)
        assert result.mode is RunMode.PLAIN
        failed = run(worker, "tool --code 9")
        assert (failed.mode, failed.exit_code) == (RunMode.PLAIN, 9)


def test_the_workspace_is_restored_before_the_plain_run(
    open_tool: Callable[..., Worker],
) -> None:
    with open_tool() as worker:
        worker.warm()
        result = run(worker, "tool --write file --forked-fails")
        assert result.stdout == "line\ndone\n"


def test_a_hanging_fork_is_run_plainly(open_tool: Callable[..., Worker]) -> None:
    with open_tool() as worker:
        worker.warm()
        result = run(worker, "tool --hang", wall=1.0)
        assert (result.stdout, result.mode) == ("done\n", RunMode.PLAIN)


def test_pipelines_reach_the_server_through_a_shim(open_tool: Callable[..., Worker]) -> None:
    with open_tool() as worker:
        worker.warm()
        script = "for n in 1 2; do echo in | tool --ask; done | cat -n; tool --code 4 || echo $?"
        shim = run(worker, script)
        plain = run(worker, script, plain=True)
        assert shim.mode is RunMode.FORKED
        assert same(shim, plain)
        assert "'in\\n'" in shim.stdout


LEAVE_BEHIND = """
import array, json, os, socket
server = socket.socket(fileno=os.dup(63))
held, answer = socket.socketpair()
null, here = os.open("/dev/null", os.O_RDWR), os.open(".", os.O_RDONLY)
fds = array.array("i", [held.fileno(), null, null, here, answer.fileno()])
path = "PA" + "TH"  # a block that speaks of it is given no shims
environment = {**os.environ, path: os.environ[path].partition(":")[2]}
request = {"argv": ["tool", "--hang"], "env": environment, "umask": 0}
message = json.dumps(request).encode()
for _ in range(4):  # each holds what would tell the server that nobody waits
    server.sendmsg([message], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)])
"""


def test_what_a_block_asks_of_the_server_ends_with_the_block(
    open_tool: Callable[..., Worker],
) -> None:
    with open_tool() as worker:
        worker.warm()
        asks = f"tool --version; {sys.executable} - <<'E'\n{LEAVE_BEHIND}\nE\n"
        result = run(worker, asks)
        assert result.mode is RunMode.FORKED, result
        assert result.leftovers >= 4
        again = run(worker, "tool --version")
        assert again.mode is RunMode.FORKED
        assert again.leftovers == 0


def test_a_shim_is_never_seen(open_tool: Callable[..., Worker]) -> None:
    with open_tool() as worker:
        worker.warm()
        result = run(worker, "command -v tool; tool --version")
        assert result.mode is RunMode.PLAIN
        assert "shims" not in result.stdout


@pytest.mark.parametrize(
    ("script", "settings"),
    [
        ("tool --env X", {"environment": {"X": "1"}}),
        ("X=1 tool --env X", {}),
        ("touch tool_library.py.bak argparse.py; tool --version", {}),
        ("touch .env; tool --version", {}),
    ],
)
def test_what_an_import_could_see_is_run_plainly(
    open_tool: Callable[..., Worker], script: str, settings: dict[str, object]
) -> None:
    with open_tool() as worker:
        worker.warm()
        result = run(worker, script, **settings)
        assert result.mode is RunMode.PLAIN
        assert same(result, run(worker, script, plain=True, **settings))


def test_a_program_that_changes_is_run_plainly(
    open_tool: Callable[..., Worker], tmp_path: Path
) -> None:
    with open_tool() as worker:
        worker.warm()
        assert run(worker, "tool").mode is RunMode.FORKED
        library = tmp_path / "bin" / "tool_library.py"
        library.write_text(library.read_text().replace('print("done")', 'print("changed")'))
        result = run(worker, "tool")
        assert (result.stdout, result.mode) == ("changed\n", RunMode.PLAIN)


def test_threads_left_by_an_import_allow_help_only(open_tool: Callable[..., Worker]) -> None:
    started = (
        "import threading; threading.Thread(target=lambda: time.sleep(99), daemon=True).start()"
    )
    with open_tool(started) as worker:
        worker.warm()
        assert run(worker, "tool --help").mode is RunMode.FORKED
        assert run(worker, "tool --nonsense", expect=2).mode is RunMode.FORKED
        assert run(worker, "tool").mode is RunMode.PLAIN


def test_the_environment_that_an_import_sets_is_kept(open_tool: Callable[..., Worker]) -> None:
    with open_tool("os.environ['SET'] = 'by import'; os.environ.pop('TZ')") as worker:
        worker.warm()
        for script in ("tool --env SET", "tool --env TZ"):
            forked = run(worker, script)
            assert forked.mode is RunMode.FORKED
            assert same(forked, run(worker, script, plain=True))


@pytest.mark.parametrize(
    ("at_import", "why"),
    [
        ("raise RuntimeError('no')", "RuntimeError: no"),
        ("sys.exit(3)", "SystemExit: 3"),
        ("os._exit(3)", "ends the interpreter"),
        ("print('noise', flush=True)", "help differs"),
    ],
)
def test_a_program_that_cannot_be_forked_says_why(
    open_tool: Callable[..., Worker], at_import: str, why: str
) -> None:
    with open_tool(at_import) as worker:
        assert why in worker.warm()["tool"]
        result = run(worker, "tool --version")
        assert result.mode is RunMode.PLAIN
        assert same(result, run(worker, "tool --version", plain=True))


def test_passes_are_sampled(open_tool: Callable[..., Worker]) -> None:
    """A command that differs when it is forked is found out, and the server given up."""
    with open_tool("os.environ['START'] = str(os.getpid())", sample_every=3) as worker:
        worker.warm()
        modes = [run(worker, "tool --env START").mode for _ in range(5)]
    assert modes[:2] == [RunMode.FORKED] * 2
    assert modes[2:] == [RunMode.PLAIN] * 3


def test_a_killed_server_is_survived(open_tool: Callable[..., Worker]) -> None:
    with open_tool() as worker:
        worker.warm()
        worker.run(Task("pkill -9 -f forkserver.py; true"))
        result = run(worker, "tool --version")
        assert result.stdout == "1.0\n"
