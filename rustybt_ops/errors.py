"""Every error that the package raises on purpose.

::

    OpsError                    one clear message, and `advice`: what to do next
    ├── ConfigurationError      what the user asked for or has set up is at fault: exit code 2
    │   ├── SettingsError       a setting is unknown, of the wrong type, or contradicts another
    │   ├── UnknownNameError    a broker, a source, an exchange or a calendar does not exist
    │   └── MissingExtraError   an optional dependency is not installed
    └── ServiceError            the outside world did not do its part: exit code 1, named by
                                its `FailureKind`
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum, StrEnum


class ExitCode(IntEnum):
    """What the process tells its caller."""

    PASS = 0
    FAILED = 1
    USAGE = 2
    INTERRUPTED = 130
    CLOSED_PIPE = 141  # what a shell tells of a program that SIGPIPE ended


class FailureKind(StrEnum):
    """The class of a failure: it tells who has to act."""

    AUTHENTICATION = "authentication"
    PERMISSION = "permission"
    RATE_LIMIT = "rate limit"
    CLOCK = "clock"
    NETWORK = "network"
    SERVICE_DOWN = "service down"
    BAD_ANSWER = "bad answer"
    UNKNOWN_SYMBOL = "unknown symbol"
    REJECTED = "rejected"
    BAD_DATA = "bad data"
    STORAGE = "storage"
    CONFIGURATION = "configuration"


ADVICE = {
    FailureKind.AUTHENTICATION: "Check the key and the secret, and that they belong to this "
    "service: a testnet has keys of its own.",
    FailureKind.PERMISSION: "Give the key the missing permission, or allow this address in the "
    "key's list of addresses.",
    FailureKind.RATE_LIMIT: "Wait some minutes, then call less often; other programs on the same "
    "address count as well.",
    FailureKind.CLOCK: "Synchronise this machine's clock (timedatectl, chronyc) and try again.",
    FailureKind.NETWORK: "Check the name, the network and the firewall; if a proxy is needed, set "
    "HTTPS_PROXY.",
    FailureKind.SERVICE_DOWN: "The service is at fault: see its status page and try again later.",
    FailureKind.BAD_ANSWER: "Something other than the service may have answered (a login page, a "
    "proxy): open the address in a browser.",
    FailureKind.UNKNOWN_SYMBOL: "Use a symbol that the service lists.",
    FailureKind.REJECTED: "Read the reason given and change the request.",
    FailureKind.BAD_DATA: "Correct the data at its source, or choose another source.",
    FailureKind.STORAGE: "Free space on the disk or choose another folder.",
    FailureKind.CONFIGURATION: "Correct the setting.",
}


class OpsError(Exception):
    """Base of all errors with a message for the user; `advice` says what to do next."""

    exit_code = ExitCode.FAILED

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    @property
    def faults(self) -> list[str]:
        """What went wrong, one thing after the other; one of them may be told in several lines."""
        return [self.message]


class ConfigurationError(OpsError):
    """What the user asked for or has set up is at fault."""

    exit_code = ExitCode.USAGE


class SettingsError(ConfigurationError):
    """A setting is unknown, of the wrong type, or contradicts another; one a line."""

    @property
    def faults(self) -> list[str]:
        """The lines of the message."""
        return self.message.splitlines()


class UnknownNameError(ConfigurationError):
    """A named thing does not exist; the nearest names are offered.

    Args:
        what: What the name stands for, for instance "broker".
        name: The name that was asked for.
        known: The names that exist.
        advice: What to do if none of them is meant.
    """

    def __init__(self, what: str, name: str, known: Iterable[str], *, advice: str = "") -> None:
        near = nearest(name, known)
        meant = f" Did you mean {' or '.join(near)}?" if near else ""
        super().__init__(f"unknown {what} '{name}'.{meant}", advice=advice)


class MissingExtraError(ConfigurationError):
    """An optional dependency is not installed."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(
            f"this needs the package '{package}', which is not installed",
            advice=f"Run: pip install 'rustybt-ops[{extra}]'",
        )


class ServiceError(OpsError):
    """The outside world did not do its part."""

    def __init__(self, kind: FailureKind, message: str, *, advice: str = "") -> None:
        super().__init__(message, advice=advice or ADVICE[kind])
        self.kind = kind


class RateLimitedError(ServiceError):
    """A service asked for fewer calls; `retry_after` is the pause it wants, in seconds."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(FailureKind.RATE_LIMIT, message)
        self.retry_after = retry_after


def nearest(name: str, known: Iterable[str], count: int = 3) -> list[str]:
    """The known names that look most like this one, best first, ignoring case."""
    from difflib import get_close_matches  # noqa: PLC0415 - costs start-up time, rarely needed

    by_fold = {each.casefold(): each for each in known}
    return [by_fold[each] for each in get_close_matches(name.casefold(), by_fold, count, 0.7)]
