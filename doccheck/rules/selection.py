"""Which rules apply, named by code, name, or the beginning of a code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache

from msgspec import Struct, field

from doccheck.model.finding import Severity
from doccheck.model.rule import RuleMeta
from doccheck.rules.distance import misspelt
from doccheck.rules.registry import FAMILIES, metas

ALL = "DC"
_EXACT = 5
"""As exact as a selector can be: the length of a code."""


class UnknownRuleError(ValueError):
    """No rule has this code or name; `nearest` is the closest valid one, if any is close."""

    def __init__(self, selector: str, nearest: str | None) -> None:
        hint = f"; did you mean `{nearest}`?" if nearest else ""
        super().__init__(f"no rule is called `{selector}`{hint}")
        self.selector = selector
        self.nearest = nearest


class Policy(Struct, frozen=True):
    """The codes that are selected, and the severities that the settings change."""

    selected: frozenset[str]
    severities: Mapping[str, Severity] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        select: Iterable[str] = (ALL,),
        ignore: Iterable[str] = (),
        severity: Mapping[str, str] | None = None,
    ) -> Policy:
        """Return the policy that settings describe; the more exact of two selectors wins.

        Raises:
            UnknownRuleError: A selector names no rule.
        """
        weights = {
            code: Severity(value)
            for selector, value in (severity or {}).items()
            for code in codes(selector)
        }
        return cls(_selected(tuple(select), tuple(ignore)), weights)

    def without(self, ignore: Iterable[str]) -> Policy:
        """Return the policy less some rules, for the files that a setting names."""
        dropped = frozenset(code for selector in ignore for code in codes(selector))
        return Policy(self.selected - dropped, self.severities)


def codes(selector: str) -> frozenset[str]:
    """Return the codes that `selector` names: a code, a name, a family or a prefix.

    Raises:
        UnknownRuleError: It names no rule.
    """
    found = _table().get(selector) or _table().get(selector.upper())
    if found is None:
        raise UnknownRuleError(selector, _nearest(selector))
    return found


def find(selector: str) -> RuleMeta:
    """Return the one rule that has this code or name.

    Raises:
        UnknownRuleError: None has it, or the selector names several.
    """
    found = codes(selector)
    if len(found) != 1:
        raise UnknownRuleError(selector, min(found))
    return next(meta for meta in metas() if meta.code in found)


@cache
def _table() -> Mapping[str, frozenset[str]]:
    """Map every code, name and prefix to the codes it stands for."""
    table: dict[str, set[str]] = {family: set() for family in FAMILIES}
    for meta in metas():
        prefixes = (meta.code[:end] for end in range(len(ALL), len(meta.code) + 1))
        for selector in (*prefixes, meta.name, "ALL"):
            table.setdefault(selector, set()).add(meta.code)
    return {selector: frozenset(found) for selector, found in table.items()}


def _nearest(selector: str) -> str | None:
    rules = list(metas())
    slips = misspelt(selector.upper(), (meta.code for meta in rules))
    word = selector.lower().replace("_", "-")
    alike = get_close_matches(word, [meta.name for meta in rules], n=1, cutoff=0.6)
    return next(iter((*slips, *alike)), None)


def _selected(select: tuple[str, ...], ignore: tuple[str, ...]) -> frozenset[str]:
    """Let the longest code prefix decide; of two equally exact selectors, `ignore` wins."""
    best: dict[str, tuple[int, bool]] = {}
    for chosen, selectors in ((True, select), (False, ignore)):
        for selector in selectors:
            found = codes(selector)
            exact = _EXACT if len(found) == 1 else len(selector)
            for code in found:
                if exact >= best.get(code, (0, False))[0]:
                    best[code] = (exact, chosen)
    explicit = {meta.code for meta in metas() if meta.explicit}
    return frozenset(
        code
        for code, (exact, chosen) in best.items()
        if chosen and (exact == _EXACT or code not in explicit)
    )
