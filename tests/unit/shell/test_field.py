"""Cases met in the documentation of other projects."""

from __future__ import annotations

import pytest

from doccheck.model.block import BlockKind, Dialect
from doccheck.model.command import Usage
from doccheck.model.resolution import SkipReason
from tests.unit.shell.conftest import MakePage


@pytest.mark.parametrize(
    ("program", "code", "expected"),
    [
        ("fastapi", "uv run fastapi dev", ["dev"]),
        ("hf", "hf discussions info user/model 5 --diff", ["discussions info user/model 5 --diff"]),
        ("pip-compile", "pip-compile | Out-File -Encoding utf8 ~/.x.ps1", [""]),
        (
            "black",
            "docker run --rm --volume $(pwd):/src -w /src pyfound/black:latest black --check .",
            ["--check ."],
        ),
        ("feast", "kubectl get feast -o yaml", []),
        ("prefect", "prefect worker start --pool YOUR_POOL", ["worker start --pool ?"]),
        ("semgrep", "semgrep ci || true", ["ci"]),
        ("marimo", "marimo -d edit --no-token", ["-d edit --no-token"]),
        ("spacy", "spacy>=3.0.0,<4.0.0", []),
        ("hf", "hf jobs ls -q | xargs hf jobs wait", ["jobs ls -q", "jobs wait ..."]),
        (
            "semgrep",
            "time semgrep --config=auto --time -o r.json PATH/TO/SRC",
            ["--config=auto --time -o r.json ?"],
        ),
        ("kedro", "while :; do kedro run; done", ["run"]),
        ("kedro", "uvx kedro new", ["new"]),
        (
            "llm",
            "LLM_SHOW=1 uv run llm -m chatgpt 'three words'",
            ["-m chatgpt three words"],
        ),
        ("meltano", "meltano schedule {list|remove}", ["schedule list ...", "schedule remove ..."]),
        ("streamlit", "streamlit run your_script.py [-- script args]", ["run ? -- script ?"]),
        (
            "hatch",
            'hatch run python -c "import sys;print(1)"',
            ["run python -c import sys;print(1)"],
        ),
        (
            "sqlmesh",
            "sqlmesh -p project audit -start 2022-01-01 -end 2022-01-02",
            ["-p project audit -start 2022-01-01 -end 2022-01-02"],
        ),
        ("meltano", "# meltano el tap-gitlab target-jsonl", []),
        ("jupyter-book", "docker run ... -it -u 1000:1000 jupyter-book bundle ...", []),
        ("pyinfra", "pyinfra @docker/ubuntu apt.packages iftop _sudo=true", None),
    ],
)
def test_commands(page: MakePage, program: str, code: str, expected: list[str] | None) -> None:
    found = page(code, programs=program)
    assert found.lines == ([code.removeprefix("pyinfra ")] if expected is None else expected)


def test_completion_of_a_program_with_required_arguments(page: MakePage) -> None:
    found = page("env _PYINFRA_COMPLETE=bash_source pyinfra > x.sh", programs="pyinfra")
    assert [skip.reason for skip in found.reading.skipped] == [SkipReason.COMPLETION]


def test_another_front_end_under_the_same_name(page: MakePage) -> None:
    found = page("alias sqlmesh='tcloud sqlmesh'", "sqlmesh plan", programs="sqlmesh")
    assert [skip.reason for skip in found.reading.skipped] == [SkipReason.ALIAS]


def test_subcommands_joined_by_slashes(page: MakePage) -> None:
    found = page("marimo edit/tutorial/new", programs="marimo", kind=BlockKind.INLINE)
    assert found.lines == ["edit", "tutorial", "new"]
    assert found.usages == {Usage.MENTION}


def test_a_version_that_the_program_prints(page: MakePage) -> None:
    found = page("prog --version\nprog 1.2.3\n", dialect=Dialect.SHELL)
    assert found.lines == ["--version"]
    assert [skip.reason for skip in found.reading.skipped] == [SkipReason.AMBIGUOUS_TEXT]
