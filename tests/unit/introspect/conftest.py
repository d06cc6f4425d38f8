"""Programs written for the tests, the interpreters that run them, and what they really say."""

import json
import os
import random
import subprocess
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from doccheck.introspect.client import arbitrate
from doccheck.introspect.program import ProgramSpec
from doccheck.introspect.verdict import Query, Verdict

HERE = Path(__file__).parent

Maker = Callable[..., ProgramSpec]


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Maker:
    """Return a function that writes a module `prog` and tells how to start it."""

    def make(
        source: str, app: str | None = "prog:cli", python: str = sys.executable
    ) -> ProgramSpec:
        folder = tmp_path_factory.mktemp("program")
        (folder / "prog.py").write_text(textwrap.dedent(source), encoding="utf-8")
        return ProgramSpec("prog", app, Path(python), folder, (folder,))

    return make


@pytest.fixture(scope="session")
def application() -> Maker:
    """Return a function that starts one of the applications beside the tests."""

    def make(name: str, python: str = sys.executable, *paths: Path) -> ProgramSpec:
        folder = HERE / "apps"
        return ProgramSpec("prog", f"{name}:cli", Path(python), folder, (folder, *paths))

    return make


def ask(spec: ProgramSpec, *lines: str) -> list[Verdict]:
    """Return the verdict on each line, whose words are split at blanks."""
    return list(arbitrate(spec, [Query(tuple(line.split())) for line in lines]))


class Comparison:
    """Verdicts of the arbiter beside what the program does when it is really run."""

    def __init__(self, spec: ProgramSpec, lines: Sequence[tuple[str, ...]]) -> None:
        self.lines = lines
        self.verdicts = arbitrate(spec, [Query(line) for line in lines])
        self.real = _really_run(spec, lines)

    @property
    def balance(self) -> Counter[str]:
        return Counter(status for status, _error, _message in self.real)

    def disagreements(self) -> list[str]:
        return [
            f"{line}: {real} but {verdict}"
            for line, real, verdict in zip(self.lines, self.real, self.verdicts, strict=True)
            if not _agree(real, verdict)
        ]


def _agree(real: tuple[str, str, str], verdict: Verdict) -> bool:
    status, error, message = real
    if status == "crashed":
        return verdict.status == "skipped"
    if status != verdict.status:
        return False
    return status == "accepted" or (error == verdict.error and message == verdict.message)


def _really_run(spec: ProgramSpec, lines: Sequence[tuple[str, ...]]) -> list[tuple[str, str, str]]:
    module = (spec.app or "").partition(":")[0]
    request = {"file": str(spec.root / f"{module}.py"), "queries": lines}
    paths = os.pathsep.join(str(path) for path in spec.paths)
    done = subprocess.run(
        [spec.interpreter, str(HERE / "apps" / "oracle.py")],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    return [tuple(item) for item in json.loads(done.stdout)]


def random_lines(spec: ProgramSpec, count: int) -> list[tuple[str, ...]]:
    """Return command lines near the application's good ones, the same in every run."""
    space: dict[str, str | list[str]] = {}
    source = (spec.root / f"{(spec.app or '').partition(':')[0]}.py").read_text(encoding="utf-8")
    exec(compile(source.partition("# Words")[2], "words", "exec"), space)  # noqa: S102  # our own file
    words = str(space["WORDS"]).split()
    good = [line.split() for line in str(space["LINES"]).strip().splitlines()]
    chance = random.Random(7)
    return [tuple(line) for line in map(tuple, good)] + [
        tuple(_mutated(chance.choice(good), words, chance)) for _ in range(count)
    ]


def _mutated(line: Sequence[str], words: Sequence[str], chance: random.Random) -> list[str]:
    found = list(line)
    for _ in range(chance.choice((0, 1, 1, 2, 3))):
        at = chance.randint(0, len(found))
        match chance.choice(("insert", "delete", "replace", "swap")):
            case "insert":
                found.insert(at, chance.choice(words))
            case "delete":
                del found[at : at + 1]
            case "replace":
                found[at : at + 1] = [chance.choice(words)]
            case _:
                chance.shuffle(found)
    return found


@pytest.fixture(scope="session")
def compare() -> Callable[[ProgramSpec, int], Comparison]:
    """Return a function that compares the arbiter with the program on random command lines."""

    def run(spec: ProgramSpec, count: int) -> Comparison:
        return Comparison(spec, random_lines(spec, count))

    return run
