"""Python-Markdown with superfences is the authority for what a reader of a site sees."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from doccheck.extract.header import header_fault, language_of
from doccheck.extract.leaf import LeafKind
from doccheck.extract.markdown.page import read_page
from doccheck.model.source import Document
from tests.unit.extract.superfences import shown_fences

_CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "rustybt"

Fences = list[tuple[str, str]]


def _plain(language: str | None, content: str) -> tuple[str, str]:
    lines = [line.expandtabs(4).rstrip() for line in content.rstrip("\n").split("\n")]
    return (language or "").lower().lstrip("."), "\n".join(lines)


def ours(text: str) -> Fences:
    leaves = read_page(Document("page.md", text)).leaves
    return sorted(
        _plain(language_of(leaf.info.text if leaf.info else ""), leaf.text.text)
        for leaf in leaves
        if leaf.kind is LeafKind.FENCE
    )


def theirs(text: str) -> Fences:
    return sorted(_plain(language, content) for language, content in shown_fences(text))


def _indent(text: str, by: int = 4) -> str:
    return "\n".join(" " * by + line if line.strip() else line for line in text.split("\n"))


_TEXT = st.sampled_from(
    [
        "some words",
        "more `code` here",
        "a ``` b",
        "| a | b |\n|---|---|\n| `x` | y |",
        "# Heading",
        "a line\nanother line",
        "---",
    ]
)
_BODY = st.lists(
    st.sampled_from(
        [
            "acme run",
            "$ acme run",
            "",
            "  indented",
            "# comment",
            "> quoted",
            "- item",
            "!!! note",
            '=== "x"',
            "<!-- x -->",
            'echo "a',
        ]
    ),
    max_size=4,
)
_HEADER = st.sampled_from(
    [
        "",
        "bash",
        "Bash",
        'sh title="x"',
        '{ .bash .annotate title="x" hl_lines="2" }',
        "{.console}",
        'python hl_lines="1 2"',
        "text",
        ".bash",
    ]
)
_MARK = st.sampled_from(["```", "~~~", "````", "~~~~", "`````"])


@st.composite
def _fence(draw: st.DrawFn) -> str:
    mark = draw(_MARK)
    return "\n".join([mark + draw(_HEADER), *draw(_BODY), mark])


_OTHER = st.sampled_from(
    [
        "    acme run",
        "    ```bash\n    acme run\n    ```",
        "        deep",
        "<!-- a comment -->",
        "<!--\n```bash\nacme hidden\n```\n-->",
        '<div class="termy">\n\n```console\n$ acme run\n```\n\n</div>',
        "<div>\n```console\n$ acme run\n```\n</div>",
        "<details>\n<summary>x</summary>\n\n```bash\nacme x\n```\n\n</details>",
        "<div markdown>\n\n```bash\nacme y\n```\n\n</div>",
        "`````markdown\n```bash\nacme literal\n```\n`````",
    ]
)
_LEAF = st.one_of(_TEXT, _fence(), _fence(), _OTHER)


def _holders(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    content = st.lists(inner, min_size=1, max_size=3).map("\n\n".join)
    gap = st.sampled_from(["\n", "\n\n"])
    openers = st.sampled_from(
        [
            "!!! note",
            '!!! note "T"',
            '!!! warning "a `b`"',
            "??? tip",
            '???+ tip "x"',
            '=== "Tab"',
            '=== "B `c`"',
        ]
    )
    items = st.sampled_from(["- item", "1. item", "* item"])
    return st.one_of(
        st.tuples(openers, gap, content).map(lambda t: t[0] + t[1] + _indent(t[2])),
        st.tuples(items, content).map(lambda t: f"{t[0]}\n\n{_indent(t[1])}"),
        content.map(
            # Python-Markdown takes quotes that follow each other for one.
            lambda c: "\n".join(f"> {line}".rstrip() for line in c.split("\n")) + "\n\nafter"
        ),
    )


_TREE = st.recursive(_LEAF, _holders, max_leaves=6)
# Python-Markdown loses the thread of definitions and footnotes inside other containers.
_TOP = st.one_of(
    _TREE,
    _TREE,
    st.tuples(st.sampled_from(["Term\n:   definition", "[^0]: a footnote"]), _TREE).map(
        lambda t: f"{t[0]}\n\n{_indent(t[1])}"
    ),
)


def _numbered(page: str) -> str:
    count = itertools.count(1)
    return re.sub(r"\[\^0\]:", lambda _: f"[^{next(count)}]:", page)


_PAGE = st.lists(_TOP, min_size=1, max_size=5).map("\n\n".join).map(_numbered)


@given(_PAGE)
@example("- item\n\n      ```json\n      a\n      ```\n")
@example("text\n    ```bash\n    acme run\n    ```\n")
@example("- item\n```bash\nacme run\n```\n")
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_fences_of_a_page_are_those_that_superfences_shows(page: str) -> None:
    assert ours(page) == theirs(page)


@pytest.mark.parametrize(
    ("page", "ours_only", "theirs_only"),
    [
        # CommonMark takes a fence on the line of the list mark; superfences does not.
        ("- ```bash\n  acme run\n  ```\n", 1, 0),
        # The end of a fence may be longer than its beginning, or indented otherwise.
        ("```bash\nacme run\n`````\n", 1, 0),
        ("  ```bash\n  acme run\n```\n", 1, 0),
        ("```bash\nacme run\n  ```\n", 1, 0),
        # Content may be less indented than the fence, but for what follows text directly.
        ("  ```bash\nacme run\n  ```\n", 1, 0),
        # After a fence that is never closed, or whose header is refused, the rest is still read.
        ("~~~\n\n```bash\nacme run\n```\n", 1, 0),
        ('```bash foo="1"\nacme run\n```\n', 1, 0),
        # A fence right after indented code.
        ("    code\n```bash\nacme run\n```\n", 1, 0),
        # Python-Markdown takes two quotes for one, lists of any kind for one, and ends a list at
        # text that is not indented by four.
        ("> !!! note\n>     a\n\n>     ```bash\n>     acme run\n>     ```\n", 0, 1),
        ("- item\n\n  words\n\n    ```bash\n    acme run\n    ```\n", 1, 0),
        # A fence inside `<pre>` is text of it.
        ("<pre>\n```bash\nacme run\n```\n</pre>\n", 0, 1),
    ],
)
def test_the_permitted_differences(page: str, ours_only: int, theirs_only: int) -> None:
    assert (len(ours(page)), len(theirs(page))) == (ours_only, theirs_only)


@pytest.mark.corpus
@pytest.mark.skipif(not _CORPUS.is_dir(), reason="no shared corpus beside the checkout")
@pytest.mark.parametrize("part", range(6))
def test_the_fences_of_real_pages(part: int) -> None:
    pages = sorted(_CORPUS.rglob("*.md"))[part::18]
    assert pages
    for path in pages:
        text = path.read_text(encoding="utf-8")
        assert ours(text) == theirs(text), path


_SINGLE = """
    bash .bash { } {.bash} title="x" title='x' title title=x hl_lines="1-2" hl_lines="a" hl_lines
    linenums="1" linenums linenums=1 .annotate #id foo="1" foo rust,ignore {1,3} data-x="1" . {{
    title_mode="auto" id=3 = " a=b=c hl_lines="" title="" c++ {bash} linenums="x" key={a} 2x="3"
"""
_WORDS = st.sampled_from([*_SINGLE.split(), 'title="x y"', 'hl_lines="1 2"', "{ .bash"])
_HEADERS = st.lists(
    st.tuples(_WORDS, st.sampled_from(["", " ", " ", "  ", "\t"])).map("".join), max_size=5
).map("".join)


@given(_HEADERS)
@settings(max_examples=300, deadline=None)
def test_a_header_is_faulty_exactly_if_superfences_refuses_it(header: str) -> None:
    shown = any(content.strip() == "x" for _, content in shown_fences(f"```{header}\nx\n```\n"))
    assert (header_fault(header) == "") == shown


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("bash foo=bar", "`foo=bar`: the value must stand in quotes"),
        ('bash foo="bar"', "unknown option `foo`"),
        ("bash linenums", "`linenums` wants numbers"),
        ('bash hl_lines="x"', "`hl_lines` cannot be 'x'"),
        ("{.bash hl_lines}", "`hl_lines` wants a value"),
        ("rust,ignore", "`rust,ignore` is not a fence header"),
        ('python exec="on" source="above"', ""),
    ],
)
def test_a_fault_says_what_is_wrong(header: str, told: str) -> None:
    fault = header_fault(header)
    assert fault.startswith(told)
    assert bool(fault) == bool(told)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", ""),
        ("bash", "bash"),
        (" Bash ", "bash"),
        ("bash,ignore", "bash"),
        ('title="x"', ""),
        ("{ .bash .annotate }", "bash"),
        ("{#id .bash}", "bash"),
        ("{bash}", "bash"),
        ("{code-block} Console", "console"),
        ("{#only-id}", ""),
        ("shell-session", "shell-session"),
        ("c++", "c++"),
    ],
)
def test_the_language_of_a_header(header: str, language: str) -> None:
    assert language_of(header) == language
