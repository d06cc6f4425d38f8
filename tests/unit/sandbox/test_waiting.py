"""The end of a process is noticed, and a process that does not end is given up."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from doccheck.sandbox.waiting import wait

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    """Give a process that ends when its input does."""
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as made:
        yield made
        made.kill()


@pytest.mark.parametrize("pidfd", [True, False])
def test_wait(
    process: subprocess.Popen[bytes], *, pidfd: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not pidfd:
        monkeypatch.delattr(os, "pidfd_open", raising=False)
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(subprocess.TimeoutExpired):
        wait(process, 0.05)
    assert process.stdin is not None
    process.stdin.close()
    wait(process, 30)
    assert process.returncode == 0
    wait(process, 0)  # it has ended already
    assert len(list(Path("/proc/self/fd").iterdir())) == before - 1
