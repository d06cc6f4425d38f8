"""The baseline: findings that were there before, matched by what they say and not by line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from doccheck.errors import InputError
from doccheck.model.display import shorten
from doccheck.model.finding import Finding
from doccheck.model.fingerprint import fingerprint, normalised
from doccheck.model.report import Suppressed
from doccheck.model.since import Gone, Since

VERSION = 1
_SHOWN = 100


class Key(Struct, frozen=True, order=True):
    """What makes two findings the same: file, rule, and the command without its layout."""

    file: str
    code: str
    digest: str


class Baseline(Struct, frozen=True):
    """Known findings with how often each is known; `shown` is the command for a reader."""

    counts: Mapping[Key, int] = field(default_factory=dict)
    shown: Mapping[Key, str] = field(default_factory=dict)

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Baseline:
        """Return the baseline in which all of `findings` are known."""
        counts: Counter[Key] = Counter()
        shown: dict[Key, str] = {}
        for finding in findings:
            counts[key_of(finding)] += 1
            shown[key_of(finding)] = shorten(normalised(finding), _SHOWN)
        return cls(dict(counts), shown)

    def apply(
        self, findings: Iterable[Finding], files: Collection[str] | None = None
    ) -> tuple[tuple[Finding, ...], tuple[Suppressed, ...], int]:
        """Return the new findings, the known ones, and how many entries match nothing.

        A finding that is known twice is new the third time. Entries of files that are not in
        `files` were not looked for, so that they are not stale.
        """
        left = dict(self.counts)
        new: list[Finding] = []
        known: list[Suppressed] = []
        for finding in findings:
            key = key_of(finding)
            if left.get(key, 0):
                left[key] -= 1
                known.append(Suppressed(finding, "baseline"))
            else:
                new.append(finding)
        stale = sum(count for key, count in left.items() if files is None or key.file in files)
        return tuple(new), tuple(known), stale

    def compare(self, findings: Iterable[Finding]) -> Since:
        """Return what is new and what remains of the known, and what is there no more."""
        left = Counter(self.counts)
        new: list[Finding] = []
        remaining: list[Finding] = []
        for finding in findings:
            key = key_of(finding)
            (remaining if left[key] > 0 else new).append(finding)
            left[key] -= 1
        gone = sorted((+left).elements())
        fixed = (Gone(key.file, key.code, self.shown.get(key, "")) for key in gone)
        return Since(tuple(new), tuple(remaining), tuple(fixed))

    def update(self, findings: Iterable[Finding], files: Collection[str]) -> Baseline:
        """Return the baseline of `findings`, keeping the entries of files not in `files`."""
        fresh = Baseline.of(findings)
        kept = {key: count for key, count in self.counts.items() if key.file not in files}
        shown = {key: text for key, text in self.shown.items() if key in kept}
        return Baseline({**kept, **fresh.counts}, {**shown, **fresh.shown})

    def dumps(self) -> str:
        """Return the file: sorted and one entry after another, so that it merges well."""
        entries = [
            {
                "file": key.file,
                "rule": key.code,
                "hash": key.digest,
                "count": self.counts[key],
                "command": self.shown.get(key, ""),
            }
            for key in sorted(self.counts)
        ]
        return json.dumps({"version": VERSION, "findings": entries}, indent=1) + "\n"


def loads(text: str, name: str) -> Baseline:
    """Read a baseline; `name` is the file for messages.

    Raises:
        InputError: It is not a baseline, or one of a newer version.
    """
    try:
        return _parse(json.loads(text))
    except _NewerError as error:
        raise InputError(
            f"{name}: the baseline has version {error}, this doccheck reads {VERSION}",
            hint="update doccheck, or write the baseline anew with --update-baseline",
        ) from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise InputError(
            f"{name}: this is not a doccheck baseline",
            hint="write it anew with --update-baseline",
        ) from None


def load(path: Path) -> Baseline:
    """Read the baseline at `path`.

    Raises:
        InputError: It cannot be read, or it is not a baseline.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError(
            f"{path}: there is no such baseline", hint="write one with --update-baseline"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: the baseline cannot be read: {error}") from None
    return loads(text, str(path))


def key_of(finding: Finding) -> Key:
    """Return what identifies a finding over time."""
    return Key(finding.file, finding.code, fingerprint(finding))


class _NewerError(Exception):
    """The version of a file that we cannot read."""


def _parse(data: Any) -> Baseline:  # noqa: ANN401 - a JSON value
    if data["version"] != VERSION:
        raise _NewerError(data["version"]) if isinstance(data["version"], int) else ValueError
    counts: dict[Key, int] = {}
    shown: dict[Key, str] = {}
    for entry in data["findings"]:
        key = Key(*(_text(entry[name]) for name in ("file", "rule", "hash")))
        counts[key] = counts.get(key, 0) + max(0, int(entry.get("count", 1)))
        shown[key] = _text(entry.get("command", ""))
    return Baseline(counts, shown)


def _text(value: Any) -> str:  # noqa: ANN401 - a JSON value
    if not isinstance(value, str):
        raise TypeError
    return value
