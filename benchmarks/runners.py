"""`doccheck run` beside other runners of documentation, which isolate nothing.

`python -m benchmarks runners` runs the same 400 blocks with each, in wall time of whole processes,
taken in turn. The runners are installed in a folder of their own in the user's cache and only
started as programs: two of them, byexample and prysk, are under the GPL, and nothing of them
is imported.

pytest-markdown-docs knows Python alone: its blocks run the same script by `subprocess`. byexample
and prysk compare output and give each file one shell: they are measured with all blocks in one
session, as ours has them too, and prysk with a file for each block besides, as ours gives each
block a shell (byexample then takes a minute).
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import doccheck
from benchmarks.measure import PYTHON, Ratio, Skipped, interleaved

RUNNERS = (
    "doccmd==2026.2.27.1",
    "pytest-markdown-docs==0.9.2",
    "mktestdocs==0.2.5",
    "pytest_codeblocks==0.18.0",
    "byexample==11.0.0",
    "prysk==0.20.0",
)
_BLOCKS = 400
_ROUNDS = 3
_LINES = 3
# A run checks commands too; the pages name none of this program.
_MANIFEST = Path(__file__).parents[1] / "rustybt_ops" / "cli.json"
_MKTESTDOCS = """\
from mktestdocs import check_md_file


def test_page():
    check_md_file(fpath="bash.md", lang="bash")
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A runner: its command in the folder of the pages, what shows that all ran, and our page."""

    name: str
    command: tuple[str, ...]
    proof: str
    page: str


def cache() -> Path:
    """Return the folder of the runners' environment."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "doccheck-bench" / "runners"


def install() -> Path:
    """Install the runners if they are not there; return the folder of their commands."""
    folder = cache()
    stamp = folder / ".installed"
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != "\n".join(RUNNERS):
        _quietly([PYTHON, "-m", "venv", "--without-pip", folder])
        python = folder / "bin" / "python"
        _quietly([PYTHON, "-m", "pip", "-q", "--python", python, "install", *RUNNERS])
        stamp.write_text("\n".join(RUNNERS), encoding="utf-8")
    return folder / "bin"


def _quietly(command: Sequence[str | Path]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode:
        last = (done.stderr.strip() or "no message").splitlines()[-1]
        raise RuntimeError(f"the runners cannot be installed: {last}")


def script(number: int) -> tuple[tuple[str, str], ...]:
    """Return the commands of a block, each with what it prints."""
    return (
        (f"name=reader{number}", ""),
        ('echo "Hello, $name"', f"Hello, reader{number}\n"),
        ('printf "%s\\n" done', "done\n"),
    )


def write_pages(folder: Path, count: int) -> None:
    """Write the same blocks in the forms that the runners read."""
    bash, python, apart, session, prysk = [], [], [], [], []
    for number in range(count):
        lines = script(number)
        text = "\n".join(command for command, _ in lines)
        bash.append(f"<!-- doccheck: run -->\n```bash\n{text}\n```\n")
        call = f"subprocess.run(['bash', '-c', {text!r}], check=True, capture_output=True)"
        python.append(f"```python\nimport subprocess\n\n{call}\n```\n")
        shown = "".join(f"$ {command}\n{output}" for command, output in lines)
        fence = f"```shell\n{shown}```\n"
        apart.append(f"<!-- doccheck: run -->\n{fence}")
        session.append(f"<!-- doccheck: run session=page -->\n{fence}")
        prysk.append("".join(f"  {line}\n" for line in shown.splitlines()))
        (folder / f"block{number}.t").write_text(prysk[-1], encoding="utf-8")
    for name, parts in {
        "bash.md": bash,
        "python.md": python,
        "apart.md": apart,
        "session.md": session,
        "session.t": prysk,
        "test_page.py": [_MKTESTDOCS],
        "doccheck.toml": [f"[programs.rustybt-ops]\nmanifest = {json.dumps(str(_MANIFEST))}\n"],
    }.items():
        (folder / name).write_text("\n".join(parts), encoding="utf-8")


def peers(commands: Path, count: int) -> Iterator[Peer]:
    """Yield the runners."""
    pytest = (str(commands / "pytest"), "-q", "-p", "no:cacheprovider")
    bash = ("--language=bash", "--command=bash", "bash.md")
    yield Peer("doccmd", (str(commands / "doccmd"), *bash), f"reader{count - 1}\ndone", "bash.md")
    for name, words, passing in (
        ("pytest-markdown-docs", ("--markdown-docs", "python.md"), count),
        ("mktestdocs", ("test_page.py",), 1),
        ("pytest-codeblocks", ("--codeblocks", "bash.md"), count),
    ):
        yield Peer(name, (*pytest, *words), f"{passing} passed", "bash.md")
    prysk, byexample = (str(commands / "prysk"),), (str(commands / "byexample"), "-l", "shell")
    files = tuple(f"block{number}" for number in range(count))
    told = f"Ran {count} tests, 0 skipped, 0 failed"
    yield Peer("prysk", (*prysk, *(f"{one}.t" for one in files)), told, "apart.md")
    yield Peer("prysk, one session", (*prysk, "session.t"), "0 failed", "session.md")
    passed = f"Pass: {count * _LINES} Fail: 0"
    yield Peer("byexample, one session", (*byexample, "session.md"), passed, "session.md")


def runners(count: int = _BLOCKS) -> Iterator[Ratio | Skipped]:
    """Compare every runner with `doccheck run` on the same blocks."""
    try:
        others = tuple(peers(install(), count))
    except RuntimeError as error:
        yield Skipped("`doccheck run`", "other runners", str(error))
        return
    package = Path(doccheck.__file__).parent
    _quietly([PYTHON, "-m", "compileall", "-q", package])  # as an installer does for the others
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_pages(folder, count)
        ours = [_ours(page, count) for page in dict.fromkeys(peer.page for peer in others)]
        everyone = [*ours, *others]
        taken = interleaved(*[_sample(peer, folder) for peer in everyone], rounds=_ROUNDS)
        times = {peer.name: seconds for peer, seconds in zip(everyone, taken, strict=True)}
        for peer in others:
            mine, theirs = times[peer.page], times[peer.name]
            detail = f"{count} blocks: {mine:.2f} s, {theirs:.2f} s"
            yield Ratio(f"`doccheck run`: {peer.page}", peer.name, mine / theirs, 1.0, detail)


def _ours(page: str, count: int) -> Peer:
    proof = f"Executed {count} of {count} executable ({count} passed)"
    return Peer(page, (PYTHON, "-m", "doccheck", "run", "--no-cache", page), proof, page)


def _sample(peer: Peer, folder: Path) -> Callable[[], float]:
    def run() -> float:
        began = time.perf_counter()
        done = subprocess.run(  # noqa: S603 - the runners
            peer.command,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
        )
        seconds = time.perf_counter() - began
        if done.returncode or peer.proof not in done.stdout:
            raise SystemExit(f"{peer.name}: {done.stdout[-500:]}{done.stderr[-500:]}")
        return seconds

    return run
