"""What was read once is handed on, and only for the very same text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doccheck.engine import readings as module
from doccheck.engine.analyse import AnalyseOptions, read_blocks
from doccheck.engine.readings import Readings
from doccheck.model.source import Document

if TYPE_CHECKING:
    from doccheck.model.block import Extraction
    from doccheck.shell import PageReading

OPTIONS = AnalyseOptions({("acme",): "acme"})
PAGE = Document("page.md", "```bash\nacme go\n```\n")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Document]:
    """Return the documents that are really read."""
    seen: list[Document] = []

    def spy(document: Document, options: AnalyseOptions) -> tuple[Extraction, PageReading]:
        seen.append(document)
        return read_blocks(document, options)

    monkeypatch.setattr(module, "read_blocks", spy)
    return seen


def test_a_document_is_read_once_and_given_up_when_taken(read: list[Document]) -> None:
    readings = Readings()
    first = readings.read(PAGE, OPTIONS)
    assert readings.take(Document(PAGE.path, PAGE.text), OPTIONS) == first
    assert read == [PAGE]
    assert readings.take(PAGE, OPTIONS) == first
    assert read == [PAGE, PAGE]


def test_a_document_that_changed_is_read_anew(read: list[Document]) -> None:
    readings = Readings()
    readings.read(PAGE, OPTIONS)
    changed = Document(PAGE.path, PAGE.text.replace("go", "stop"))
    extraction, reading = readings.take(changed, OPTIONS)
    assert (extraction, reading) == read_blocks(changed, OPTIONS)
    assert [call.source for call in reading.invocations] == ["acme stop"]
    assert read == [PAGE, changed]


def test_other_options_read_anew(read: list[Document]) -> None:
    readings = Readings()
    readings.read(PAGE, OPTIONS)
    other = AnalyseOptions({("other",): "other"})
    assert readings.take(PAGE, other)[1].invocations == ()
    assert len(read) == 2


def test_what_is_kept_is_bounded(read: list[Document]) -> None:
    readings = Readings(most=len(PAGE.text))
    other = Document("other.md", PAGE.text)
    for page in (PAGE, other):
        readings.read(page, OPTIONS)
    for page in (PAGE, other):
        readings.take(page, OPTIONS)
    assert read == [PAGE, other, other]


def test_it_tells_what_directives_ask_for() -> None:
    readings = Readings()
    readings.read(PAGE, OPTIONS)
    assert not readings.show({"run"})
    readings.read(Document("run.md", f"<!-- doccheck: run -->\n{PAGE.text}"), OPTIONS)
    assert readings.show({"run"})
    assert not readings.show({"skip"})
    faulty = Readings()
    faulty.read(Document("bad.md", f"<!-- doccheck: run wall=x -->\n{PAGE.text}"), OPTIONS)
    assert not faulty.show({"run"})
