"""Progress of long runs: on a terminal, from the beginning, gone when done."""

from __future__ import annotations

import io
import sys

import pytest

from doccheck.cli.progress import progress_bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_one_slow_block_is_shown_before_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress_bar("executed", "blocks", quiet=False, many=1) as show:
        assert show is not None
        show(0, 1)
        assert terminal.getvalue() == "\rexecuted 0/1 blocks"
    assert terminal.getvalue().endswith("\r\x1b[K")


@pytest.mark.parametrize(("stream", "quiet"), [(io.StringIO(), False), (Terminal(), True)])
def test_where_nobody_looks_nothing_is_shown(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, *, quiet: bool
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    with progress_bar(quiet=quiet) as show:
        assert show is None
    assert stream.getvalue() == ""
