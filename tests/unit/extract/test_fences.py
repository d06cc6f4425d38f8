"""Fences wherever MkDocs and GitHub pages hold them."""

from __future__ import annotations

import pytest

from tests.unit.extract.pages import blocks, commands, read

_FENCE = "```bash\nacme run\n```"


def _indented(text: str, by: str = "    ") -> str:
    return "\n".join(by + line if line else line for line in text.split("\n"))


@pytest.mark.parametrize(
    "page",
    [
        _FENCE,
        "text\n" + _FENCE + "\ntext",
        "~~~bash\nacme run\n~~~",
        "````bash\nacme run\n````",
        "```Bash\nacme run\n```",
        "```{.bash}\nacme run\n```",
        "```.bash\nacme run\n```",
        '```{ .bash .annotate title="x" hl_lines="2" }\nacme run\n```',
        '```bash title="run it" linenums="1"\nacme run\n```',
        "```bash {linenos=true}\nacme run\n```",
        "```bash,ignore\nacme run\n```",
        "```{code-block} bash\nacme run\n```",
        "- item\n\n" + _indented(_FENCE),
        "- item\n" + _indented(_FENCE, "  "),
        "- item\n\n" + _indented(_FENCE, "      "),
        "- item\n" + _FENCE,
        "- " + _indented(_FENCE, "  ").lstrip(),
        "1. item\n    - inner\n\n" + _indented(_FENCE, "        "),
        "> quote\n>\n" + _indented(_FENCE, "> "),
        "> - item\n>\n" + _indented(_FENCE, ">     "),
        "!!! note\n" + _indented(_FENCE),
        '!!! warning inline end "Title"\n\n' + _indented(_FENCE),
        "text\n!!! note\n" + _indented(_FENCE),
        "??? note\n\n" + _indented(_FENCE),
        '???+ "Only a title"\n\n' + _indented(_FENCE),
        '=== "Tab"\n\n' + _indented(_FENCE),
        '=== "Tab"\n\n    !!! note\n\n' + _indented(_FENCE, "        "),
        "- item\n\n    !!! note\n\n" + _indented(_FENCE, "        "),
        "!!! note\n\n    - item\n\n" + _indented(_FENCE, "        "),
        "/// tab | Title\n" + _FENCE + "\n///",
        "/// note\n    open: true\n\n" + _FENCE + "\n///",
        "[^1]: A note.\n\n" + _indented(_FENCE),
        "Term\n:   Definition\n\n" + _indented(_FENCE),
        "text\n" + _indented(_FENCE),
        '<div class="termy">\n\n' + _FENCE + "\n\n</div>",
        "<div>\n" + _FENCE + "\n</div>",
        "<details>\n<summary>x</summary>\n\n" + _indented(_FENCE) + "\n\n</details>",
        "<div markdown>\n\n" + _FENCE + "\n\n</div>",
        "```{note}\n" + "text\n\n" + "~~~bash\nacme run\n~~~" + "\n```",
        "stray ``` in text\n\n" + _FENCE,
        "``` `x` ```\n\n" + _FENCE,
        _FENCE.replace("\n", "\r\n"),
        _FENCE.replace("\n", "\r"),
        "-\titem\n\n\t```bash\n\tacme run\n\t```",
    ],
)
def test_a_fence_is_found_at_any_place(page: str) -> None:
    assert blocks(page) == [": acme run"]


@pytest.mark.parametrize(
    "page",
    [
        f"<!--\n{_FENCE}\n-->",
        f"<!--\n\n{_FENCE}\n\n-->",
        f"`````markdown\n{_FENCE}\n`````",
        f"---\ndescription: |\n  {_indented(_FENCE, '  ')}\n---\ntext",
        f"+++\nx = '''\n{_FENCE}\n'''\n+++\ntext",
        "```mermaid\nacme run\n```",
        "```diff\n-acme run\n+acme go\n```",
        "",
    ],
)
def test_what_is_hidden_or_only_shown_is_no_command(page: str) -> None:
    assert blocks(page) == []


def test_the_content_keeps_its_lines_and_places() -> None:
    page = "> - x\n>\n>   ```bash\n>   acme run \\\n>     --fast\n>   ```\n"
    (block,) = read(page).blocks
    assert block.text.text == "acme run \\\n  --fast\n"
    span = block.text.span(*_find(block.text.text, "--fast"))
    assert page[span.start : span.end] == "--fast"
    assert page[block.span.start : block.span.end] == page[page.index(">   ```") :].rstrip()


def _find(text: str, part: str) -> tuple[int, int]:
    return text.index(part), text.index(part) + len(part)


def test_a_tab_that_is_indentation_in_part_is_kept() -> None:
    page = "- x\n\n  ```bash\n\tacme run\n  ```\n"
    assert read(page).blocks[0].text.text == "  acme run\n"


def test_a_fence_without_an_end_does_not_derail_the_rest() -> None:
    page = "- a\n\n  ```bash\n  acme open\n\n- b `acme inline x`\n\n```bash\nacme run\n```\n"
    assert blocks(page) == ["ambiguous: acme open", "inline: acme inline x", ": acme run"]


def test_an_open_fence_without_a_shell_language_is_nothing() -> None:
    assert blocks("``` is the mark of code\nacme run\n\n`acme go x`\n") == ["inline: acme go x"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_odd_characters_break_no_line(end: str) -> None:
    page = end.join(["a\0b", "```bash", "acme\u2028 run\f x\x85", "acme go \0", "```", ""])
    (block,) = read(page).blocks
    assert block.text.text == "acme\u2028 run\f x\x85\nacme go \0\n"


def test_a_fence_shown_as_indented_code_may_be_a_slip() -> None:
    assert blocks("text\n\n" + _indented(_FENCE)) == ["indented ambiguous: acme run"]


def test_indented_code_is_judged_by_its_content() -> None:
    page = "Run:\n\n    acme run --fast\n    pip install acme\n\nThen:\n\n    acme is fine.\n"
    assert blocks(page) == [
        "indented: acme run --fast\npip install acme",
        "indented ambiguous: acme is fine.",
    ]


def test_shell_without_a_program_is_kept_for_its_variables() -> None:
    assert commands("```bash\nexport X=1\n```\n\n```bash\nacme run $X\n```") == [
        "export X=1",
        "acme run $X",
    ]
