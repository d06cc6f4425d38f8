"""A worker for each backend; a backend that is missing on the machine is a visible skip."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from doccheck.sandbox.bwrap import BwrapBackend
from doccheck.sandbox.direct import LandlockBackend
from doccheck.sandbox.interface import Backend, Limits, Policy, Worker

BACKENDS: dict[str, type[BwrapBackend | LandlockBackend]] = {
    "bwrap": BwrapBackend,
    "landlock": LandlockBackend,
}
LIMITS = Limits(wall=5.0, memory=256 << 20, processes=64, file_size=8 << 20, disk=32 << 20)


@pytest.fixture(scope="module", params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> Backend:
    made = BACKENDS[request.param]()
    if missing := made.missing():
        pytest.skip(missing)
    return made


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "README.md").write_text("# Project\n")
    return folder


@pytest.fixture(scope="module")
def worker(backend: Backend, project: Path) -> Iterator[Worker]:
    with backend.open(Policy(project=project, limits=LIMITS)) as made:
        yield made
