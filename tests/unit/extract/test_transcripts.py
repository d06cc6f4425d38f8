"""Prompts, continuations and output."""

from __future__ import annotations

import pytest

from doccheck.model.block import Certainty, Dialect
from tests.unit.extract.pages import blocks, fence, read


@pytest.mark.parametrize(
    "prompt",
    [
        "$ ",
        "% ",
        "  $ ",
        "(venv) $ ",
        "(a) (b-1) $ ",
        "user@host:~$ ",
        "user@host ~ % ",
        "(base) user@host:~/x y$ ",
        "[user@host dir]$ ",
        "root@host:/# ",
        "[root@host dir]# ",
        "~/dir $ ",
        "[dir] $ ",
        "bash-5.2$ ",
        "\u276f ",
        "\u279c  ~ ",
        ">>> ",
        "> ",
    ],
)
@pytest.mark.parametrize("language", ["bash", "console", ""])
def test_prompts(prompt: str, language: str) -> None:
    page = fence(language, f"{prompt}acme run --x\nout\n{prompt}acme go\n")
    (block,) = read(page).blocks
    assert (block.dialect, block.certainty) == (Dialect.TRANSCRIPT, Certainty.CERTAIN)
    assert block.text.text == "acme run --x\nacme go\n"
    assert [part.text for part in block.output] == ["out\n", ""]


@pytest.mark.parametrize(
    ("prompt", "dialect"),
    [
        ("PS C:\\Users\\me> ", Dialect.POWERSHELL),
        ("PS> ", Dialect.POWERSHELL),
        ("C:\\x>", Dialect.CMD),
    ],
)
def test_windows_prompts(prompt: str, dialect: Dialect) -> None:
    page = fence("", f"{prompt}acme run\nout\n{prompt}acme go\n")
    (block,) = read(page).blocks
    assert (block.dialect, block.text.text) == (dialect, "acme run\nacme go\n")
    assert [part.text for part in block.output] == ["out\n", ""]


def test_the_fence_tells_whose_prompt_it_is() -> None:
    page = fence("powershell", "> acme run `\n>   --x\nout\n> acme go")
    (block,) = read(page).blocks
    assert block.dialect is Dialect.POWERSHELL
    assert block.text.text == "acme run `\n  --x\nacme go\n"


@pytest.mark.parametrize(
    ("content", "command", "output"),
    [
        ("$ acme run \\\n>   --x\nout", "acme run \\\n  --x\n", ["out\n"]),
        ("$ acme run \\\n    --x\nout", "acme run \\\n    --x\n", ["out\n"]),
        ("$ acme run |\n> cat\nout", "acme run |\ncat\n", ["out\n"]),
        ("$ acme x 'a\n> b' c\nout", "acme x 'a\nb' c\n", ["out\n"]),
        ('$ acme x "don\'t"\nout', 'acme x "don\'t"\n', ["out\n"]),
        ("$ acme x # don't\nout", "acme x # don't\n", ["out\n"]),
        ("$ acme x don't\nout\n$ acme y", "acme x don't\nacme y\n", ["out\n", ""]),
        (
            "$ cat <<EOF | acme run\n> body\n> EOF\nout",
            "cat <<EOF | acme run\nbody\nEOF\n",
            ["out\n"],
        ),
        ("$ for i in 1; do\n>  acme $i\n> done\n1", "for i in 1; do\n acme $i\ndone\n", ["1\n"]),
        ("$ acme run\n> quoted output", "acme run\n", ["> quoted output\n"]),
        ("intro\n$ acme run\n\nout\n\n# then\n$ acme go", "acme run\nacme go\n", ["out\n", ""]),
        ("$\n$ acme run", "\nacme run\n", ["", ""]),
    ],
)
def test_commands_and_output(content: str, command: str, output: list[str]) -> None:
    (block,) = read(fence("bash", content)).blocks
    assert block.text.text == command
    assert [part.text for part in block.output] == output


def test_words_behind_a_prompt_keep_their_places() -> None:
    page = "- x\n\n    ```console\n    (v) $ acme run \\\n    >   --fast\n    ```\n"
    (block,) = read(page).blocks
    at = block.text.text.index("--fast")
    span = block.text.span(at, at + 6)
    assert page[span.start : span.end] == "--fast"


def test_a_root_prompt_counts_in_a_session_only() -> None:
    assert blocks(fence("console", "# acme run\nout")) == ["transcript: acme run"]
    assert blocks(fence("console", "# install acme\n$ acme run")) == ["transcript: acme run"]
    assert blocks(fence("bash", "# acme run\nacme go")) == [": # acme run\nacme go"]


def test_colours_of_a_recording_are_taken_out() -> None:
    page = fence("console", '$ <font color="#4E9A06">acme</font> run <u>x</u>\n<b>out</b>')
    (block,) = read(page).blocks
    assert block.text.text == "acme run x\n"
    assert [part.text for part in block.output] == ["out\n"]


def test_a_python_session_is_not_a_shell_session() -> None:
    assert blocks(fence("", ">>> acme.run()\n>>> import acme\n")) == []
