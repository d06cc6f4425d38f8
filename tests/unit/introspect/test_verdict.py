"""Verdicts: which of them may be kept."""

import pytest

from doccheck.introspect.verdict import Status, Verdict, from_frame, unanswered


@pytest.mark.parametrize("timed_out", [False, True])
def test_the_end_of_a_parser_is_not_kept(*, timed_out: bool) -> None:
    assert not unanswered(timed_out=timed_out).lasting


def test_what_the_probe_says_of_a_slow_parser_is_not_kept() -> None:
    frame = {"status": "skipped", "reason": "parser-failed", "message": "the parser took too long"}
    assert not from_frame(frame).lasting


def test_answers_are_kept() -> None:
    assert Verdict(Status.REJECTED, message="No such option").lasting
    assert Verdict(Status.ACCEPTED).lasting
