"""The settings: what each means, its type and its default, in one place.

The loader, the JSON Schema, `doccheck config` and the reference page are all made from the
metadata of these fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from doccheck.config.key import key
from doccheck.config.running import RunSettings

SEVERITIES = ("error", "warning", "info")
FORMATS = ("text", "concise", "json", "sarif", "github", "junit", "markdown")

HISTORICAL = (
    "**/CHANGELOG*",
    "**/CHANGES*",
    "**/HISTORY*",
    "**/NEWS*",
    "**/changelog*",
    "**/changelog*/**",
    "**/changes*",
    "**/history*",
    "**/news*",
    "**/*release-notes*",
    "**/*release-notes*/**",
    "**/*release_notes*",
    "**/*release_notes*/**",
    "**/releases/**",
    "**/whats-new*",
    "**/whats_new*",
    "**/whatsnew*/**",
    "**/*breaking-changes*",
    "**/*breaking_changes*",
    "**/*migrat*",
    "**/*migrat*/**",
    "**/MIGRAT*",
    "**/*upgrad*",
    "**/*upgrad*/**",
    "**/UPGRAD*",
)
"""Pages that show old commands on purpose."""


@dataclass(frozen=True, slots=True)
class ProgramSettings:
    """One audited program: `[tool.doccheck.programs.NAME]`."""

    app: str | None = key(
        "Where the application is, as `module:expression`. Default: the entry of that name in"
        " `[project.scripts]`, unless there is a `manifest`.",
        "string",
    )
    python: str | None = key(
        "The interpreter in which the program is installed; `~` and paths relative to the"
        " configuration file work. Default: the project's `.venv`, else the active environment.",
        "string",
    )
    aliases: tuple[str, ...] = key(
        "Other ways to call the program, for instance `python -m prog`.", "strings", default=()
    )
    manifest: str | None = key(
        "A checked-in manifest to check against. Without `app` the program is never imported.",
        "string",
    )
    expect: tuple[str, ...] = key(
        "Commands that must exist; a missing one is reported first, as a blocker.",
        "strings",
        default=(),
    )
    renames: Mapping[str, str] = key(
        "Old command paths and option names with their new ones; such fixes are safe.",
        "table",
        default={},
    )
    external_commands: tuple[str, ...] = key(
        "Commands that come from plugins or from the reader's project: never reported as unknown.",
        "strings",
        default=(),
    )
    environment: tuple[str, ...] = key(
        "Environment variables that the program reads, beside those of its options.",
        "strings",
        default=(),
    )
    environment_prefixes: tuple[str, ...] = key(
        "Beginnings of variables that are the program's alone, as `PROG_`: a variable in the"
        " documentation that begins so and that the program does not read is reported.",
        "strings",
        default=(),
    )
    state_paths: tuple[str, ...] = key(
        "Files and folders that the program keeps in the reader's home, as `~/.prog/logs`; a"
        " documented path below the same folder that is none of them is reported. Below a path"
        " that ends in `/` everything goes.",
        "strings",
        default=(),
    )
    schemas: Mapping[str, str] = key(
        "JSON Schemas of the program's configuration files: the name of the file, as `prog.yaml`,"
        " and where its schema is. Examples that the documentation calls so are validated.",
        "table",
        default={},
    )
    given: bool = False
    """Whether it was named on the command line, and stands in no file."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a run; `root` is the folder of the configuration file."""

    root: Path
    source: Path | None = None
    paths: tuple[str, ...] = key(
        "Files and folders to read, relative to the configuration file. Default: the whole"
        " project.",
        "strings",
        default=(),
    )
    exclude: tuple[str, ...] = key(
        "Files and folders to leave out, as in `.gitignore`.", "strings", default=()
    )
    respect_gitignore: bool = key("Leave out what `.gitignore` names.", "boolean", default=True)
    select: tuple[str, ...] = key(
        "Rules to apply: codes, names or code prefixes. Default: all.", "strings", default=("DC",)
    )
    ignore: tuple[str, ...] = key(
        "Rules to leave out: codes, names or code prefixes.", "strings", default=()
    )
    per_file_ignores: Mapping[str, tuple[str, ...]] = key(
        "Rules to leave out in the files that match a pattern.", "strings-table", default={}
    )
    severity: Mapping[str, str] = key(
        "Another severity for a rule: `error`, `warning` or `info`.",
        "choice-table",
        default={},
        choices=SEVERITIES,
    )
    fail_on: str = key(
        "The least severity that makes the exit code 1.",
        "choice",
        default="error",
        choices=SEVERITIES,
    )
    historical: tuple[str, ...] = key(
        "Pages that show old commands on purpose (changelogs, release notes, migration guides):"
        " their findings are warnings.",
        "strings",
        default=HISTORICAL,
    )
    untagged: Literal["auto", "always", "never"] = key(
        "Whether fences without a language and indented code are read as commands: where they"
        " look like it (`auto`), `always` or `never`.",
        "choice",
        default="auto",
        choices=("auto", "always", "never"),
    )
    help_texts: bool = key(
        "Check the examples in the docstrings, help and epilog texts of the audited programs too"
        " (only of programs whose source is in this project).",
        "boolean",
        default=True,
    )
    arbiter: bool = key(
        "Let the program's own parser have the last word where the program is at hand.",
        "boolean",
        default=True,
    )
    allow_import: bool = key(
        "Import the audited programs. `false` checks from manifests alone.",
        "boolean",
        default=True,
    )
    import_timeout: int = key("Seconds that importing a program may take.", "integer", default=60)
    baseline: str | None = key("A baseline file with known findings.", "string")
    cache_dir: str = key("Where results are kept.", "string", default=".doccheck_cache")
    output_format: str = key("The output format.", "choice", default="text", choices=FORMATS)
    programs: Mapping[str, ProgramSettings] = key(
        "The audited programs. Default: the click programs of `[project.scripts]`.",
        "programs",
        default={},
    )
    run: RunSettings = field(
        default_factory=RunSettings,
        metadata={
            "doc": "What `doccheck run` executes, with what, and within which bounds.",
            "kind": "section",
            "owner": RunSettings,
        },
    )
