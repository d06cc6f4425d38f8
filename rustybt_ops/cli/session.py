"""What a command has at hand while it runs: settings, logger, terminal and the result it fills."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rustybt_ops.cli.console import Console
from rustybt_ops.cli.options import Common
from rustybt_ops.errors import FailureKind, ServiceError
from rustybt_ops.loopback import nothing_listens
from rustybt_ops.redact import Redactor
from rustybt_ops.results.checks import from_error
from rustybt_ops.results.document import Result
from rustybt_ops.results.model import Check, Endpoint, Status, is_loopback
from rustybt_ops.settings.load import Loaded

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger


@dataclass(slots=True)
class State:
    """What the group hands to its commands."""

    argv: Sequence[str]
    common: Common
    redactor: Redactor


class Session:
    """Everything a command needs: settings, logger, terminal and the result it fills.

    `target` is the file that receives the result; None if it goes to standard output.
    """

    def __init__(
        self,
        result: Result,
        loaded: Loaded,
        console: Console,
        log: FilteringBoundLogger,
        redactor: Redactor,
        target: Path | None,
    ) -> None:
        self.result = result
        self.loaded = loaded
        self.settings = loaded.settings
        self.console = console
        self.log = log
        self._absent: dict[str, str] = {}  # by endpoint: the address at which nothing listens
        self.redactor = redactor
        self.target = target

    def begin(self, title: str, *endpoints: Endpoint) -> None:
        """Say what is going to be checked, before the first check."""
        told = [self._answering(each) for each in endpoints]
        self.result.endpoints.extend(told)
        self.console.head(title, told, self.settings.environment)

    def _answering(self, endpoint: Endpoint) -> Endpoint:
        """The endpoint; one of this machine at which nothing listens is no stand-in."""
        url = endpoint.url or ""
        if not (endpoint.simulated and is_loopback(url) and nothing_listens(url)):
            return endpoint
        self._absent[endpoint.name] = url
        note = "nothing listens at this address of this machine"
        return replace(endpoint, simulated=False, note=note)

    def _explained(self, name: str, error: ServiceError) -> Check:
        """The check that an error amounts to; with nothing there, the network is not to blame."""
        check = from_error(name, error)
        sole = len(self.result.endpoints) == 1
        url = next((self._absent[each] for each in self._absent if sole or each == name), None)
        if url is None or error.kind is not FailureKind.NETWORK:
            return check
        advice = f"Nothing listens at {url}: start the server there, or correct the address."
        return replace(check, advice=advice)

    def check(
        self, name: str, look: Callable[[], Check | Sequence[Check]], *, needs: Sequence[str] = ()
    ) -> bool:
        """Make one check and report it; what the outside world does wrong becomes a failure.

        Args:
            name: The name of the check, for progress and failures.
            look: Makes the check, or several of them.
            needs: Checks that must not have failed for this one to make sense.

        Returns:
            Whether it did not fail.
        """
        spoiled = [each.name for each in self.result.checks if each.status is Status.FAIL]
        missing = [need for need in needs if need in spoiled]
        if missing:
            self.report(Check(name, Status.SKIPPED, f"not looked at: {missing[0]} failed"))
            return False
        self.console.progress(name)
        try:
            found = look()
        except ServiceError as error:
            found = self._explained(name, error)
        made = [found] if isinstance(found, Check) else list(found)
        for check in made:
            self.report(check)
        return all(check.status is not Status.FAIL for check in made)

    def report(self, check: Check) -> None:
        """Record a check, print it and log it."""
        self.result.checks.append(check)
        self.console.check(check)
        level = self.log.error if check.status is Status.FAIL else self.log.info
        level("check", check=check.name, status=str(check.status), detail=check.detail)
