"""Run every attack under every backend, as root and as an ordinary user; write the table's page.

`python -m benchmarks.attacks` prints the page of the documentation, `--write` writes it.
`--backend NAME` runs one backend as the current user and prints JSON, `--only TEXT` the attacks
whose names hold it.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from concurrent.futures import ThreadPoolExecutor

from benchmarks.attacks import page
from benchmarks.attacks.run import BACKENDS, levels, run, run_as


def _one(key: tuple[str, bool]) -> dict[str, str]:
    return run_as(key[0], root=key[1])


def main() -> None:
    """Print results as JSON for one backend, or the whole page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--backend", choices=BACKENDS)
    parser.add_argument("--only", default="")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if arguments.backend:
        json.dump(run(BACKENDS[arguments.backend](), arguments.only), sys.stdout, indent=1)
        return
    with ThreadPoolExecutor(len(page.RUNS)) as pool:  # most of it is waiting
        found = dict(zip(page.RUNS, pool.map(_one, page.RUNS), strict=True))
    text = page.render(found, {name: levels(kind()) for name, kind in BACKENDS.items()})
    if arguments.write:
        page.PATH.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


main()
