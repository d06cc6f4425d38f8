"""Whatever a document holds that can be decoded, the pages can be rendered."""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from doccheck.validation.document import Results
from doccheck.validation.load import load_results
from doccheck.validation.render import render_pages
from tests.unit.validation.conftest import DATA

DOCUMENTS = {path.stem: json.loads(path.read_text()) for path in (DATA / "results").glob("*.json")}
STRANGE = st.sampled_from(
    [None, True, 0, -1, 10**12, 10**400, -1.5, 1e308, "", "x", "1", "9999-12-31T23:59:59Z",
     "0001-01-01T00:00:00+14:00", [], [None], [[]], {}, {"a": None}, [1, 2], "fail", "pass"]
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401 - any JSON
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    found = [path] if path else []
    if isinstance(value, dict | list):
        for key, one in pairs:
            found += places(one, (*path, key)) if isinstance(one, dict | list) else [(*path, key)]
    return found


PLACES = [(name, path) for name, document in sorted(DOCUMENTS.items()) for path in places(document)]


@settings(max_examples=200)
@given(changes=st.lists(st.tuples(st.sampled_from(PLACES), STRANGE), min_size=1, max_size=4))
def test_strange_documents(
    tmp_path_factory: Any,  # noqa: ANN401 - pytest's own
    changes: list[tuple[tuple[str, tuple[Any, ...]], Any]],
) -> None:
    folder: Path = tmp_path_factory.mktemp("results")
    documents = copy.deepcopy({name: DOCUMENTS[name] for (name, _), _ in changes})
    for (name, path), value in changes:
        replace(documents[name], path, value)
    for name, document in documents.items():
        (folder / f"{name}.json").write_text(json.dumps(document))
    results = load_results(folder)
    assert len(results.documents) + len(results.problems) == len(documents)
    pages = render_pages(results, today=date(2026, 11, 22))
    assert pages == render_pages(results, today=date(2026, 11, 22))


def replace(document: Any, path: tuple[Any, ...], value: Any) -> None:  # noqa: ANN401 - any JSON
    *way, last = path
    for key in way:
        try:
            document = document[key]
        except (KeyError, IndexError, TypeError):
            return  # an earlier change took it away
    if isinstance(document, dict | list):
        try:
            document[last] = value
        except (IndexError, TypeError):
            return


def test_there_is_something_to_change() -> None:
    assert len(PLACES) > 500
    assert Results() == load_results(DATA / "none")
