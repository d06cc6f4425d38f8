"""What holds for every format."""

from __future__ import annotations

import re

import pytest

from doccheck.config.settings import FORMATS as SETTING
from doccheck.model.report import Report
from doccheck.report.formats import FORMATS, render
from doccheck.report.options import RenderOptions

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ue000]")
every_format = pytest.mark.parametrize("name", FORMATS)


def test_the_settings_offer_the_same_formats() -> None:
    assert set(FORMATS) == set(SETTING)


@every_format
def test_nothing_from_a_document_steers_a_terminal(name: str, report: Report) -> None:
    assert not CONTROL.search(render(report, name))


@every_format
def test_output_ends_with_one_line_end(name: str, report: Report, empty: Report) -> None:
    for one in (report, empty):
        text = render(one, name)
        assert text.endswith("\n")


@every_format
def test_nothing_checked_never_reads_as_clean(
    name: str, empty: Report, skipped_only: Report, clean: Report
) -> None:
    for one in (empty, skipped_only):
        shown = render(one, name).lower()
        assert "nothing was checked" in shown or "reference was checked" in shown or name == "json"
        assert "no problems" not in shown
        assert "no open discrepancies" not in shown
    assert "nothing was checked" not in render(clean, name).lower()


@every_format
def test_the_same_report_gives_the_same_text(name: str, report: Report) -> None:
    assert render(report, name) == render(report, name)


def test_colour_is_only_written_when_asked_for(report: Report) -> None:
    assert "\x1b[1;31merror\x1b[0m" in render(report, "text", RenderOptions(color=True))


def test_an_unknown_format_is_a_key_error(report: Report) -> None:
    with pytest.raises(KeyError):
        render(report, "yaml")
