"""Every simple command of a script."""

from __future__ import annotations

import pytest

from doccheck.shell.simple_commands import (
    hidden_parts,
    simple_commands,
    variables_set,
    variables_used,
)


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("ls -l 'a b'", [("ls", "-l", "a b")]),
        ("a && b | c; d", [("a",), ("b",), ("c",), ("d",)]),
        ("echo $(sudo id)", [("echo", "$(sudo", "id)"), ("sudo", "id")]),
        ("f() { sudo z; }", [("sudo", "z")]),
        ("(cd x && pip install y)", [("cd", "x"), ("pip", "install", "y")]),
        ("X=1 docker ps", [("X=1", "docker", "ps")]),
        ("echo 'sudo no'", [("echo", "sudo no")]),
        ("# sudo no", []),
        ("", []),
    ],
)
def test_commands(script: str, words: list[tuple[str, ...]]) -> None:
    assert list(simple_commands(script)) == words


def test_a_command_within_another() -> None:
    assert ("sudo", "y") in simple_commands("if test -f x; then sudo y; fi")


def test_variables() -> None:
    script = "A=1; export B=2; echo $A ${B} ${C:-3} '$D' \\$E $F; read -r G"
    assert variables_used(script) == {"A", "B", "F"}
    assert variables_set(script) == {"A", "B", "G"}


@pytest.mark.parametrize(
    ("script", "hidden"),
    [
        ("a | b", ["a"]),
        ("a x | b | c", ["a x", "b"]),
        ("é; a | b\nc || d; e '|' f", ["a"]),
        ("{ a; b; } | c", ["{ a; b; }"]),
        ("x=$(a | b)", ["a"]),
        ("a 2>&1 | b", ["a 2>&1"]),
        ("! a | b", ["! a"]),
        ("set -o pipefail; a | b", []),
        ("a", []),
        ("case x in a|b) c;; esac", []),
    ],
)
def test_the_parts_of_a_pipeline_whose_end_nobody_sees(script: str, hidden: list[str]) -> None:
    assert [script[start:end] for start, end in hidden_parts(script)] == hidden
