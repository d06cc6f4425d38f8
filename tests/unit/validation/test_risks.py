from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from doccheck.errors import ConfigError, InputError
from doccheck.validation.render import load_accepted
from doccheck.validation.risks import Risk, load_risks

GOOD = '[[risk]]\nrequirement = "uptime"\nreason = "watched"\nowner = "ops"\nexpires = 2027-01-31\n'


def test_a_good_file(tmp_path: Path) -> None:
    path = tmp_path / "risks.toml"
    path.write_text(GOOD)
    (risk,) = load_risks(path, {"uptime"})
    assert risk == Risk("uptime", "watched", "ops", date(2027, 1, 31))
    assert risk.accepted(date(2027, 1, 31))
    assert not risk.accepted(date(2027, 2, 1))


def test_no_file_is_no_risk() -> None:
    assert load_accepted(None) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[risk", "not TOML"),
        ("title = 3", "`title` is not expected"),
        ("risk = 3", "`risk` is not expected"),
        ("risk = [3]", "requirement, reason, owner, expires is missing"),
        (GOOD.replace('owner = "ops"\n', ""), "owner is missing"),
        (GOOD.replace('"ops"', '""'), "owner is missing"),
        (GOOD.replace('"ops"', "3"), "owner must be text"),
        (GOOD.replace("2027-01-31", '"soon"'), "expires must be a date"),
        (GOOD.replace("2027-01-31", "2027-01-31T00:00:00"), "expires must be a date"),
        (GOOD + "until = 3\n", "unknown key `until`"),
        (GOOD.replace("uptime", "uptme"), "no requirement `uptme`"),
        (GOOD.replace("uptime", "required-commands"), "no requirement `required-commands`"),
        (GOOD + GOOD, "accepted twice"),
    ],
)
def test_bad_files(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "risks.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=words):
        load_accepted(path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_accepted(tmp_path / "none.toml")
