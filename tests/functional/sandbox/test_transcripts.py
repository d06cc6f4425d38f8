"""Steps handed over together do what they do one by one in a session's shell."""

from __future__ import annotations

import itertools
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doccheck.errors import SandboxPolicyError
from doccheck.model.execution import ExecutionResult
from doccheck.sandbox.interface import Backend, Policy, Task, Worker

# Everything a shell keeps between two commands, and everything that upsets it.
STEPS = (
    "echo hello",
    "printf 'no newline'",
    "printf 'to stderr' >&2; echo both",
    "name=reader; other='two words'",
    'echo "$name, $other, $?"',
    "export KEPT=yes; env | grep KEPT",
    "mkdir -p sub && cd sub",
    'basename "$PWD"',
    'greet() { echo "greetings, $1"; }',
    "greet you",
    "alias ll='echo aliased'; shopt -s expand_aliases",
    "trap 'echo trapped' USR1; kill -USR1 $BASHPID",
    "trap 'echo bye' EXIT",
    "set -u",
    'echo "${nothing-unset}"',
    "set -e",
    "false",
    "false || true",
    "(exit 3)",
    "exit 0",
    "exit 4",
    "exec 2>&1",
    "kill -KILL $BASHPID",
    "sleep 0 & wait; echo waited",
    "sleep 300 & echo started",
    "nohup sleep 300 > /dev/null 2>&1 & disown; echo away",
    "cat",
    'read -r line; echo "read $? [$line]"',
    "cat << END\nunterminated",
    "echo 'unterminated",
    "if true; then",
    "head -c 64 /dev/urandom > /dev/null; printf '\\0\\377\\n0\\n'",
    "echo 0; echo 137 >&2",
    "echo 0 >&59; echo forged",
    'read -r -u 58 stolen; echo "got $?"',
    "printf '0\\n' >&61; echo forged",
    "for n in 1 2 3; do echo $n; done\necho done",
    "pwd > where; cat where | wc -l",
    "no-such-command",
    "rm -rf ../sub; echo removed",
    "ulimit -n 100; ulimit -n",
    "set -- a b; echo $#",
    "declare -a list=(1 2 3); echo ${#list[@]}",
    "cat /proc/self/stat | wc -l",
    "echo end # a comment",
    "",
)
_NUMBERS = itertools.count()


def seen(result: ExecutionResult) -> tuple[object, ...]:
    return (
        result.exit_code,
        result.stdout,
        result.stderr,
        result.binary,
        result.limits_hit,
        result.session_lost,
    )


def one_by_one(worker: Worker, scripts: list[str]) -> list[ExecutionResult]:
    """Run each step by itself in a session, up to the one that ends the shell."""
    name = f"peer-{next(_NUMBERS)}"
    found: list[ExecutionResult] = []
    try:
        for script in scripts:
            found.append(worker.run(Task(script, session=name)))
            if found[-1].session_lost:
                break
    finally:
        worker.end_session(name)
    return found


def together(
    worker: Worker, scripts: list[str], alone: list[ExecutionResult], session: str = ""
) -> list[ExecutionResult]:
    """Run the steps as one course that expects what each did by itself."""
    codes = [result.exit_code for result in alone] + [0] * (len(scripts) - len(alone))
    tasks = [
        Task(script, session=session, expect=code)
        for script, code in zip(scripts, codes, strict=True)
    ]
    return list(worker.begin(tasks))


@pytest.mark.parametrize("second", ["echo next", 'echo "$?"; basename "$PWD"'])
@pytest.mark.parametrize("first", STEPS)
def test_two_steps_do_the_same_together(worker: Worker, first: str, second: str) -> None:
    scripts = [first, second]
    alone = one_by_one(worker, scripts)
    assert [*map(seen, together(worker, scripts, alone))] == [*map(seen, alone)]


@settings(
    max_examples=int(os.environ.get("DOCCHECK_EXAMPLES", "25")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(scripts=st.lists(st.sampled_from(STEPS), min_size=2, max_size=6), named=st.booleans())
def test_any_steps_do_the_same_together(worker: Worker, scripts: list[str], named: bool) -> None:  # noqa: FBT001 - drawn
    alone = one_by_one(worker, scripts)
    session = f"course-{next(_NUMBERS)}" if named else ""
    try:
        assert [*map(seen, together(worker, scripts, alone, session))] == [*map(seen, alone)]
    finally:
        if session:
            worker.end_session(session)
    after = worker.run(Task('echo "[$name$other$KEPT]"; ls -A; echo "$#"; type greet'))
    assert (after.exit_code, after.stdout, after.leftovers) == (1, "[]\n0\n", 0)


def test_a_program_that_replaces_the_shell_is_waited_for(worker: Worker) -> None:
    tasks = (Task("name=x"), Task("exec sh -c 'sleep 0.05; echo replaced'"), Task("echo never"))
    found = list(worker.begin(tasks))
    assert [(one.stdout, one.exit_code, one.session_lost) for one in found] == [
        ("", 0, False),
        ("replaced\n", 0, True),
    ]


def test_a_course_ends_with_the_first_step_that_does_not_end_as_expected(worker: Worker) -> None:
    tasks = (Task("(exit 3)", expect=3), Task("(exit 4)"), Task("echo never"))
    assert [one.exit_code for one in worker.begin(tasks)] == [3, 4]


def test_each_step_has_its_time_limit(worker: Worker) -> None:
    tasks = (Task("sleep 0.3", wall=5.0), Task("sleep 60", wall=0.2), Task("echo never"))
    first, second = worker.begin(tasks)
    assert not first.timed_out
    assert second.timed_out
    assert worker.run(Task("echo well")).stdout == "well\n"


def test_what_a_course_leaves_running_is_ended_and_counted(worker: Worker) -> None:
    _, last = worker.begin((Task("sleep 300 &"), Task("(setsid sleep 300 &)")))
    assert last.leftovers == 2
    assert worker.run(Task("ps -e 2>/dev/null | grep -c '[s]leep 300' || true")).leftovers == 0


@pytest.mark.parametrize(
    "forged",
    [
        "printf '0\\n0\\n0\\n' >&11; exit 7",
        "for fd in /proc/$BASHPID/fd/*; do printf '0\\n' >&${fd##*/}; done 2>/dev/null; exit 7",
        "printf 'echo stolen\\0' >&10 2>/dev/null; exit 7",
    ],
)
def test_a_step_speaks_for_no_other_course(worker: Worker, forged: str) -> None:
    begun = [worker.begin((Task(forged), Task("exit 8"))), worker.begin((Task("exit 9"),))]
    first, second = map(list, begun)
    assert [one.exit_code for one in second] == [9]
    assert 1 <= len(first) <= 2
    assert worker.run(Task("(exit 5)")).exit_code == 5


def test_courses_that_were_begun_are_answered_in_any_order(worker: Worker) -> None:
    begun = [worker.begin((Task(f"n={n}"), Task("echo $n"))) for n in range(40)]
    found = {n: [one.stdout for one in begun[n]] for n in (39, 0, *range(1, 39))}
    assert found == {n: ["", f"{n}\n"] for n in range(40)}


def test_long_scripts_and_outputs_do_not_block_each_other(worker: Worker) -> None:
    text = "x" * 100_000
    begun = [worker.begin((Task(f"echo {text}; echo {text} >&2"),)) for _ in range(8)]
    assert [len(result.stdout) for course in begun for result in course] == [100_001] * 8


def test_only_the_course_that_ends_the_sandbox_is_lost(backend: Backend) -> None:
    with backend.open(Policy()) as worker:
        first, second = worker.begin((Task("sleep 5"),)), worker.begin((Task("echo well"),))
        worker.interrupt()
        assert [one.session_lost for one in first] == [True]
        assert [one.stdout for one in second] == ["well\n"]


def test_what_cannot_be_granted_is_refused_before_anything_runs(worker: Worker) -> None:
    with pytest.raises(SandboxPolicyError, match="is no name"):
        worker.begin((Task("echo"), Task("echo", environment={"no name": ""})))
