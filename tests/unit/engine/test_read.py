from pathlib import Path

from doccheck.engine import read
from doccheck.engine.read import ReadFault, decode, read_bytes
from doccheck.model.source import Document


def test_byte_order_mark_and_line_ends() -> None:
    document = decode(b"\xef\xbb\xbf\xc3\xa4\r\nb\r", "a.md")
    assert document == Document("a.md", "ä\r\nb\r", bom=True)


def test_not_utf8_names_the_line() -> None:
    fault = decode(b"ok\nb\xffd\n", "a.md")
    assert fault == ReadFault("a.md", "not valid UTF-8: byte 0xff at offset 4", 2)


def test_missing_and_large(tmp_path: Path, monkeypatch: object) -> None:
    assert read_bytes(tmp_path / "x", "x") == ReadFault("x", "no such file or directory")
    assert read_bytes(tmp_path, "d") == ReadFault("d", "is a directory")
    monkeypatch.setattr(read, "MAX_BYTES", 2)  # type: ignore[attr-defined]  # pytest.MonkeyPatch
    (tmp_path / "big").write_bytes(b"123")
    fault = read_bytes(tmp_path / "big", "big")
    assert isinstance(fault, ReadFault)
    assert "larger than" in fault.detail
