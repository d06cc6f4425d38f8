"""Options from words."""

from __future__ import annotations

import pytest

from doccheck.errors import ConfigError
from doccheck.expect import MatchOptions, parse_options, shown_output


def test_words_change_the_defaults() -> None:
    words = [("ellipsis", "off"), ("unordered", ""), ("regex", "on"), ("trailing-blanks", "on")]
    assert parse_options(words) == MatchOptions(
        ellipsis=False, unordered=True, regex=True, trailing_blanks=True
    )
    assert parse_options([("stderr", "apart")]).stderr == "apart"
    assert parse_options([]) == MatchOptions()


def test_a_page_adds_to_the_settings() -> None:
    base = parse_options([("normalise", "paths,times")])
    assert parse_options([("normalise", "sizes,paths")], base).normalise == (
        "paths",
        "times",
        "sizes",
    )
    assert parse_options([("normalise", "none,ids")], base).normalise == ("ids",)
    assert parse_options([("unordered", "off")], MatchOptions(unordered=True)) == MatchOptions()


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("unorderd", "on", "`unorderd` is not about output; did you mean `unordered`?"),
        ("regex", "yes", "`regex` cannot be `yes`; write regex=on or regex=off"),
        ("stderr", "out", "`stderr` cannot be `out`; known are merged, apart, ignore"),
        ("normalise", "path", "`path` is no normaliser; did you mean `paths`?"),
        ("normalise", "xyz", "`xyz` is no normaliser; known are durations, ids, paths, sizes"),
        ("normalise", "", "`` is no normaliser"),
    ],
)
def test_bad_words(key: str, value: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_options([(key, value)])
    assert told in caught.value.message


def test_the_streams() -> None:
    assert shown_output("out", "err\n", MatchOptions()) == "out\nerr\n"
    assert shown_output("out\n", "err", MatchOptions(stderr="apart")) == "out\nerr"
    assert shown_output("out\n", "err", MatchOptions(stderr="ignore")) == "out\n"
    assert shown_output("", "err", MatchOptions()) == "err"
