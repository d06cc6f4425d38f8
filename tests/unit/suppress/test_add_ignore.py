from __future__ import annotations

from collections.abc import Callable

import pytest

from doccheck.extract import ExtractOptions, extract
from doccheck.fix.apply import apply
from doccheck.model.block import Extraction
from doccheck.model.finding import Finding
from doccheck.model.source import Document
from doccheck.rules.context import Place
from doccheck.rules.selection import Policy
from doccheck.suppress.add_ignore import add_ignores
from doccheck.suppress.inline import apply_directives

Make = Callable[..., Finding]
OPTIONS = ExtractOptions(programs=frozenset({"shop"}))
MARK = "<!-- doccheck: ignore[unknown-command] -->"
FILE_MARK = "<!-- doccheck: ignore-file[unknown-command] -->"


def _added(finding: Make, text: str, word: str = "drop", reason: str = "") -> str:
    """Add a directive and make sure that it hides the finding once the page is read again."""
    document = Document("a.md", text)
    found = finding(document, word, "unknown-command")
    added = add_ignores(document, extract(document, OPTIONS), [found], reason)
    assert added.left == ()
    changed = Document("a.md", apply(text, added.edits))
    again = extract(changed, OPTIONS)
    told = finding(changed, word, "unknown-command")
    outcome = apply_directives([told], again.directives, Place.of(changed), Policy.of())
    assert outcome.findings == ()
    assert [block.text.text for block in again.blocks] == [
        block.text.text for block in extract(document, OPTIONS).blocks
    ]
    return changed.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("```bash\nshop drop\n```\n", f"{MARK}\n```bash\nshop drop\n```\n"),
        (
            "1. First:\n\n    ```bash\n    shop drop\n    ```\n",
            f"1. First:\n\n    {MARK}\n    ```bash\n    shop drop\n    ```\n",
        ),
        ("> ```bash\n> shop drop\n> ```\n", f"> {MARK}\n> ```bash\n> shop drop\n> ```\n"),
        ("- ```bash\n  shop drop\n  ```\n", f"- {MARK}\n  ```bash\n  shop drop\n  ```\n"),
        (
            '!!! note "x"\n\n    ~~~bash\n    shop drop\n    ~~~\n',
            f'!!! note "x"\n\n    {MARK}\n    ~~~bash\n    shop drop\n    ~~~\n',
        ),
        ("Text:\n\n    shop drop\n", f"Text:\n\n{MARK}\n\n    shop drop\n"),
        (
            "- item\n\n        shop drop\n        shop list\n",
            f"- item\n\n    {MARK}\n\n        shop drop\n        shop list\n",
        ),
        ("Use `shop drop`.\n", f"Use `shop drop`. {MARK}\n"),
        ("Use `shop drop`.", f"Use `shop drop`. {MARK}"),
        ("Use `shop drop`.  \nNext.\n", f"Use `shop drop`. {MARK}  \nNext.\n"),
        ("## A `shop drop` { #drop }\n", f"## A `shop drop` {MARK} {{ #drop }}\n"),
        ("## The `shop drop` command ##\n", f"## The `shop drop` command {MARK} ##\n"),
        (
            "| a | b |\n| - | - |\n| 1 | `shop drop` |\n",
            f"| a | b |\n| - | - |\n| 1 | `shop drop` {MARK} |\n",
        ),
        (
            "a | b\n- | -\n1 | `shop drop`\n",
            f"a | b\n- | -\n1 | `shop drop` {MARK}\n",
        ),
    ],
)  # fmt: skip
def test_a_directive_goes_where_it_disturbs_nothing(finding: Make, before: str, after: str) -> None:
    assert _added(finding, before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('=== "`shop drop`"\n\n    Text.\n', f'{FILE_MARK}\n\n=== "`shop drop`"\n\n    Text.\n'),
        (
            "---\ntitle: x\n---\n# T\n\n<pre>shop drop</pre>\n",
            f"---\ntitle: x\n---\n\n{FILE_MARK}\n\n# T\n\n<pre>shop drop</pre>\n",
        ),
        (
            "Title: x\nDate: y\n\n<pre>shop drop</pre>\n",
            f"Title: x\nDate: y\n\n{FILE_MARK}\n\n\n<pre>shop drop</pre>\n",
        ),
        (
            "1. ```bash\n   shop drop\n   ```\n",
            f"{FILE_MARK}\n\n1. ```bash\n   shop drop\n   ```\n",
        ),
    ],
)  # fmt: skip
def test_elsewhere_the_whole_page_is_ignored(finding: Make, before: str, after: str) -> None:
    assert _added(finding, before) == after


def test_line_ends_of_the_page_are_kept(finding: Make) -> None:
    assert _added(finding, "A\r\n\r\n```bash\r\nshop drop\r\n```\r\n") == (
        f"A\r\n\r\n{MARK}\r\n```bash\r\nshop drop\r\n```\r\n"
    )


def test_a_reason_cannot_end_the_comment(finding: Make) -> None:
    text = _added(finding, "Use `shop drop`.\n", reason="was --> <script> -- \nremoved")
    assert text.count("-->") == 1
    assert "<!-- doccheck: ignore[unknown-command] was" in text


def test_a_block_gets_one_directive_for_all_its_findings(finding: Make) -> None:
    document = Document("a.md", "```bash\nshop drop --hard\n```\n")
    found = [finding(document, "drop", "unknown-command"), finding(document, "--hard")]
    added = add_ignores(document, extract(document, OPTIONS), found)
    (edit,) = added.edits
    assert edit.content == "<!-- doccheck: ignore[unknown-command, unknown-option] -->\n"


@pytest.mark.parametrize("name", ["a.py", "a.ipynb", "Dockerfile", "a.mdx"])
def test_a_file_without_comments_is_left_alone(finding: Make, name: str) -> None:
    document = Document(name, "shop drop\n")
    found = finding(document, "drop", "unknown-command")
    added = add_ignores(document, Extraction(), [found])
    assert (added.edits, added.left) == ((), (found,))


def test_our_own_rules_are_not_ignored(finding: Make) -> None:
    document = Document("a.md", "Use `shop drop`.\n")
    found = finding(document, "drop", "malformed-directive")
    assert add_ignores(document, Extraction(), [found]).edits == ()
