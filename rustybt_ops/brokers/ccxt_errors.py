"""ccxt's exceptions, and whatever else its calls raise, as the classes of failure we report."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from rustybt_ops.deadline import Deadline
from rustybt_ops.errors import FailureKind, RateLimitedError, ServiceError

Value = TypeVar("Value")

_LONGEST = 240
# most specific first: the first class that fits an exception decides
_KINDS = (
    ("RateLimitExceeded", FailureKind.RATE_LIMIT),
    ("DDoSProtection", FailureKind.RATE_LIMIT),
    ("PermissionDenied", FailureKind.PERMISSION),
    ("AccountNotEnabled", FailureKind.PERMISSION),
    ("AccountSuspended", FailureKind.PERMISSION),
    ("AuthenticationError", FailureKind.AUTHENTICATION),
    ("InvalidNonce", FailureKind.CLOCK),
    ("BadSymbol", FailureKind.UNKNOWN_SYMBOL),
    ("InsufficientFunds", FailureKind.REJECTED),
    ("InvalidOrder", FailureKind.REJECTED),
    ("OrderNotFound", FailureKind.REJECTED),
    ("BadResponse", FailureKind.BAD_ANSWER),
    ("RequestTimeout", FailureKind.NETWORK),
    ("ExchangeNotAvailable", FailureKind.SERVICE_DOWN),
    ("NetworkError", FailureKind.NETWORK),
    ("ExchangeError", FailureKind.BAD_ANSWER),
)
# what exchanges say where ccxt knows no class for it (kraken: EAPI:Invalid signature)
_SAYINGS = (
    (r"invalid signature|signature .*not valid|invalid api[- ]?key", FailureKind.AUTHENTICATION),
    (r"permission denied|not permitted", FailureKind.PERMISSION),
    (r"rate limit|too many requests", FailureKind.RATE_LIMIT),
)
# binance's -2015 names permissions; once the key has opened the account, ccxt takes it for a ban
_NOT_ALLOWED = re.compile(r"-2015\b.*permissions")
_WORDS = {
    FailureKind.AUTHENTICATION: "the exchange refused the key",
    FailureKind.PERMISSION: "the key may not do this",
    FailureKind.RATE_LIMIT: "the exchange asks for fewer calls",
    FailureKind.CLOCK: "the exchange refused the time or the nonce of the request",
    FailureKind.NETWORK: "the exchange cannot be reached",
    FailureKind.SERVICE_DOWN: "the exchange does not serve this request",
    FailureKind.BAD_ANSWER: "the exchange gave an answer that makes no sense",
    FailureKind.UNKNOWN_SYMBOL: "the exchange does not know the symbol",
    FailureKind.REJECTED: "the exchange rejected the order",
}


def call(ccxt: Any, what: str, seconds: float, work: Callable[[], Value]) -> Value:  # noqa: ANN401 - an untyped module
    """Make a call to an exchange within a time limit.

    Args:
        ccxt: The module, for its exception classes.
        what: The call in words.
        seconds: The limit.
        work: The call.

    Raises:
        ServiceError: It failed; the class says whose fault it is.
    """

    def guarded() -> Value:
        try:
            return work()
        except ServiceError:
            raise
        except ccxt.NotSupported as error:
            raise ServiceError(
                FailureKind.BAD_ANSWER, _plain(error), advice="This exchange does not offer it."
            ) from error
        except Exception as error:
            raise translated(ccxt, error) from error

    return Deadline(seconds).run(guarded, what)


def translated(ccxt: Any, error: Exception) -> ServiceError:  # noqa: ANN401 - an untyped module
    """The failure that an exception amounts to."""
    certificate = _certificate_fault(error)
    if certificate:
        advice = "Check the machine's clock and certificates, and who stands between."
        return ServiceError(FailureKind.NETWORK, certificate, advice=advice)
    if not isinstance(error, ccxt.BaseError):
        # the library stumbled over an answer that it did not expect
        return ServiceError(
            FailureKind.BAD_ANSWER, f"{_WORDS[FailureKind.BAD_ANSWER]}: {_plain(error)}"
        )
    classes = ((getattr(ccxt, name), kind) for name, kind in _KINDS)
    kind = next(
        (each for known, each in classes if isinstance(error, known)), FailureKind.BAD_ANSWER
    )
    if type(error) is ccxt.ExchangeError:
        said = (each for words, each in _SAYINGS if re.search(words, str(error), re.IGNORECASE))
        kind = next(said, kind)
    if kind is FailureKind.RATE_LIMIT and _NOT_ALLOWED.search(str(error)):
        kind = FailureKind.PERMISSION
    message = f"{_WORDS[kind]}: {_plain(error)}{_reason(error)}"
    if kind is FailureKind.RATE_LIMIT:
        return RateLimitedError(message)
    if kind is FailureKind.SERVICE_DOWN and " 404 " in f" {error} ":
        message = f"there is nothing at the address that was called: {_plain(error)}"
        advice = "HTTP 404: correct --base-url if one is set; otherwise a newer ccxt may be needed."
        return ServiceError(FailureKind.BAD_ANSWER, message, advice=advice)
    if kind is FailureKind.SERVICE_DOWN and " 451 " in f" {error} ":
        advice = "HTTP 451: the exchange does not serve this country. Use one that does."
        return ServiceError(kind, message, advice=advice)
    return ServiceError(kind, message)


def _certificate_fault(error: BaseException) -> str | None:
    for each in _chain(error):
        if "certificate verify failed" in str(each).lower():
            reason = re.search(r"certificate verify failed:?\s*([^('\"]*)", str(each))
            return f"the server's certificate is not valid: {reason[1].strip() if reason else ''}"
    return None


def _reason(error: BaseException) -> str:
    """Why a connection failed, in the words of the operating system."""
    for each in reversed(list(_chain(error))):
        if isinstance(each, TimeoutError):
            return " (no answer in time)"
        if isinstance(each, OSError) and each.errno is not None and each.strerror:
            return f" ({each.strerror})"
    return ""


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _plain(error: Exception) -> str:
    """The message in one line, without the HTML of an error page."""
    text = re.sub(r"<[^>]*>", " ", str(error) or type(error).__name__)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."
