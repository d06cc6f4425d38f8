"""Where an exchange's keys come from: the environment or the `.env` file, never the command line.

For `--broker kraken --testnet`, the first of these that is set counts, for each part of the key:
`KRAKEN_TESTNET_API_KEY` (only with `--testnet`), `KRAKEN_API_KEY`, `CCXT_API_KEY`. The `CCXT_`
names are left alone when `CCXT_EXCHANGE` names another exchange: one exchange's key is never shown
to another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rustybt_ops.errors import ConfigurationError

# ccxt's name of each part, and the endings of the variables that may hold it
PARTS: Mapping[str, tuple[str, ...]] = {
    "apiKey": ("API_KEY",),
    "secret": ("SECRET", "API_SECRET"),
    "password": ("PASSWORD", "PASSPHRASE", "API_PASSPHRASE"),
    "uid": ("UID",),
    "login": ("LOGIN",),
    "token": ("TOKEN",),
    "twofa": ("TWOFA",),
    "walletAddress": ("WALLET_ADDRESS",),
    "privateKey": ("PRIVATE_KEY",),
    "accountId": ("ACCOUNT_ID",),
}


@dataclass(frozen=True, slots=True)
class Credentials:
    """The parts of a key that were found.

    Attributes:
        values: By ccxt's name of the part.
        sources: The variable each one came from.
    """

    values: Mapping[str, str]
    sources: Mapping[str, str]

    def missing(self, required: Sequence[str]) -> list[str]:
        """Which of the parts that the exchange requires were not found."""
        return [part for part in required if not self.values.get(part)]


def find(exchange: str, environ: Mapping[str, str], *, testnet: bool) -> Credentials:
    """Look up the parts of an exchange's key.

    Raises:
        ConfigurationError: A variable is set but empty, or holds spaces or line breaks: a key that
            was copied badly is not sent anywhere.
    """
    values: dict[str, str] = {}
    sources: dict[str, str] = {}
    for part in PARTS:
        for name in variables(exchange, part, environ, testnet=testnet):
            if name in environ:
                values[part] = _clean(name, environ[name])
                sources[part] = name
                break
    return Credentials(values, sources)


def variables(
    exchange: str, part: str, environ: Mapping[str, str], *, testnet: bool
) -> Iterator[str]:
    """The variables that may hold a part, most specific first."""
    own = exchange.upper().replace("-", "_")
    prefixes = [own, "CCXT"]
    if testnet:
        prefixes.insert(0, f"{own}_TESTNET")
    named = environ.get("CCXT_EXCHANGE", "")
    if named and named.casefold() != exchange.casefold():
        prefixes.remove("CCXT")
    for prefix in prefixes:
        for ending in PARTS[part]:
            yield f"{prefix}_{ending}"


def _clean(name: str, value: str) -> str:
    if not value.strip():
        advice = "Set it to the key's value, or unset it."
        raise ConfigurationError(f"{name} is set but empty", advice=advice)
    if value != value.strip() or any(not each.isprintable() for each in value.replace("\n", "")):
        advice = "Copy the value again, without spaces around it."
        raise ConfigurationError(f"{name} holds spaces or control characters", advice=advice)
    return value
