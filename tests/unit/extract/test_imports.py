"""What importing and calling extraction loads."""

from __future__ import annotations

import subprocess
import sys

import pytest

_CODE = """
import sys
from doccheck.extract import ExtractOptions, extract, might_matter
from doccheck.model.source import Document
options = ExtractOptions(frozenset({{"acme"}}))
{call}
print(*[name for name in {watched!r} if name in sys.modules])
"""
_WATCHED = ["markdown_it", "yaml", "tree_sitter", "click", "ast", "subprocess"]


@pytest.mark.parametrize(
    ("call", "loaded"),
    [
        ('might_matter("acme run", options)', set()),
        ('extract(Document("x.txt", "acme run"), options)', set()),
        ('extract(Document("x.md", "`acme run`"), options)', {"markdown_it"}),
        (
            'extract(Document("x.md", "```yaml\\nrun: acme x\\n```"), options)',
            {"markdown_it", "yaml"},
        ),
    ],
)
def test_parsers_are_loaded_when_needed(call: str, loaded: set[str]) -> None:
    code = _CODE.format(call=call, watched=_WATCHED)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    # The standard library may load `ast` on its own account.
    assert set(done.stdout.split()) - {"ast"} == loaded
