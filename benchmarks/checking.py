"""`doccheck check`: start-up, cold, warm, memory and scale."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import PYTHON, Ratio, cpu, interleaved
from benchmarks.pages import ROOT, SHOP, pages, write_pages

_PARSE = """
import sys
from pathlib import Path
from markdown_it import MarkdownIt
parser = MarkdownIt("commonmark")
for path in Path(sys.argv[1]).rglob("*.md"):
    parser.parse(path.read_text(encoding="utf-8"))
"""
_PEAK = """
import resource, sys
sys.argv = ["doccheck", *sys.argv[1:]]
from doccheck.cli.main import main
try:
    main()
finally:
    peaks = [resource.getrusage(who).ru_maxrss for who in
             (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(max(peaks), file=sys.stderr)
"""


def startup() -> Iterator[Ratio]:
    """Yield the cost of `doccheck --version`."""
    base, version = interleaved(
        lambda: cpu([PYTHON, "-c", "pass"]),
        lambda: cpu([PYTHON, "-m", "doccheck", "--version"]),
        rounds=11,
    )
    yield Ratio("`doccheck --version`", "`python -c pass`", version / base, 10)


def checking() -> Iterator[Ratio]:
    """Yield the cost of a cold and a warm check against a plain Markdown parse of the pages."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        docs, what = pages(folder / "docs")
        _settings(folder, docs)
        parse = [PYTHON, "-c", _PARSE, str(docs)]
        check = [PYTHON, "-m", "doccheck", "check", "--exit-zero", "-q"]
        cpu(check, cwd=folder)
        base, cold, warm = interleaved(
            lambda: cpu(parse),
            lambda: cpu([*check, "--no-cache"], cwd=folder),
            lambda: cpu(check, cwd=folder),
            rounds=9,
        )
    baseline = "markdown-it-py parse of the same pages"
    yield Ratio(f"cold check, {what}", baseline, cold / base, 1)
    yield Ratio(f"warm check, {what}", baseline, warm / base, 0.2)


def scale() -> Iterator[Ratio]:
    """Yield how cost and memory grow from 500 to 5,000 pages."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small, large = folder / "small", folder / "large"
        for place, count in ((small, 500), (large, 5000)):
            write_pages(place / "docs", count)
            _settings(place, place / "docs")
        check = [PYTHON, "-m", "doccheck", "check", "--exit-zero", "-q", "--no-cache"]
        few, many = interleaved(
            lambda: cpu(check, cwd=small), lambda: cpu(check, cwd=large), rounds=3
        )
        peaks = [_peak(place) for place in (small, large)]
        one, two = interleaved(
            lambda: _wall([*check, "-j", "1"], large), lambda: _wall(check, large), rounds=3
        )
    yield Ratio("CPU a page, 5,000 pages", "CPU a page, 500 pages", many / few / 10, 1.2)
    detail = f"{peaks[0] / 1024:.0f} and {peaks[1] / 1024:.0f} MB"
    yield Ratio("peak memory, 5,000 pages", "500 pages", peaks[1] / peaks[0], 1.5, detail)
    yield Ratio("wall time, two processes", "one process", two / one, 0.75)


def _settings(folder: Path, docs: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    manifest = ROOT / "tests" / "corpus" / "rustybt.json"
    real = "rustybt" in docs.name and manifest.is_file()
    program, text = ("rustybt", manifest.read_text()) if real else ("shop", json.dumps(SHOP))
    (folder / "cli.json").write_text(text, encoding="utf-8")
    (folder / "doccheck.toml").write_text(
        f'paths = ["{docs}"]\n[programs.{program}]\nmanifest = "cli.json"\n'
        f'aliases = ["python -m {program}"]\n',
        encoding="utf-8",
    )


def _peak(folder: Path) -> float:
    done = subprocess.run(  # noqa: S603 - our own program
        [PYTHON, "-c", _PEAK, "check", "--exit-zero", "-q", "--no-cache"],
        cwd=folder,
        capture_output=True,
        check=False,
        text=True,
    )
    return float(done.stderr.split()[-1])


def _wall(command: list[str], folder: Path) -> float:
    import time  # noqa: PLC0415 - the one place that looks at the clock

    start = time.perf_counter()
    subprocess.run(command, cwd=folder, capture_output=True, check=True)  # noqa: S603 - our own program
    return time.perf_counter() - start
