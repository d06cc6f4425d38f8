"""The pages to measure on: RustyBT's where the corpus is beside the checkout, else made here."""

from __future__ import annotations

import random
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus" / "rustybt"

_WORDS = ("data", "order", "market", "risk", "value", "trade", "price", "cache", "engine", "bundle")

SHOP = {
    "schema_version": 1,
    "program": "shop",
    "root": {
        "is_group": True,
        "allow_extra_args": True,
        "allow_interspersed_args": False,
        "commands": {
            name: {
                "params": [
                    {
                        "name": option,
                        "kind": "option",
                        "opts": [f"--{option}"],
                        "type": {"name": "text"},
                    },
                    {"name": "rest", "kind": "argument", "nargs": -1, "type": {"name": "text"}},
                ]
            }
            for name, option in (("order", "color"), ("listing", "format"))
        },
    },
}
"""The manifest of the program that the generated pages call."""


def pages(folder: Path) -> tuple[Path, str]:
    """Return a folder of documentation and its name; it is made in `folder` if need be."""
    if CORPUS.is_dir():
        return CORPUS, "118 pages of RustyBT"
    write_pages(folder, 118)
    return folder, "118 generated pages"


def write_pages(folder: Path, count: int) -> None:
    """Write `count` pages of 15 KB, one in six with commands."""
    source = random.Random(7)  # noqa: S311 - the same pages each time
    for number in range(count):
        path = folder / f"section{number // 50}" / f"page{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_page(source, with_commands=number % 6 == 0), encoding="utf-8")


def _page(source: random.Random, *, with_commands: bool) -> str:
    parts = ["# Page\n"]
    for section in range(20):
        parts.append(f"## Section {section}\n\n{_prose(source, 60)}\n")
        parts.append(f"- {_prose(source, 12)}\n- `{source.choice(_WORDS)}`: {_prose(source, 8)}\n")
        parts.append(f"```python\n{source.choice(_WORDS)} = {source.randint(1, 99)}\n```\n")
        if with_commands and section % 7 == 0:
            parts.append("```bash\nshop order --color red lamp\nshop listing --format json\n```\n")
    return "\n".join(parts)


def _prose(source: random.Random, words: int) -> str:
    return " ".join(source.choice(_WORDS) for _ in range(words))
