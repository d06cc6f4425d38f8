"""What a light run may load; a heavier import belongs inside the function that needs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.functional.cli.conftest import Project

SCRIPT = """
import json, sys
before = set(sys.modules)
sys.argv = ["doccheck", *sys.argv[1:]]
from doccheck.cli.main import main
try:
    main()
except SystemExit:
    pass
print(json.dumps(sorted(set(sys.modules) - before)), file=sys.stderr)
"""
OURS_FOR_VERSION = {
    *("doccheck", "doccheck.cli", "doccheck.cli.main", "doccheck.cli.signals", "doccheck.errors"),
}
HEAVY = {
    *("markdown_it", "tree_sitter", "tree_sitter_bash", "yaml", "pathspec"),
    *("subprocess", "multiprocessing", "asyncio", "importlib.metadata", "jsonschema", "rich"),
}
PARSING = {"markdown_it", "tree_sitter", "tree_sitter_bash", "yaml", "subprocess"}
NEVER_TO_RUN = {"asyncio", "importlib.metadata", "jsonschema", "mkdocs", "multiprocessing", "rich"}
LAYERS = ("extract", "shell", "resolve", "rules", "suppress", "fix", "report")


def loaded(folder: Path, *args: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *args],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    modules: set[str] = set(json.loads(done.stderr.splitlines()[-1]))
    return modules


def test_version_loads_click_and_nothing_heavy(tmp_path: Path) -> None:
    modules = loaded(tmp_path, "--version")
    assert {name for name in modules if name.split(".")[0] == "doccheck"} == OURS_FOR_VERSION
    third_party = {name.split(".")[0] for name in modules} - set(sys.stdlib_module_names)
    assert {name for name in third_party if not name.startswith("_")} == {"click", "doccheck"}
    assert not modules & HEAVY


def test_import_doccheck_is_empty_handed(tmp_path: Path) -> None:
    script = (
        "import sys; before = set(sys.modules); import doccheck, doccheck.api;"
        " print(*(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    names = set(done.stdout.split())
    assert {name for name in names if name.startswith("doccheck")} == {"doccheck", "doccheck.api"}
    assert not names & HEAVY


def test_a_run_in_which_nothing_changed_parses_nothing(project: Project) -> None:
    project.write("README.md", "```bash\nshop order --colour red lamp\n```\n")
    cold = loaded(project.root, "check")
    assert PARSING & cold
    warm = loaded(project.root, "check")
    assert not PARSING & warm
    layers = {name.split(".")[1] for name in warm if name.startswith("doccheck.")}
    assert not layers & set(LAYERS)


def test_a_run_that_takes_all_from_the_cache_loads_no_more_than_it_needs(project: Project) -> None:
    project.write("README.md", "<!-- doccheck: run -->\n```console\n$ echo a\na\n```\n")
    cold = loaded(project.root, "run", "--unsafe-no-sandbox", "-q")
    warm = loaded(project.root, "run", "--unsafe-no-sandbox", "-q")
    assert not (cold | warm) & NEVER_TO_RUN
    ours = {name for name in warm if name.startswith("doccheck.")}
    assert ours <= {name for name in cold if name.startswith("doccheck.")}
    assert not {name.split(".")[1] for name in ours} & {"fix", "formats", "validation"}
