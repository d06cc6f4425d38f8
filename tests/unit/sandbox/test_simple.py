from __future__ import annotations

import random
import subprocess

import pytest

from doccheck.sandbox.simple import simple_argv


@pytest.mark.parametrize(
    ("script", "argv"),
    [
        ("tool --help", ("tool", "--help")),
        ("  tool 'a b' \"c d\" e'f'g \n", ("tool", "a b", "c d", "efg")),
        ("tool --option=value", ("tool", "--option=value")),
        ("tool ''", ("tool", "")),
    ],
)
def test_one_simple_command(script: str, argv: tuple[str, ...]) -> None:
    assert simple_argv(script) == argv


@pytest.mark.parametrize(
    "script",
    [
        "",
        "tool $HOME",
        "tool | head",
        "tool > file",
        "tool\ntool",
        "tool *.md",
        "tool ~/x",
        "tool {a,b}",
        "A=1 tool",
        "cd somewhere",
        "tool # comment",
        "tool 'unclosed",
        "tool a\\ b",
        "! tool",
        "if true",
        "tool `date`",
        "tool &",
    ],
)
def test_what_needs_a_shell(script: str) -> None:
    assert simple_argv(script) == ()


def test_bash_reads_the_same_words() -> None:
    rng = random.Random(7)  # the same texts every time
    alphabet = "ab=-./:,@%+ '\"\t"
    texts = ["tool " + "".join(rng.choices(alphabet, k=rng.randint(0, 12))) for _ in range(600)]
    simple = [text for text in texts if simple_argv(text)]
    assert len(simple) > 100
    script = "".join(f"set -- {text}\nprintf '%s\\0' \"$@\"; printf '\\1'\n" for text in simple)
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    read = [tuple(part.split("\0")[:-1]) for part in done.stdout.split("\1")[:-1]]
    assert read == [simple_argv(text) for text in simple]
