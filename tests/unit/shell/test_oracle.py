"""What bash makes of the same code."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.shell.conftest import Page

BASH = shutil.which("bash")
pytestmark = pytest.mark.skipif(BASH is None, reason="bash is not installed")
pieces = st.sampled_from(
    [
        "a", "b-c", "x=1", "--opt", "-f", "=", ":", "/", ".", "é", "%", "@", "+", "^", "#", "!a",
        "'a b'", "''", "'$x'", "'\\'", "'{a,b}'", "'#'",
        '"a b"', '""', '"\\$x"', '"\\\\"', '"\\a"', '"\'"', '"{a,b}"', '"a\\\nb"',
        "$'a\\tb'", "$'\\''", "$'\\x41\\102'", '$"t"',
        "\\ ", "\\'", '\\"', "\\\\", "\\$", "\\a", "\\#", "\\\n", "\\{", "\\*",
        "{a,b}", "{1..3}", "{c,d}e", "{,z}", "{a", "b}", ",", "{x,{y,z}}",
        " ", "  ", "\t", " \\\n  ",
    ]
)  # fmt: skip
commands = st.lists(pieces, max_size=12).map(lambda parts: "prog " + "".join(parts) + " end")


def _bash(codes: list[str]) -> list[list[str] | None]:
    """Return the arguments that bash passes in each of `codes`, None where it objects."""
    script = 'prog() { printf \'%s\\0\' ARG "$#" "$@"; }\n'
    for number, code in enumerate(codes):
        script += f"printf '%s\\0' CODE {number}\neval {_quoted(code)} 2>/dev/null\n"
    done = subprocess.run(
        [BASH or "bash", "--norc", "--noprofile", "-f"],
        input=script.encode(),
        capture_output=True,
        check=False,
        timeout=60,
        env={"LC_ALL": "C.UTF-8", "PATH": "/nowhere"},
    )
    fields = done.stdout.decode().split("\0")
    result: list[list[str] | None] = [None] * len(codes)
    at = 0
    current = 0
    while at < len(fields) - 1:
        if fields[at] == "CODE":
            current = int(fields[at + 1])
            at += 2
        else:
            size = int(fields[at + 1])
            result[current] = fields[at + 2 : at + 2 + size]
            at += 2 + size
    return result


def _quoted(code: str) -> str:
    return "'" + code.replace("'", "'\\''") + "'"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(commands, min_size=10, max_size=10))
def test_words_are_those_of_bash(codes: list[str]) -> None:
    for code, expected in zip(codes, _bash(codes), strict=True):
        calls = Page(code).invocations
        if expected is None or not calls:
            continue
        words = calls[0].argv
        if all(word.static for word in words):
            assert [word.text for word in words] == expected, code


tokens = st.sampled_from(
    [
        "prog x", "prog", "ls", "'", '"', "`", "(", ")", "$(", "${", "}", "{ ", "; }", "<", ">",
        ">>", "2>", "&&", "||", "|", "&", ";", "\n", " ", "#", "\\", "<<<", "if ", "then ", "fi",
        "a", "do ", "done", "while ", "for i in ", "case ", "esac", "[[ ", " ]]", "=", "$x", "!",
        "<(",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(tokens, max_size=9).map("".join))
def test_bash_finds_a_fault_wherever_we_do(code: str) -> None:
    if Page(code).reading.syntax_faults:
        assert _refused(code), code


def _refused(code: str) -> bool:
    done = subprocess.run(
        [BASH or "bash", "-n"], input=code.encode(), capture_output=True, check=False, timeout=20
    )
    return done.returncode != 0 or b"error" in done.stderr or b"unexpected" in done.stderr
