"""What blocks may do, and what becomes of those that misbehave."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from doccheck.errors import SandboxPolicyError
from doccheck.model.execution import Limit, RunMode
from doccheck.sandbox.interface import Backend, Fixture, Limits, Network, Policy, Task, Worker


def test_output_and_exit_code(worker: Worker) -> None:
    result = worker.run(Task("echo out; echo err >&2; exit 3"))
    assert (result.stdout, result.stderr, result.exit_code) == ("out\n", "err\n", 3)
    assert not result.ok
    assert result.mode is RunMode.PLAIN
    assert result.isolation is worker.isolation


def test_each_block_has_a_shell_and_a_workspace_of_its_own(worker: Worker) -> None:
    worker.run(Task("X=1; export Y=2; alias z=ls; touch here ~/there $TMPDIR/too; set -u; umask 0"))
    result = worker.run(Task('echo "$X$Y"; ls -A . ~ $TMPDIR; umask'))
    assert "here" not in result.stdout
    assert "there" not in result.stdout
    assert result.stdout.startswith("\n")
    assert result.stdout.endswith("0022\n")


def test_line_numbers_are_those_of_the_block(worker: Worker) -> None:
    result = worker.run(Task("true\nno-such-command"))
    assert result.stderr == "bash: line 2: no-such-command: command not found\n"
    assert result.exit_code == 127


def test_a_syntax_error_is_a_failure(worker: Worker) -> None:
    result = worker.run(Task("if true; then"))
    assert result.exit_code != 0
    assert "syntax error" in result.stderr
    assert worker.run(Task("echo fine")).stdout == "fine\n"


def test_heredocs_functions_and_pipes(worker: Worker) -> None:
    script = "f() { tr a-z A-Z; }\nf <<'END' | rev\nabc $HOME\nEND\n(exit 4)"
    result = worker.run(Task(script))
    assert (result.stdout, result.exit_code) == ("EMOH$ CBA\n", 4)


def test_the_project_is_readable_and_not_writable(worker: Worker, project: Path) -> None:
    assert worker.run(Task(f"cat {project}/README.md")).stdout == "# Project\n"
    assert worker.run(Task(f"echo x >> {project}/README.md")).exit_code != 0
    assert (project / "README.md").read_text() == "# Project\n"


def test_fixtures_are_copies(worker: Worker, project: Path) -> None:
    fixtures = (Fixture(project / "README.md", "docs/page.md"),)
    result = worker.run(Task("echo more >> docs/page.md; cat docs/page.md", fixtures=fixtures))
    assert result.stdout == "# Project\nmore\n"
    assert (project / "README.md").read_text() == "# Project\n"


def test_a_fixture_waits_for_nobody(worker: Worker, project: Path) -> None:
    fixtures = (Fixture(project / "README.md", "docs/page.md"),)
    worker.run(Task("mkdir docs; mkfifo docs/page.md", session="fifo"))
    result = worker.run(Task("cat docs/page.md", session="fifo", fixtures=fixtures))
    worker.end_session("fifo")
    assert result.stdout == "# Project\n"


def test_signals_can_be_caught(worker: Worker) -> None:
    script = 'for s in INT TERM HUP USR1; do trap "echo $s" $s; kill -$s $BASHPID; done'
    assert worker.run(Task(script)).stdout == "INT\nTERM\nHUP\nUSR1\n"


def test_a_missing_fixture_is_told(worker: Worker, project: Path) -> None:
    result = worker.run(Task("true", fixtures=(Fixture(project / "none", "none"),)))
    assert not result.ok
    assert "none" in result.notes[0]
    assert worker.run(Task("echo fine")).stdout == "fine\n"


def test_the_environment_is_a_fixed_one(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "secret")
    monkeypatch.setenv("WANTED", "wanted")
    policy = Policy(environment={"OWN": "own"}, pass_environment=("WANTED", "ABSENT"))
    with backend.open(policy) as worker:
        result = worker.run(Task("env", environment={"THIS": "it's $one"}))
    lines = result.stdout.splitlines()
    assert {"OWN=own", "WANTED=wanted", "THIS=it's $one"} <= set(lines)
    names = {line.partition("=")[0] for line in lines}
    assert not names & {"SECRET", "ABSENT"}
    assert not any("doccheck" in name.lower() for name in names)


def test_binary_output(worker: Worker) -> None:
    result = worker.run(Task(r"printf '\xff\x00ok'"))
    assert result.binary
    assert result.stdout == "\\xff\x00ok"
    assert not worker.run(Task("printf 'häßlich'")).binary


def test_standard_input_is_empty_and_there_is_no_terminal(worker: Worker) -> None:
    result = worker.run(Task("read -r x; echo $?; tty; echo > /dev/tty"))
    assert result.stdout == "1\nnot a tty\n"
    assert result.exit_code != 0


def test_a_block_that_never_ends(worker: Worker) -> None:
    began = time.monotonic()
    result = worker.run(Task("echo begun; sleep 100", wall=0.3))
    assert time.monotonic() - began < 60
    assert result.timed_out
    assert result.limits_hit == (Limit.WALL,)
    assert result.stdout == "begun\n"


def test_a_block_that_ignores_sigterm(worker: Worker) -> None:
    result = worker.run(Task("trap '' TERM; while :; do sleep 1; done", wall=0.3))
    assert result.timed_out
    assert result.exit_code == 137


def test_a_block_that_cleans_up_on_sigterm(worker: Worker) -> None:
    result = worker.run(Task("trap 'echo cleaned; exit 5' TERM; sleep 100 & wait", wall=0.3))
    assert result.timed_out
    assert result.stdout == "cleaned\n"


def test_a_flood_is_stopped(worker: Worker) -> None:
    result = worker.run(Task("yes"))
    assert result.limits_hit == (Limit.OUTPUT,)
    assert result.stdout_truncated
    assert len(result.stdout) == 1 << 20


def test_a_long_text_is_cut_but_not_stopped(worker: Worker) -> None:
    result = worker.run(Task("head -c 2000000 /dev/zero | tr '\\0' x; exit 7"))
    assert result.exit_code == 7
    assert result.stdout_truncated
    assert not result.stderr_truncated
    assert not result.limits_hit


def test_processor_time_is_bounded(backend: Backend) -> None:
    with backend.open(Policy(limits=Limits(wall=20, cpu=1))) as worker:
        result = worker.run(Task("while :; do :; done"))
    assert result.limits_hit == (Limit.CPU,)
    assert not result.timed_out


def test_a_large_file_is_refused(worker: Worker) -> None:
    result = worker.run(Task("head -c 9000000 /dev/zero > big; echo $?; stat -c %s big"))
    assert result.stdout.endswith(f"{8 << 20}\n")
    assert not result.stdout.startswith("0\n")


def test_descriptors_and_core_dumps_are_bounded(worker: Worker) -> None:
    assert worker.run(Task("ulimit -n; ulimit -c; ulimit -u")).stdout == "512\n0\n64\n"


def test_what_is_left_running_is_ended_and_counted(worker: Worker) -> None:
    result = worker.run(Task("sleep 100 & setsid sleep 100 & (sleep 100 &) ; echo done"))
    assert result.stdout == "done\n"
    assert result.leftovers == 3
    assert worker.run(Task("true")).leftovers == 0


def test_a_block_that_kills_its_parent_and_itself(worker: Worker) -> None:
    worker.run(Task("kill -9 $PPID"))
    result = worker.run(Task("kill -9 $$"))
    assert result.exit_code == 137
    assert worker.run(Task("echo fine")).stdout == "fine\n"


def test_a_signal_to_the_group(worker: Worker) -> None:
    assert worker.run(Task("trap 'kill 0' EXIT; echo x")).stdout == "x\n"
    assert worker.run(Task("echo fine")).stdout == "fine\n"


def test_a_block_that_deletes_its_folder(worker: Worker) -> None:
    worker.run(Task('mkdir d; cd d; rm -rf "$PWD" ../../work'))
    result = worker.run(Task("pwd; touch x; ls"))
    assert result.stdout == f"{result.workspace}\nx\n"


def test_modes_and_times_change_in_the_workspace(worker: Worker) -> None:
    script = (
        "echo echo ran > run; chmod +x run; ./run; chmod -R u+rw,go-rwx .; touch -d 2001-02-03 run;"
        "stat -c '%a %y' run | cut -c1-14; cp -p run copy; stat -c %y copy | cut -c1-10;"
        "mkdir -m 750 d; stat -c %a d; tar cf a.tar run; tar xf a.tar; umask 077; install run i"
    )
    result = worker.run(Task(script))
    assert result.stderr == ""
    assert result.stdout == "ran\n700 2001-02-03\n2001-02-03\n750\n"


def test_a_block_cannot_speak_for_the_next(worker: Worker) -> None:
    forge = (
        "import glob, os\n"
        "for path in glob.glob('/proc/[0-9]*'):\n"
        "    for name, data in (('fd/60', b'echo forged\\0' * 3), ('fd/61', b'0\\n0\\n')):\n"
        "        try: os.write(os.open(f'{path}/{name}', os.O_WRONLY | os.O_NONBLOCK), data)\n"
        "        except OSError: continue\n"
        "        print('wrote', name)\n"
        "    try: os.open(f'{path}/mem', os.O_RDWR); print('opened memory')\n"
        "    except OSError: pass\n"
    )
    result = worker.run(Task(f"python3 - <<'END'\n{forge}END\nsleep 0.1"))
    assert (result.stdout, result.exit_code) == ("", 0)
    assert "memory" not in result.stdout
    for _ in range(3):
        following = worker.run(Task("echo real; exit 3"))
        assert (following.stdout, following.exit_code) == ("real\n", 3)


def test_a_script_as_large_as_a_page(worker: Worker) -> None:
    script = "\n".join(f": {'x' * 80} {n}" for n in range(2000)) + "\necho end"
    assert worker.run(Task(script)).stdout == "end\n"


def test_a_null_byte_is_left_out(worker: Worker) -> None:
    assert worker.run(Task("echo a\0b")).stdout == "ab\n"


def test_a_loopback_network(worker: Worker) -> None:
    server = (
        "python3 -m http.server 8123 --bind 127.0.0.1 >/dev/null 2>&1 &\n"
        "for _ in {1..50}; do (exec 3<>/dev/tcp/127.0.0.1/8123) 2>&- && break; sleep .1; done\n"
        "exec 3<>/dev/tcp/127.0.0.1/8123; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; head -1 <&3"
    )
    task = Task(server, network=Network.LOOPBACK)
    if worker.isolation.backend == "landlock":
        with pytest.raises(SandboxPolicyError, match="loopback"):
            worker.run(task)
    else:
        result = worker.run(task)
        assert result.stdout == "HTTP/1.0 200 OK\r\n"
        assert result.leftovers == 1


def test_memory_across_processes_is_watched(worker: Worker) -> None:
    one = "python3 -c 'b = b\"x\" * (100 << 20); import time; time.sleep(9)'"
    script = f"for _ in 1 2 3 4; do {one} & done; wait"
    result = worker.run(Task(script))
    assert result.limits_hit == (Limit.MEMORY,)
