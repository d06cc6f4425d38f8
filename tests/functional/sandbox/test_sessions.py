"""Blocks that share a shell and a workspace."""

from __future__ import annotations

import pytest

from doccheck.model.execution import Limit
from doccheck.sandbox.interface import Network, Task, Worker


def test_state_is_kept_in_order(worker: Worker) -> None:
    worker.run(Task("X=5; export Y=6; f() { echo f$X; }; mkdir d; cd d; touch file", session="a"))
    result = worker.run(Task('echo "$X $Y"; f; ls; basename "$PWD"', session="a"))
    assert result.stdout == "5 6\nf5\nfile\nd\n"


def test_sessions_and_unnamed_blocks_do_not_meet(worker: Worker) -> None:
    worker.run(Task("touch mine ~/mine; X=a", session="b"))
    worker.run(Task("touch other; X=b", session="c"))
    assert worker.run(Task('ls; echo "$X"')).stdout == "\n"
    assert worker.run(Task('ls . ~; echo "$X"', session="b")).stdout.endswith("a\n")
    assert worker.run(Task('ls; echo "$X"', session="c")).stdout == "other\nb\n"


def test_the_path_is_the_same_for_all(worker: Worker) -> None:
    seen = {worker.run(Task("pwd; echo ~", session=name)).stdout for name in ("", "d", "e")}
    assert len(seen) == 1


def test_what_runs_in_the_background_stays_until_the_session_ends(worker: Worker) -> None:
    first = worker.run(Task("sleep 50 & echo $! > pid; (setsid sleep 50 &)", session="f"))
    assert first.leftovers == 0
    worker.run(Task("true"))
    assert worker.run(Task('kill -0 "$(cat pid)" && echo lives', session="f")).stdout == "lives\n"
    worker.end_session("f")
    gone = worker.run(Task("ls; pgrep -c sleep", session="f"))
    assert "pid" not in gone.stdout


def test_an_ended_session_begins_anew(worker: Worker) -> None:
    worker.run(Task("X=1; touch file", session="g"))
    worker.end_session("g")
    assert worker.run(Task('ls; echo "$X"', session="g")).stdout == "\n"


def test_exit_ends_the_shell_and_is_told(worker: Worker) -> None:
    worker.run(Task("X=1; touch file", session="h"))
    ended = worker.run(Task("exit 4", session="h"))
    assert (ended.exit_code, ended.session_lost) == (4, True)
    result = worker.run(Task('ls; echo "$X"', session="h"))
    assert result.stdout == "file\n\n"


def test_a_timeout_takes_the_shell_along(worker: Worker) -> None:
    worker.run(Task("X=1", session="i"))
    result = worker.run(Task("while :; do :; done", session="i", wall=0.3))
    assert result.limits_hit == (Limit.WALL,)
    assert result.session_lost
    assert worker.run(Task('echo "$X"', session="i")).stdout == "\n"


def test_options_of_the_shell_stay_its_own(worker: Worker) -> None:
    worker.run(Task("set -u; set -o pipefail", session="j"))
    assert worker.run(Task("false | true; echo $?", session="j")).stdout == "1\n"
    assert worker.run(Task("echo $UNSET; echo after", session="k")).stdout == "\nafter\n"


def test_a_server_answers_the_next_block(worker: Worker) -> None:
    if worker.isolation.backend == "landlock":
        pytest.skip("this backend grants no loopback network")
    begin = (
        "echo hello > page; python3 -m http.server 8124 --bind 127.0.0.1 >/dev/null 2>&1 &\n"
        "for _ in {1..50}; do (exec 3<>/dev/tcp/127.0.0.1/8124) 2>&- && break; sleep .1; done"
    )
    ask = (
        "exec 3<>/dev/tcp/127.0.0.1/8124\nprintf 'GET /page HTTP/1.0\\r\\n\\r\\n' >&3; tail -1 <&3"
    )
    worker.run(Task(begin, session="l", network=Network.LOOPBACK))
    worker.run(Task("echo between"))
    result = worker.run(Task(ask, session="l", network=Network.LOOPBACK))
    assert result.stdout == "hello\n"
    worker.end_session("l")


REPLACED = [
    ("exec sh -c 'sleep 0.2; echo said; exit 3'", 3, "said\n"),
    ("exec true", 0, ""),
    ("exec no-such-program", 127, ""),
]


@pytest.mark.parametrize(("script", "code", "said"), REPLACED)
def test_a_shell_that_is_replaced_is_told_by_what_took_its_place(
    worker: Worker, script: str, code: int, said: str
) -> None:
    worker.run(Task("X=1; touch file", session="m"))
    result = worker.run(Task(script, session="m"))
    assert (result.exit_code, result.stdout, result.session_lost) == (code, said, True)
    assert not result.limits_hit
    assert worker.run(Task('ls; echo "$X"', session="m")).stdout == "file\n\n"
    worker.end_session("m")


def test_what_took_the_place_of_a_shell_is_bounded_too(worker: Worker) -> None:
    result = worker.run(Task("exec sh -c \"trap '' TERM; echo begun; sleep 50\"", "n", wall=0.5))
    assert (result.stdout, result.timed_out, result.session_lost) == ("begun\n", True, True)
