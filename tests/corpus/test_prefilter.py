"""Leaving pages and blocks unparsed that cannot matter changes no finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from doccheck.engine.analyse import AnalyseOptions, analyse
from doccheck.engine.read import ReadFault, read_document

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus" / "rustybt"
OURS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "tests/mdtest").glob("*.md")]
OPTIONS = AnalyseOptions(
    {
        ("rustybt",): "rustybt",
        ("python", "-m", "rustybt"): "rustybt",
        ("doccheck",): "doccheck",
        ("shop",): "shop",
    }
)


def same_either_way(path: Path) -> None:
    document = read_document(path, path.name)
    assert not isinstance(document, ReadFault)
    fast, full = (analyse(document, OPTIONS, prefilter=on) for on in (True, False))
    assert fast.reading == full.reading or not any(
        (full.reading.invocations, full.reading.skipped, full.reading.syntax_faults)
    )
    assert (fast.directives, fast.header_faults) == (full.directives, full.header_faults)
    assert fast.unread == full.unread
    assert fast.facts.extensions == full.facts.extensions


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_our_pages(path: Path) -> None:
    same_either_way(path)


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the checkout")
def test_rustybt() -> None:
    pages = sorted(CORPUS.rglob("*.md"))
    assert len(pages) > 100
    for path in pages:
        same_either_way(path)
