"""Which rules apply, and where."""

from __future__ import annotations

from collections.abc import Callable

from doccheck.config import Settings
from doccheck.engine.files import Found, pattern_matcher, shown_path
from doccheck.errors import ConfigError
from doccheck.rules.selection import Policy, UnknownRuleError

EXECUTION = ("DC3",)
"""The rules that only a run can apply."""


def policy_of(settings: Settings) -> Policy:
    """Return which rules apply, and how much each weighs.

    Raises:
        ConfigError: a rule that does not exist is named.
    """
    where = f"{settings.source}: " if settings.source else ""
    try:
        policy = Policy.of(settings.select, settings.ignore, settings.severity)
        for rules in settings.per_file_ignores.values():
            policy.without(rules)
    except UnknownRuleError as error:
        hint = "`doccheck rule` lists them all"
        raise ConfigError(f"{where}{error}", hint=hint) from None
    return policy


def page_policies(settings: Settings, policy: Policy) -> Callable[[Found], Policy]:
    """Return what gives the policy of a page: `policy`, less what the settings leave out there."""
    ignores = [
        (pattern_matcher([pattern]), rules) for pattern, rules in settings.per_file_ignores.items()
    ]

    def policy_for(found: Found) -> Policy:
        here = policy
        for matches, rules in ignores:
            if matches(shown_path(found.path, settings.root)):
                here = here.without(rules)
        return here

    return policy_for
