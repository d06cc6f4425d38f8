from __future__ import annotations

from doccheck.model.finding import Finding, Severity
from doccheck.model.source import Range, Span
from mkdocs_plugins.doccheck.audit import PageAudit
from mkdocs_plugins.doccheck.blocks import BOX, CAPTION, TOP, mark
from mkdocs_plugins.doccheck.captions import Shown, dress, without_marks
from mkdocs_plugins.doccheck.executions import Executions
from mkdocs_plugins.doccheck.pages import PageText
from mkdocs_plugins.doccheck.provenance import Sources

SHOWN = Shown(badges=True, boxes=True, versions={}, executions=Executions())


def finding(line: int, message: str) -> tuple[int, Finding]:
    place = Range(line, 1, line, 2)
    one = Finding("DC102", "unknown-option", Severity.ERROR, message, "a&b.md", Span(0, 1), place)
    return line, one


def page(**blocks: int) -> PageText:
    text = PageText.generated("a&b.md", "x\n" * 20, Sources([]))
    text.blocks = {int(start[1:]): end for start, end in blocks.items()}
    return text


def test_a_finding_stands_at_its_block_or_at_the_top_and_is_escaped() -> None:
    html = mark(BOX, TOP) + "<p>a</p>" + mark(BOX, 3) + "<p>b</p>" + mark(BOX, 8)
    audit = PageAudit((finding(4, "in <script>"), finding(7, "outside")))
    out = dress(html, page(b3=5, b8=9), audit, SHOWN)
    assert out.index("outside") < out.index("<p>a</p>") < out.index("in &lt;script&gt;")
    assert out.index("in &lt;script&gt;") < out.index("<p>b</p>")
    assert "<script>" not in out
    assert "a&amp;b.md:4" in out
    assert "data-doccheck" not in out


def test_marks_that_a_minifier_changed_are_found() -> None:
    html = "<div data-doccheck-caption=3></div>" + mark(CAPTION, 4)
    assert without_marks(html) == ""


def test_other_elements_stay() -> None:
    html = '<div data-doccheck-caption="x"></div><div data-other="1"></div>'
    assert without_marks(html) == html
