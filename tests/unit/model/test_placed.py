"""What a search by place finds is what a look at every item finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from doccheck.model.placed import Placed
from doccheck.model.source import Span

SPANS = st.tuples(st.integers(0, 30), st.integers(0, 12)).map(lambda at: Span(at[0], sum(at)))


@given(st.lists(SPANS, max_size=25), SPANS)
def test_every_item_that_shares_a_character_is_found_in_order(
    spans: list[Span], target: Span
) -> None:
    expected = sorted(span for span in spans if set(_at(span)) & set(_at(target)))
    found = Placed(spans, lambda span: span).meeting(target)
    assert [span for span in found if span.start < span.end and target.start < target.end] == (
        expected
    )


def _at(span: Span) -> range:
    return range(span.start, span.end)
