import json
import os
import threading
from pathlib import Path

import pytest

from doccheck.atomic import replace_file
from doccheck.cache import Store, decode, encode
from doccheck.cache.store import digest
from doccheck.model.finding import Applicability, Edit, Finding, Fix, Severity
from doccheck.model.source import Range, Span
from doccheck.model.tree import CommandNode, CommandTree, Parameter, ValueType

FINDING = Finding(
    "DC101",
    "unknown-command",
    Severity.ERROR,
    "no command",
    "a.md",
    Span(3, 7),
    Range(1, 4, 1, 8),
    excerpt=("x",),
    fixes=(Fix("t", Applicability.SAFE, (Edit(Span(3, 7), "y"),)),),
)
TREE = CommandTree(
    "p",
    CommandNode(
        "p",
        commands={
            "a": CommandNode(
                "a",
                params=(Parameter("x", "option", ValueType("tuple", items=(ValueType("text"),))),),
            )
        },
    ),
)


@pytest.mark.parametrize("value", [FINDING, TREE])
def test_round_trip(value: object) -> None:
    data = json.loads(json.dumps(encode(value)))
    assert decode(type(value), data) == value


@pytest.mark.parametrize("data", [None, 3, [], [1, 2], {"a": 1}, ["DC101"] * 15])
def test_foreign_data_is_refused(data: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any shape may fail anywhere
        decode(Finding, data)


def test_store_keeps_by_key(tmp_path: Path) -> None:
    store = Store(tmp_path / "cache")
    store.put("a", "key", {"x": [1]})
    assert store.get("a", "key") == {"x": [1]}
    assert store.get("a", "other") is None
    assert store.get("b", "key") is None
    assert (tmp_path / "cache" / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b'{"format": 99}', b"\xff\xfe", b"[" * 10**5]
)
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.json").write_bytes(content)
    assert Store(tmp_path).get("a", "key") is None


def test_no_folder_keeps_nothing() -> None:
    store = Store(None)
    store.put("a", "k", 1)
    assert store.get("a", "k") is None


def test_a_folder_that_cannot_be_made_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = Store(tmp_path / "file" / "cache")
    store.put("a", "k", 1)
    assert store.get("a", "k") is None


def test_parallel_writers_leave_a_whole_file(tmp_path: Path) -> None:
    store = Store(tmp_path)
    values = [{"n": n, "pad": "x" * 50_000} for n in range(8)]
    threads = [threading.Thread(target=store.put, args=("a", "k", value)) for value in values]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.get("a", "k") in values
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".gitignore",
        "CACHEDIR.TAG",
        "a.json",
    ]


def test_a_failed_write_leaves_the_old_content(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_text("old")
    with pytest.raises(TypeError):
        replace_file(path, "text")  # type: ignore[arg-type]  # the fault under test
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["f"]


def test_digest_keeps_parts_apart() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("a") == digest(b"a")


def test_a_device_or_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    replace_file(pipe, b"text")
    reader.join()
    assert got == [b"text"]
    assert pipe.is_fifo()


def test_a_symbolic_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    replace_file(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"
