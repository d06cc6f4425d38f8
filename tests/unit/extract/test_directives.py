"""Comments that speak to doccheck."""

from __future__ import annotations

import pytest

from doccheck.model.block import Directive
from tests.unit.extract.pages import read


def _one(text: str) -> Directive:
    (directive,) = read(text).directives
    return directive


def _target(page: str) -> str | None:
    target = _one(page).target
    return None if target is None else page[target.start : target.end]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("ignore[unknown-option] a reason", ("ignore", ("unknown-option",), "a reason", ())),
        ("ignore[a, b]: why\n  so", ("ignore", ("a", "b"), "why so", ())),
        ("ignore-file[a]", ("ignore-file", ("a",), "", ())),
        ("disable[a]", ("disable", ("a",), "", ())),
        ("enable[a]", ("enable", ("a",), "", ())),
        ("run", ("run", (), "", ())),
        (
            "run exit=2 timeout=30s session=s-1 network=none",
            (
                "run",
                (),
                "",
                (("exit", "2"), ("timeout", "30s"), ("session", "s-1"), ("network", "none")),
            ),
        ),
        ("run-as: acme go --x", ("run-as", (), "acme go --x", ())),
        (
            "run regex unordered=off normalise=paths,times stderr=apart",
            (
                "run",
                (),
                "",
                (
                    ("regex", ""),
                    ("unordered", "off"),
                    ("normalise", "paths,times"),
                    ("stderr", "apart"),
                ),
            ),
        ),
        ("skip it needs a broker", ("skip", (), "it needs a broker", ())),
    ],
)
def test_verbs(body: str, expected: tuple[object, ...]) -> None:
    found = _one(f"<!-- doccheck: {body} -->\n\n```sh\nls\n```\n")
    assert (found.verb, found.rules, found.reason, found.options) == expected
    assert found.fault == ""


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("ignor[a]", "`ignor` is not a directive; did you mean `ignore`?"),
        ("xyzzy", "`xyzzy` is not a directive; known are"),
        ("", "no directive is named"),
        ("ignore", "name the rules in brackets: ignore[rule-name]"),
        ("ignore a", "name the rules in brackets: ignore[rule-name]"),
        ("ignore[a", "name the rules in brackets: ignore[a]"),
        ("disable[]", "no rule stands in the brackets"),
        ("run timout=3", "`timout` is not a key of run; did you mean `timeout`?"),
        ("run x", "`x` is not a key of run; known are"),
        ("run exit", "`exit` wants a value"),
        ("run exit=two", "`exit` cannot be `two`"),
        ("run network=all", "`network` cannot be `all`"),
        ("run regex=yes", "`regex` cannot be `yes`"),
        ("run regex regex=off", "`regex` is there twice"),
        ("run stderr=out", "`stderr` cannot be `out`"),
        ("run normalise", "`normalise` wants a value"),
        ("output-of acme", "say whose output it is: output-of: COMMAND"),
        ("output-of: ", "say whose output it is"),
        ("output-of exit=x: acme", "`exit` cannot be `x`"),
        ("output-of run: acme", "`run` is not a key of output-of"),
        ("output-of: acme", "no code block follows `output-of`"),
        ("run-as acme", "say what to run"),
        ("run-as:", "say what to run"),
    ],
)
def test_faults(body: str, told: str) -> None:
    assert _one(f"<!-- doccheck: {body} -->\n").fault.startswith(told)


def test_a_comment_that_is_not_closed() -> None:
    assert _one("text\n\n<!-- doccheck: run\n").fault == "the comment is not closed"


@pytest.mark.parametrize(
    ("page", "target"),
    [
        ("<!-- doccheck: run -->\n```bash\nacme\n```\n\nx", "```bash\nacme\n```"),
        ("<!-- doccheck: run -->\n\ntext\nmore\n\nx", "text\nmore"),
        ("<!-- doccheck: run -->\n\n- a\n- b\n\nx", "- a\n- b"),
        ("<!-- doccheck: run\n-->\n\n!!! note\n    a\n\nx", "!!! note\n    a"),
        ("a\n<!-- doccheck: run --> `acme x`\nb", "<!-- doccheck: run --> `acme x`"),
        ("| a |\n|---|\n| b <!-- doccheck: run --> |\n", "| b <!-- doccheck: run --> |"),
        ("<!-- doccheck: run -->\n<!-- other -->\n\ntext", "text"),
        ("<div>\n<!-- doccheck: run -->\n<pre>acme</pre>\n</div>\n", "<pre>acme</pre>\n</div>"),
        (
            "- a\n\n    <!-- doccheck: run -->\n\n    ```\n    x\n    ```\n",
            "    ```\n    x\n    ```",
        ),
        ("> <!-- doccheck: run -->\n> ```\n> x\n> ```\n", "> ```\n> x\n> ```"),
        ("<!-- doccheck: run -->\r\n\r\ntext\r\n", "text"),
        ("text\n\n<!-- doccheck: run -->\n", None),
        ("<!-- doccheck: disable[a] -->\n\ntext\n", None),
    ],
)
def test_targets(page: str, target: str | None) -> None:
    assert _target(page) == target


@pytest.mark.parametrize(
    "page",
    [
        "```\n<!-- doccheck: run -->\n```\n",
        "````md\n```\n<!-- doccheck: run -->\n```\n````\n",
        "    <!-- doccheck: run -->\n",
        "`<!-- doccheck: run -->`\n",
        "---\na: <!-- doccheck: run -->\n---\n",
    ],
)
def test_inert_in_code(page: str) -> None:
    assert read(page).directives == ()


@pytest.mark.parametrize(
    ("comment", "told"),
    [
        ("docchek: run", "`docchek` is not `doccheck`; write `doccheck: run`"),
        ("DocCheck: skip a reason", "`DocCheck` is not `doccheck`; write `doccheck: skip`"),
        ("docheck: ignore[a]", "`docheck` is not `doccheck`; write `doccheck: ignore`"),
        ("dcoccheck : run", "write `doccheck: run`"),
        ("doccehck: run exit=2", "write `doccheck: run`"),
        ("doccheck run", "a colon is missing; write `doccheck: run`"),
        ("doccheck\nrun exit=2", "a colon is missing; write `doccheck: run`"),
        ("doccheck run-as: acme go", "a colon is missing; write `doccheck: run-as`"),
        ("doccheck output-of: acme go", "a colon is missing; write `doccheck: output-of`"),
        ("doccheck ignore-file[a] why", "a colon is missing; write `doccheck: ignore-file`"),
        ("docchek skip", "`docchek` is not `doccheck`; write `doccheck: skip`"),
    ],
)
def test_what_was_meant_for_doccheck_is_told(comment: str, told: str) -> None:
    found = _one(f"<!-- {comment} -->\n```sh\nls\n```\n")
    assert told in found.fault


@pytest.mark.parametrize(
    "comment",
    [
        "doccheck",
        "doccheck is run on this page",
        "doccheck run checks the block below",
        "doccheck skip lists are in the settings",
        "doccheck ignores this page",
        "doccheck runs it: see CI",
        "doccheck-run",
        "dochecks: run",
        "doctest: skip",
        "doc-check: run",
        "spell-doccheck: run",
        "docchek",
        "docchek: see the settings",
        "docchek: running",
        "run: doccheck",
    ],
)
def test_a_comment_that_only_mentions_doccheck_is_none(comment: str) -> None:
    assert read(f"<!-- {comment} -->\n```sh\nls\n```\n").directives == ()


def test_what_was_meant_for_doccheck_is_inert_where_it_is_shown() -> None:
    shown = "Never write `<!-- docchek: run -->` or `<!-- doccheck run -->`."
    assert read(f"{shown}\n\n````\n<!-- doccheck run -->\n````\n").directives == ()


_LS = "```sh\nls\n```\n"


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (f"\nProse.\n\n{_LS}", "no code block follows `run`"),
        ("", "no code block follows `run`"),
        (f"# Title\n{_LS}", "no code block follows `run`"),
        ("```sh\n```\n", "the code block is empty"),
        ("```python\n\n```\n", "the code block is empty"),
        ("```python\nimport acme\n```\n", "its language is `python`"),
        ('```python\nsubprocess.run(["acme", "go"])\n```\n', "its language is `python`"),
        ("```yaml\n- run: acme go\n```\n", "its language is `yaml`"),
        ("```dockerfile\nRUN acme go\n```\n", "its language is `dockerfile`"),
        ("```\nls\n```\n", "it has no language"),
        (
            "<!-- doccheck: output-of: acme -->\n```text\nls\n```\n",
            "",
        ),
    ],
)
def test_a_mark_that_runs_nothing_is_told(page: str, told: str) -> None:
    first, *_ = read(f"<!-- doccheck: run -->\n{page}").directives
    assert (told in first.fault) if told else not first.fault


@pytest.mark.parametrize(
    "page",
    [
        _LS,
        f"\n{_LS}",
        f"<!-- another comment -->\n{_LS}",
        f"<!-- doccheck: skip later -->\n{_LS}",
        "\n    acme go\n",
        "<pre><code>acme go</code></pre>\n",
        "```\n$ ls\n```\n",
        "```\nacme go\n```\n",
        '=== "Linux"\n\n    ```sh\n    ls\n    ```\n',
        "```powershell\nls\n```\n",
        "```fish\nls\n```\n",
        "```nu\nls\n```\n",
        '--8<-- "commands.md"\n',
        "{% include 'commands.md' %}\n",
    ],
)
@pytest.mark.parametrize("mark", ["run", "run-as: acme go"])
def test_a_mark_before_commands_is_no_fault(mark: str, page: str) -> None:
    first, *_ = read(f"<!-- doccheck: {mark} -->\n{page}").directives
    assert first.fault == ""


@pytest.mark.parametrize(
    ("mark", "told"),
    [
        ("run exit=2", "its keys belong into `output-of`, before the colon"),
        ("run-as: acme go", "`output-of` names the command already"),
    ],
)
def test_what_output_of_would_not_heed_is_told(mark: str, told: str) -> None:
    page = f"<!-- doccheck: {mark} -->\n<!-- doccheck: output-of: acme -->\n```\nls\n```\n"
    first, second = read(page).directives
    assert (first.fault, second.fault) == (told, "")
