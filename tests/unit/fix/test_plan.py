from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from doccheck.fix.apply import apply, diff
from doccheck.fix.plan import plan
from doccheck.model.finding import Applicability, Edit, Finding, Fix, Severity
from doccheck.model.source import Document, Range, Span


def _finding(*edits: tuple[int, int, str], safe: bool = True) -> Finding:
    made = tuple(Edit(Span(start, end), content) for start, end, content in edits)
    kind = Applicability.SAFE if safe else Applicability.UNSAFE
    return Finding(
        "DC101", "unknown-command", Severity.ERROR, "m", "a.md", made[0].span,
        Range(1, 1, 1, 1), fixes=(Fix("t", kind, made),),
    )  # fmt: skip


def test_edits_are_applied_in_the_order_of_the_text() -> None:
    found = plan([_finding((8, 13, "3")), _finding((0, 3, "1"))])
    assert apply("one two three", found.edits) == "1 two 3"
    assert len(found.fixed) == 2


def test_unsafe_fixes_wait_to_be_asked_for() -> None:
    unsafe = _finding((0, 3, "1"), safe=False)
    assert plan([unsafe]).edits == ()
    assert plan([unsafe], unsafe=True).fixed == (unsafe,)


def test_a_safe_fix_wins_over_an_unsafe_one_at_the_same_place() -> None:
    safe, unsafe = _finding((2, 5, "x")), _finding((0, 4, "y"), safe=False)
    found = plan([unsafe, safe], unsafe=True)
    assert (found.fixed, found.dropped) == ((safe,), (unsafe,))


def test_the_same_edit_twice_is_made_once_and_counts_for_both() -> None:
    one = _finding((0, 3, "x"))
    found = plan([one, replace(one, message="n")])
    assert len(found.edits) == 1
    assert len(found.fixed) == 2


def test_two_insertions_at_one_place_are_not_mixed() -> None:
    found = plan([_finding((3, 3, "a")), _finding((3, 3, "b"))])
    assert len(found.fixed) == 1


def test_a_fix_of_several_edits_is_made_whole_or_not_at_all() -> None:
    first, second = _finding((0, 2, "x")), _finding((1, 3, "y"), (8, 9, "z"))
    found = plan([first, second])
    assert found.fixed == (first,)
    assert len(found.edits) == 1


SPANS = st.tuples(st.integers(0, 12), st.integers(0, 4), st.text("xyz", max_size=3))


@given(st.lists(st.lists(SPANS, min_size=1, max_size=2), max_size=5))
@settings(max_examples=150, deadline=None)
def test_a_plan_can_always_be_applied(groups: list[list[tuple[int, int, str]]]) -> None:
    text = "0123456789abcdef"
    findings = [
        _finding(*((start, start + size, content) for start, size, content in group))
        for group in groups
    ]
    found = plan(findings)
    changed = apply(text, found.edits)
    touched = {at for edit in found.edits for at in range(edit.span.start, edit.span.end)}
    kept = [char for at, char in enumerate(text) if at not in touched]
    assert len(changed) == len(kept) + sum(len(edit.content) for edit in found.edits)
    assert [char for char in changed if char not in "xyz"] == kept


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="overlaps"):
        apply("abc", [Edit(Span(0, 2), ""), Edit(Span(1, 3), "")])
    with pytest.raises(ValueError, match="leaves the text"):
        apply("abc", [Edit(Span(2, 9), "")])


def test_diff_is_a_unified_diff() -> None:
    assert diff(Document("docs/a.md", "one\ntwo\nthree"), "one\n2\nthree") == (
        "--- a/docs/a.md\n+++ b/docs/a.md\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n"
        "\\ No newline at end of file\n"
    )


def test_diff_of_nothing_is_empty() -> None:
    assert diff(Document("a.md", "x"), "x") == ""


def test_diff_keeps_line_ends_and_shows_escapes() -> None:
    shown = diff(Document("a.md", "\x1b[31ma\r\nb\r\n"), "\x1b[31ma\r\nc\r\n")
    assert "\x1b" not in shown
    assert "-b\r\n+c\r\n" in shown


def test_a_finding_about_another_text_is_left_out() -> None:
    text = "one\ntwo\n"
    finding = replace(_finding((4, 7, "2")), range=Range(2, 1, 2, 4), excerpt=("two",))
    assert plan([finding], document=Document("a.md", text)).fixed == (finding,)
    for other in ("one\nTWO\n", "one\n\ntwo\n", "one", "on\ntwo\n"):
        assert plan([finding], document=Document("a.md", other)).fixed == ()
