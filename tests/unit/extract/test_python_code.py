"""Commands that Python code runs, and those that it defines."""

from __future__ import annotations

import pytest

from tests.unit.extract.pages import blocks, commands, fence, read, words


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            'subprocess.run(["acme", "go", start, end], check=True)',
            [["acme", "go", "\ue000", "\ue000"]],
        ),
        ('subprocess.check_call(("acme", "go"))', [["acme", "go"]]),
        ('Popen(["acme", "go", *rest])', [["acme", "go", "\ue000*"]]),
        ('subprocess.run(["acme"] + args)', [["acme", "\ue000*"]]),
        ('subprocess.run(["acme"] + ["go"])', [["acme", "go"]]),
        ('cmd = ["acme", "go"]\nsubprocess.run(cmd)', [["acme", "go"]]),
        ('subprocess.run([sys.executable, "-m", "acme", "go"])', [["python", "-m", "acme", "go"]]),
        ('subprocess.run(["acme", f"--x={y}", str(z)])', [["acme", "--x=\ue000", "\ue000"]]),
        ('subprocess.run(["acme", "a" "b", r"c\\d", "\\x41"])', [["acme", "ab", "c\\d", "A"]]),
        ('await asyncio.create_subprocess_exec("acme", "go", x)', [["acme", "go", "\ue000"]]),
        ('\u00e9 = 1; subprocess.run(["acme", "\u00fc"])', [["acme", "\u00fc"]]),
        ('>>> subprocess.run(["acme",\n...     "go"])\nout', [["acme", "go"]]),
        ('os.execvp("acme", ["acme", "go"])', [["acme", "go"]]),
        ('session.run("acme", "go", *session.posargs)', [["acme", "go", "\ue000*"]]),
        ('print(["acme", "go"])', []),
        ('runner.invoke(cli, ["acme", "go"])', []),
        ('subprocess.run(["other", "go"])', []),
    ],
)
def test_lists(code: str, expected: list[list[str]]) -> None:
    assert (
        words(fence("python", "import subprocess\n" + code if ">>>" not in code else code))
        == expected
    )


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('os.system("acme go --x")', ["acme go --x"]),
        ('os.system(\n    "acme go "\n    "--x"\n)', ["acme go --x"]),
        ('subprocess.run("acme go x", shell=True)', ["acme go x"]),
        ("subprocess.run(f\"acme go {x} '{y}'\", shell=True)", ["acme go $_ '\ue000'"]),
        ('subprocess.run("acme go x".split())', ["acme go x"]),
        ("subprocess.run(shlex.split(\"acme go 'x y'\"))", ["acme go 'x y'"]),
        ('subprocess.getoutput("""acme go\nacme run""")', ["acme go\nacme run"]),
        ('x = "acme go x"', []),
        ('os.system("acme")', []),
    ],
)
def test_strings(code: str, expected: list[str]) -> None:
    assert commands(fence("python", code)) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("!acme go x", ["acme go x"]),
        ("y = !acme go x", ["acme go x"]),
        ("%sx acme go x", ["acme go x"]),
        ("if a:\n    !acme go \\\n       --x\nb = 1", ["acme go \\\n       --x"]),
        ("%%bash\nacme go x\nacme y", ["acme go x\nacme y"]),
        (
            '%matplotlib inline\n!acme go x\nsubprocess.run(["acme", "z"])',
            ["acme go x", '["acme", "z"]'],
        ),
        ("a != acme", []),
        ("a % acme", []),
    ],
)
def test_ipython(code: str, expected: list[str]) -> None:
    assert commands(fence("python", code)) == expected


def test_a_shell_session_that_is_marked_as_python() -> None:
    assert blocks(fence("python", "$ acme go x\nout")) == ["transcript: acme go x"]


def test_code_that_cannot_be_parsed_is_counted() -> None:
    (unread,) = read(fence("python", 'subprocess.run(["acme" "go"')).unread
    assert unread.detail == "cannot be read as Python"
    assert read(fence("python", "acme = (")).unread == ()


def test_each_word_has_its_place() -> None:
    page = (
        '- a\n\n    ```python\n    subprocess.run(["acme", "go",\n      "--\\x66ast"])\n    ```\n'
    )
    (block,) = read(page).blocks
    assert block.words is not None
    assert [page[word.span.start : word.span.end] for word in block.words] == [
        '"acme"',
        '"go"',
        '"--\\x66ast"',
    ]
    assert block.words[2].text == "--fast"


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ('@click.command("init-db")\ndef f(): ...', {"init-db"}),
        ('@app.cli.command("x")\nasync def f(): ...', {"x"}),
        ('@app.command(name="named")\ndef f(): ...', {"named"}),
        ("@cli.command()\ndef my_thing(): ...", {"my_thing", "my-thing"}),
        ("@click.group\ndef tools_group(): ...", {"tools_group", "tools-group", "tools"}),
        ('app.add_typer(sub, name="users")', {"users"}),
        ('cli.add_command(x, "added")', {"added"}),
        ('cli.add_command(x, name="added")', {"added"}),
        ('x = click.Command("y")\nprint("command")', set()),
        ("@other\ndef f(command): ...", set()),
    ],
)
def test_definitions(code: str, names: set[str]) -> None:
    assert read(fence("python", code)).definitions == names
