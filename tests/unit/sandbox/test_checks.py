from __future__ import annotations

from pathlib import Path

import pytest

from doccheck.errors import SandboxPolicyError
from doccheck.sandbox.checks import check
from doccheck.sandbox.interface import Fixture, Policy, Task


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    (tmp_path / "project" / "docs").mkdir(parents=True)
    (tmp_path / "project" / "docs" / "data.csv").touch()
    (tmp_path / "secret").touch()
    (tmp_path / "project" / "link").symlink_to(tmp_path / "secret")
    return Policy(project=tmp_path / "project")


def with_fixture(policy: Policy, source: str, target: str) -> None:
    assert policy.project is not None
    check(Task("true", fixtures=(Fixture(policy.project / source, target),)), policy)


@pytest.mark.parametrize("target", ["data.csv", "a/b/data.csv", "./x"])
def test_a_file_of_the_project_is_granted(policy: Policy, target: str) -> None:
    with_fixture(policy, "docs/data.csv", target)
    with_fixture(policy, "docs/../docs", target)


@pytest.mark.parametrize("source", ["../secret", "link", "/etc/passwd", ".."])
def test_what_lies_outside_is_refused(policy: Policy, source: str) -> None:
    with pytest.raises(SandboxPolicyError, match="outside of the project"):
        with_fixture(policy, source, "x")


@pytest.mark.parametrize("target", ["/etc/x", "../x", "a/../../x", ""])
def test_what_would_be_put_outside_is_refused(policy: Policy, target: str) -> None:
    with pytest.raises(SandboxPolicyError, match="not in the workspace"):
        with_fixture(policy, "docs/data.csv", target)


@pytest.mark.parametrize("name", ["A B", "A;id", "1A", "", "A-B"])
def test_a_variable_needs_a_name(policy: Policy, name: str) -> None:
    with pytest.raises(SandboxPolicyError, match="environment variable"):
        check(Task("true", environment={name: "x"}), policy)
