"""What a task may ask for: it comes from a document, which nobody has vetted."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from doccheck.errors import SandboxPolicyError
from doccheck.sandbox.interface import Fixture, Policy, Task

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def check(task: Task, policy: Policy) -> None:
    """Check what a task asks for.

    Raises:
        SandboxPolicyError: A fixture lies outside of what blocks may read, or would be put outside
            of the workspace; a variable has no name that a shell knows.
    """
    for name in task.environment:
        if not _NAME.fullmatch(name):
            raise SandboxPolicyError(f"`{name}` is no name of an environment variable")
    for fixture in task.fixtures:
        _check_fixture(fixture, policy)


def _check_fixture(fixture: Fixture, policy: Policy) -> None:
    source = fixture.source.resolve()
    granted = [*policy.read_only, *([policy.project] if policy.project else [])]
    if not any(source.is_relative_to(Path(item).resolve()) for item in granted):
        raise SandboxPolicyError(
            f"the fixture `{fixture.source}` lies outside of the project",
            hint="copy it into the project, or add its folder to the readable ones",
        )
    target = PurePosixPath(fixture.target)
    if target.is_absolute() or ".." in target.parts or not target.parts:
        raise SandboxPolicyError(f"the fixture's place `{fixture.target}` is not in the workspace")
