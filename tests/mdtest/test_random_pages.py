"""Pages put together at random: fixes and added directives do what they say and nothing else."""

from __future__ import annotations

from textwrap import indent

from hypothesis import given, settings
from hypothesis import strategies as st

from doccheck.api import check_text
from doccheck.extract import ExtractOptions, extract
from doccheck.fix.apply import apply
from doccheck.fix.plan import plan
from doccheck.model.source import Document
from doccheck.model.tree import CommandNode, CommandTree, Parameter, ValueType
from doccheck.suppress.add_ignore import add_ignores
from tests.unit.resolve.shop import group

LIST = CommandNode(
    "list", params=(Parameter("limit", "option", ValueType("integer"), ("--limit",)),)
)
TREE = CommandTree("shop", group("shop", commands=(group("orders", commands=(LIST,)),)))

COMMANDS = st.sampled_from(
    [
        "shop orders list",
        "shop orders list --limit 3",
        "shop orders lst",
        "shop ordres list --limit 3",
        "shop orders list --limti 3",
        "shop drop --hard",
    ]
)
TEMPLATES = st.sampled_from(
    [
        "```bash\n{}\n{}\n```",
        "~~~console\n$ {}\nout\n$ {}\n~~~",
        '``` {{ .bash title="x" }}\n{} \\\n  --what\n```',
        "Use `{}` and `{}`.",
        "Text line\nuse `{}`  \nmore `{}` text {{: .cls }}",
        "# Title `{}` #",
        "    {}\n    {}",
        "| a | b |\n|---|---|\n| `{}` | `{}` |\n| x | `{}` |",
        '=== "`{}`"\n\n    Text.',
        "<pre><code>{}</code></pre>",
        "Term\n:   `{}`",
    ]
)


@st.composite
def _blocks(draw: st.DrawFn) -> str:
    template = draw(TEMPLATES)
    return template.format(*draw(st.lists(COMMANDS, min_size=3, max_size=3)))


def _contained(blocks: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def within(text: str, head: str, width: int) -> str:
        body = indent(text, " " * width)
        return head + (body[width:] if head.endswith(" ") else body)

    return st.one_of(
        blocks.map(lambda text: within(text, "- item\n\n", 4)),
        blocks.map(lambda text: within(text, "- ", 2)),
        blocks.map(lambda text: within(text, "1. ", 3)),
        blocks.map(lambda text: within(text, '!!! note "x"\n\n', 4)),
        blocks.map(lambda text: indent(text, "> ", lambda _line: True)),
    )


PAGES = st.builds(
    lambda parts, front, newline: (front + "\n\n".join(parts) + "\n").replace("\n", newline),
    st.lists(st.recursive(_blocks(), _contained, max_leaves=2), min_size=1, max_size=4),
    st.sampled_from(["", "---\ntitle: x\n---\n"]),
    st.sampled_from(["\n", "\r\n"]),
)


@given(PAGES)
@settings(max_examples=100, deadline=None)
def test_added_directives_silence_every_finding(page: str) -> None:
    before = check_text(page, TREE)
    found = extract(Document("page.md", page), ExtractOptions(programs=frozenset({"shop"})))
    added = add_ignores(Document("page.md", page), found, before.findings, "known")
    after = check_text(apply(page, added.edits), TREE)
    assert after.findings == ()
    assert after.summary.references == before.summary.references


@given(PAGES)
@settings(max_examples=100, deadline=None)
def test_fixes_resolve_their_findings_and_bring_no_other(page: str) -> None:
    before = check_text(page, TREE)
    work = plan(before.findings, document=Document("page.md", page))
    assert len(work.fixed) == len(plan(before.findings).fixed)
    after = check_text(apply(page, work.edits), TREE)
    assert after.summary.findings == before.summary.findings - len(work.fixed)
    assert after.summary.references == before.summary.references
    assert plan(after.findings).fixed == ()
