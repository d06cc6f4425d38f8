"""The folders of a sandbox in output."""

# ruff: noqa: S108 - the paths are read, no file is made

from __future__ import annotations

import pytest

from doccheck.sandbox.folders import own_folders


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("wrote /tmp/doccheck/work/a.txt", ["/tmp/doccheck/work"]),
        ("in '/tmp/doccheck/home'.", ["/tmp/doccheck/home"]),
        (
            "/tmp/doccheck/tmp/tmp.x /tmp/doccheck/work.",
            ["/tmp/doccheck/tmp", "/tmp/doccheck/work"],
        ),
        ("/tmp/doccheck-box.12.ab_d9f0h/root/work/x", ["/doccheck-box.12.ab_d9f0h/root/work"]),
        ("/tmp/doccheck-box.12.ab_d9f0h/7365/tmp", ["/doccheck-box.12.ab_d9f0h/7365/tmp"]),
        ("/srv/doccheck/work /tmp/doccheck/workers /tmp/work", []),
    ],
)
def test_paths_that_only_a_sandbox_has(text: str, found: list[str]) -> None:
    assert own_folders(text) == found
