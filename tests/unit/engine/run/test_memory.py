"""What is kept between runs."""

from __future__ import annotations

from pathlib import Path

from doccheck.cache import Store
from doccheck.engine.run.memory import Memory, Pass, content_of


def test_passes_and_failures_are_kept(tmp_path: Path) -> None:
    store = Store(tmp_path / "cache")
    memory = Memory(store)
    memory.put("key", Pass("2026-01-01T00:00:00+00:00", 0.5, "forked"))
    memory.save({"a": False, "b": False, "c": True})
    again = Memory(store)
    assert again.get("key") == Pass("2026-01-01T00:00:00+00:00", 0.5, "forked")
    assert again.get("other") is None
    assert (again.failed, again.passed) == ({"a", "b"}, {"c"})
    again.save({"a": True})
    assert (Memory(store).failed, Memory(store).passed) == ({"b"}, {"a", "c"})


def test_a_memory_that_takes_nothing_over_keeps_what_others_know(tmp_path: Path) -> None:
    passed = Pass("2026-01-01T00:00:00+00:00", 0.5, "forked")
    memory = Memory(Store(tmp_path))
    memory.put("key", passed)
    memory.save({})
    blind = Memory(Store(tmp_path), takes_over=False)
    blind.put("new", passed)
    assert (blind.empty, blind.get("key"), blind.get("new")) == (True, None, None)
    blind.save({"a": False})
    after = Memory(Store(tmp_path))
    assert (after.get("key"), after.get("new"), after.failed) == (passed, None, {"a"})


def test_a_damaged_entry_is_as_good_as_none(tmp_path: Path) -> None:
    store = Store(tmp_path / "cache")
    Memory(store).save({})
    file = tmp_path / "cache" / "run-passes.json"
    file.write_text(file.read_text().replace('"value":{}', '"value":{"key":["x"]}'))
    assert Memory(store).get("key") is None


def test_the_content_of_a_folder_is_that_of_all_beneath_it(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "inner").mkdir(parents=True)
    file = folder / "inner" / "file"
    file.write_text("one")
    seen = {content_of(folder)}
    file.write_text("two")
    seen.add(content_of(folder))
    file.chmod(0o755)
    seen.add(content_of(folder))
    file.rename(folder / "inner" / "other")
    seen.add(content_of(folder))
    (folder / "link").symlink_to("inner")
    seen.add(content_of(folder))
    assert len(seen) == 5
    assert content_of(folder) in seen
