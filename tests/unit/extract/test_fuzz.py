"""Whatever a file holds: no crash, exact places, linear work; a prefilter that loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doccheck.extract import ExtractOptions, extract, might_matter
from doccheck.model.block import Extraction
from doccheck.model.source import Document
from tests.unit.extract.pages import OPTIONS, fence, read
from tests.unit.work import calls_in

_CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "rustybt"

_WORDS = r"""
    ``` ```` ~~~ bash console python yaml dockerfile makefile json text cron ini toml powershell
    > - 1. # ` `` acme run $ % >>> \ " ' <!-- --> <code> </code> <pre> </pre> <div> </div> &lt; <br>
    | |---|---| --- === { } , : ] [ @ $( ${ $$ RUN %i :: <<EOF EOF /// doccheck: ExecStart= %%bash
"""
_LINES = [
    "!!! note\n",
    '=== "x"\n',
    "??? a\n",
    "/// tab | x\n",
    "[^1]: ",
    ": ",
    "> ",
    "- ",
    "$ ",
    "PS C:\\> ",
    "(v) $ ",
    "<!-- doccheck: ignore[x] -->",
    "{ .bash }",
    'title="x"',
    "```{note}\n",
    "bash foo=bar",
    "run: ",
    "- run: |\n",
    "command: [",
    'CMD ["',
    "ENTRYPOINT ",
    "FROM x\n",
    "x:\n\t",
    "import subprocess\n",
    'subprocess.run(["acme", "run"])',
    'os.system("acme x")',
    'f"',
    '"""',
    "!acme run\n",
    "0 0 * * * ",
    ".. code-block:: bash\n",
    "\b\n",
    "Usage: ",
    '@cli.command("x")\ndef f(): pass\n',
    "{% x %}",
    "{{ y }}",
    "\\n",
    "\\u0041",
    "\\ud83d",
    '{"cells":[{"cell_type":"code","source":["',
    '"]}]}',
]
_ODD = ["\0", "\x0c", "\u2028", "\x85", "\u00e9", "\U0001f600", "\r\n", "\r", "\t", "\\\n"]
_SPACE = ["\n", "\n", "\n", "\n\n", "    ", "  ", " "]
_PARTS = [*_WORDS.split(), *_LINES, *_ODD, *_SPACE, "acme run --x"]
_TEXT = st.lists(st.sampled_from(_PARTS), max_size=40).map("".join) | st.text(max_size=60)
_PATH = st.sampled_from(["x.md", "x.ipynb", "x.py", "x.txt"])
_ANY = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


@given(_TEXT, _PATH, st.sampled_from(["auto", "always", "never"]))
@_ANY
def test_any_text(text: str, path: str, untagged: str) -> None:
    read(text, path, untagged)  # type: ignore[arg-type]  # one of the three


@given(
    _TEXT,
    st.sampled_from(
        [
            "python",
            "yaml",
            "json",
            "dockerfile",
            "makefile",
            "ini",
            "toml",
            "crontab",
            "bash",
            "console",
            "cmd",
        ]
    ),
)
@_ANY
def test_any_content_of_a_fence(content: str, language: str) -> None:
    read(fence(language, "acme x\n" + content))


def _matters(extraction: Extraction) -> bool:
    mentions = any(
        OPTIONS.mentions(block.text.text)
        or any(OPTIONS.mentions(w.text) for w in block.words or ())
        for block in extraction.blocks
    )
    return bool(mentions or extraction.directives or extraction.header_faults or extraction.unread)


@given(_TEXT.map(lambda text: text.replace("acme", "ac")) | _TEXT, _PATH)
@_ANY
def test_the_prefilter_loses_nothing(text: str, path: str) -> None:
    if not might_matter(text, OPTIONS):
        assert not _matters(read(text, path))


@pytest.mark.corpus
@pytest.mark.skipif(not _CORPUS.is_dir(), reason="no shared corpus beside the checkout")
def test_the_prefilter_loses_nothing_on_real_pages() -> None:
    options = ExtractOptions.of([("rustybt",), ("python", "-m", "rustybt")])
    passed = 0
    for path in sorted(_CORPUS.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        if might_matter(text, options):
            passed += 1
            continue
        found = extract(Document(path.name, text), options)
        assert not any(options.mentions(block.text.text) for block in found.blocks)
        assert not found.directives
        assert not found.header_faults
        assert not found.unread
    assert 0 < passed < 30


_SHAPES = {
    "quotes": ">",
    "items": "- ",
    "list lines": "- acme x\n",
    "open fences": "```a\n",
    "open fences in lists": "- ```a\n  x\n",
    "fences in fences": "````a\n```b\n",
    "ticks": "`acme ",
    "tags": "<code>acme ",
    "comments": "a <!-- acme ",
    "html": "<div>\n```a\n",
    "attributes": '<a x="acme ',
    "containers": "!!! note\n    acme\n",
    "definitions": "a\n: acme\n",
    "directives": "<!-- doccheck: ignore[x] -->\n\nacme\n\n",
    "open directives": "<!-- doccheck: \n",
    "rows": "| `acme x` |\n",
}
_INSIDE = {
    "script": ("bash", "acme run x\n"),
    "session": ("bash", "$ acme run x\nout\n"),
    "open quotes": ("bash", '$ acme "run\n'),
    "heredocs": ("bash", "$ cat <<EOF acme\n"),
    "prose": ("", "acme run x y z.\n"),
    "assignments": ("", 'A="$('),
    "environments": ("", "(a) "),
    "columns": ("", "acme   "),
    "loops": ("bash", "$ for i in acme; do\n"),
    "attributes": ('{a="acme', 'x="'),
}


def _work(page: str) -> int:
    document = Document("x.md", page)
    return calls_in(lambda: extract(document, OPTIONS))


@pytest.mark.parametrize("name", [*_SHAPES, *(f"inside {name}" for name in _INSIDE)])
def test_work_is_linear(name: str) -> None:
    if name in _SHAPES:
        pages = [_SHAPES[name] * count + "`acme x`\n" for count in (400, 3200)]
    else:
        language, part = _INSIDE[name.removeprefix("inside ")]
        pages = [fence(language, "acme x\n" + part * count) for count in (400, 3200)]
    # Eight times the text: eight times the work; sixty-four if quadratic.
    assert _work(pages[1]) < 10 * _work(pages[0])


def test_deep_nesting() -> None:
    quotes = ">" * 5000 + " `acme x`\n"
    lists = "".join("  " * depth + "- `acme x`\n" for depth in range(600))
    notes = "".join("    " * depth + "!!! note\n" for depth in range(300))
    for page in (quotes, lists, notes, "- " * 5000 + "acme"):
        read(page + "\n```bash\nacme run\n```\n")
