"""Write the generated pages and schemas, or (`--check`) tell which are out of date."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from doccheck.config.load import key_name, setting_fields
from doccheck.config.running import RunSettings
from doccheck.config.schema import settings_schema
from doccheck.config.settings import ProgramSettings, Settings
from doccheck.rules.registry import documentation, metas
from doccheck.rules.render import rule_markdown, rules_table
from rustybt_ops.settings.schema import config_schema
from scripts.from_rustybt import PAGE, from_rustybt_page
from scripts.mkdocs_schema import mkdocs_schema

ROOT = Path(__file__).resolve().parent.parent
RULES_INTRO = """\
# Rules

Each rule has a code and a name; both work wherever a rule is named. `doccheck rule` shows these
pages in the terminal.

"""
SETTINGS_INTRO = """\
# Settings

In `pyproject.toml` below `[tool.doccheck]`, or at the top level of `doccheck.toml`; the file is
looked for in the working folder and its parents. Underscores work in place of dashes. An unknown
key is an error that names the nearest valid one. `doccheck config` shows what is in force,
`doccheck config --schema` prints the JSON Schema for editors.

"""


def main() -> int:
    """Write all files; with `--check`, return 1 if one differs."""
    stale = [path for path, text in _files() if _differs(path, text)]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.relative_to(ROOT)}: out of date; run `make generated`")  # noqa: T201 - a script
        return int(bool(stale))
    for path, text in _files():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


def _differs(path: Path, text: str) -> bool:
    return not path.is_file() or path.read_text(encoding="utf-8") != text


def _files() -> Iterator[tuple[Path, str]]:
    rules = ROOT / "docs" / "rules"
    yield rules / "index.md", RULES_INTRO + rules_table(metas())
    for meta in metas():
        yield rules / f"{meta.name}.md", rule_markdown(meta, documentation(meta.code))
    yield ROOT / "docs" / "reference" / "settings.md", _settings_page()
    yield PAGE, from_rustybt_page()
    schema = json.dumps(settings_schema(), indent=2) + "\n"
    yield ROOT / "doccheck" / "schemas" / "settings.schema.json", schema
    schema = json.dumps(config_schema(), indent=2) + "\n"
    yield ROOT / "docs" / "reference" / "rustybt-ops-config.schema.json", schema
    schema = json.dumps(mkdocs_schema(), indent=2) + "\n"
    yield ROOT / "doccheck" / "schemas" / "mkdocs.schema.json", schema


def _settings_page() -> str:
    general = _table(Settings)
    program = _table(ProgramSettings)
    running = _table(RunSettings)
    return (
        f"{SETTINGS_INTRO}{general}\n## Programs\n\n`[tool.doccheck.programs.NAME]`:\n\n{program}"
        f"\n## Running\n\n`[tool.doccheck.run]`, for `doccheck run`:\n\n{running}"
    )


def _table(owner: type) -> str:
    rows = ["| key | default | meaning |", "|---|---|---|"]
    for field in setting_fields(owner):
        if field.metadata["kind"] in {"programs", "section"}:
            continue
        rows.append(
            f"| `{key_name(field)}` | {_default(field.default)} | {field.metadata['doc']} |"
        )
    return "\n".join(rows) + "\n"


def _default(value: object) -> str:
    if isinstance(value, bool | int):
        return f"`{json.dumps(value)}`"
    if isinstance(value, str):
        return f"`{json.dumps(value)}`"
    if isinstance(value, tuple) and value:
        shown = ", ".join(json.dumps(item) for item in value[:3])
        return f"`[{shown}{', ...' if len(value) > 3 else ''}]`"  # noqa: PLR2004 - a cell, not a page
    return ""


if __name__ == "__main__":
    sys.exit(main())
