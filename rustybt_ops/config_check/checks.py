"""The checks of a configuration, one function each."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from rustybt_ops.config_check.gather import Gathered, can_write
from rustybt_ops.errors import FailureKind, MissingExtraError, OpsError, nearest
from rustybt_ops.redact import Own
from rustybt_ops.results.checks import failed, passed, skipped, warned
from rustybt_ops.results.model import Check, Status
from rustybt_ops.settings.fields import entries
from rustybt_ops.settings.model import Environment
from rustybt_ops.words import counted

_WRONG = FailureKind.CONFIGURATION
_KEY_NAME = re.compile(r"[A-Z0-9_]+_(?:API_KEY|SECRET|API_SECRET|PASSWORD|PASSPHRASE|TOKEN)")
_PLACEHOLDER = re.compile(
    r"(?:your|my|some|the)?[-_ ]?(?:api|secret|test|dummy|example|sample|default)?[-_ ]?"
    r"(?:key|secret|password|passphrase|token)?(?:[-_ ]?here)?|change[-_ ]?me|x{3,}|\*{3,}|\.{3,}"
    r"|<.*>|todo|none|null|foo|bar|admin|root|letmein|qwerty|hunter2|12345678?9?0?",
    re.IGNORECASE,
)
_SHORT = 16  # characters of a key that signs or opens something
_FEW = 5  # different characters


def config_file(found: Gathered) -> Check:
    """The YAML file: known keys, right types."""
    path = found.loaded.config
    if path is None:
        return skipped("config-file", "there is none: defaults and variables apply")
    if found.yaml_faults:
        detail = f"{counted(len(found.yaml_faults), 'fault')} in {path}"
        advice = "Correct them; `rustybt-ops verify-config --schema` prints the schema."
        return failed("config-file", _WRONG, detail, items=found.yaml_faults, advice=advice)
    return passed("config-file", f"{path} sets {counted(len(found.file_keys), 'value')}, all valid")


def env_file(found: Gathered) -> Check:
    """The `.env` file: NAME=VALUE lines."""
    path = found.loaded.env_file
    if path is None:
        return skipped("env-file", "there is none")
    if found.env_faults:
        detail = f"{counted(len(found.env_faults), 'fault')} in {path}"
        advice = "Write NAME=VALUE lines; quote values that hold spaces or quotation marks."
        return failed("env-file", _WRONG, detail, items=found.env_faults, advice=advice)
    return passed("env-file", f"{path} sets {counted(len(found.env_names), 'variable')}")


def unless_unread(check: Check, found: Gathered) -> Check:
    """The check, or a skip where it found nothing wrong in files that were read in part only.

    A warning that something is not set stands on the same ground.
    """
    any_fault = bool(found.yaml_faults)  # a faulty line may hold a secret
    yaml = {"variables": False, "permissions": any_fault, "secrets": any_fault}
    unread = found.unread(yaml=yaml.get(check.name, not found.yaml_parsed))
    if not unread or check.status is Status.FAIL or (check.status is Status.WARN and check.items):
        return check
    return skipped(check.name, f"not certain, as {unread}; in the rest: {check.detail}")


def variables(found: Gathered) -> Check:
    """Variables with our prefix: known, of the right type, without contradictions."""
    typos = [f"{name}: did you mean {near}?" for name, near in found.unknown.items() if near]
    wrong = [*found.wrong, *typos]
    strange = [
        f"{name} is no variable of rustybt-ops" for name, near in found.unknown.items() if not near
    ]
    if wrong:
        detail = f"{counted(len(wrong), 'fault')} in the variables"
        return failed("variables", _WRONG, detail, items=[*wrong, *strange])
    if strange:
        advice = "Variables of RustyBT itself may stay; any other has no effect."
        detail = f"{counted(len(strange), 'variable')} without a meaning here"
        return warned("variables", detail, items=strange, advice=advice)
    told = f"; variables override {', '.join(found.overridden)}" if found.overridden else ""
    return passed("variables", f"all RUSTYBT_ variables are known and valid{told}")


def permissions(found: Gathered) -> Check:
    """Files that hold secrets are for their owner only."""
    secret_keys = {key for key, entry in entries().items() if entry.spec.secret}
    files: dict[Path, bool] = {}
    if found.loaded.config:
        files[found.loaded.config] = bool(secret_keys & found.file_keys)
    if found.loaded.env_file:
        files[found.loaded.env_file] = any(_is_secret_name(name) for name in found.env_names)
    holding = [path for path, holds in files.items() if holds]
    if not holding:
        return passed("permissions", "no file holds secrets")
    open_files = [
        f"{path} has mode {stat.S_IMODE(path.stat().st_mode):04o}"
        for path in holding
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    if open_files:
        detail = f"{counted(len(open_files), 'file')} with secrets can be read by others"
        advice = f"Run: chmod 600 {' '.join(str(path) for path in holding)}"
        return failed(
            "permissions", FailureKind.PERMISSION, detail, items=open_files, advice=advice
        )
    return passed(
        "permissions", f"{counted(len(holding), 'file')} with secrets, readable by their owner only"
    )


def _is_secret_name(name: str) -> bool:
    known = any(name in entry.spec.variables for entry in entries().values() if entry.spec.secret)
    return known or _KEY_NAME.fullmatch(name) is not None


def secrets(found: Gathered) -> Check:
    """Keys that are not placeholders, defaults or too easy to guess."""
    values = dict(_secrets(found))
    poor = [Own(f"{name}: {words}") for name, value in values.items() if (words := weakness(value))]
    if poor:
        detail = f"{len(poor)} of {counted(len(values), 'secret')}: a placeholder or weak"
        advice = (
            "Use the key that the service gave you; make a signing key with: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
        )
        return failed("secrets", _WRONG, detail, items=poor, advice=advice)
    if not values:
        return skipped("secrets", "none is set")
    return passed(
        "secrets", f"{counted(len(values), 'secret')}, none of them a placeholder or weak"
    )


def _secrets(found: Gathered) -> Iterator[tuple[str, str]]:
    secret = found.settings.alerts.webhook_secret
    if secret:
        yield "alerts.webhook_secret", secret
    if found.settings.alerts.smtp.password:
        yield "alerts.smtp.password", found.settings.alerts.smtp.password
    for name, value in found.loaded.environ.items():
        if _KEY_NAME.fullmatch(name) and name.startswith(_prefixes(found)):
            yield name, value


def _prefixes(found: Gathered) -> tuple[str, ...]:
    """Whose keys concern us: those of ccxt and of the broker."""
    broker = found.settings.broker.name
    return ("CCXT_", f"{broker.upper()}_") if broker else ("CCXT_",)


def weakness(secret: str) -> str | None:
    """What is wrong with a secret, without telling any of it."""
    if not secret.strip():
        return "empty"
    if _PLACEHOLDER.fullmatch(secret.strip()):
        return "a placeholder"
    if len(set(secret)) < _FEW:
        return "made of very few different characters"
    if len(secret) < _SHORT:
        return f"shorter than {_SHORT} characters"
    return None


def folders(found: Gathered) -> Check:
    """Everything that is written has a place where it can be written."""
    settings = found.settings
    wanted: Mapping[str, Path] = {
        "log_dir": settings.log_dir,
        "results_dir": settings.results_dir,
        "data.bundle_dir": settings.data.bundle_dir,
    }
    bad = [f"{name}: {path}" for name, path in wanted.items() if not can_write(path)]
    if bad:
        detail = f"{counted(len(bad), 'folder')} cannot be written to"
        advice = "Choose others, or correct their permissions."
        return failed("folders", FailureKind.STORAGE, detail, items=bad, advice=advice)
    return passed("folders", f"{len(wanted)} folders can be written to")


def broker(found: Gathered) -> Check:
    """The broker exists, and may be used in this environment."""
    chosen = found.settings.broker
    if not chosen.name:
        return skipped("broker", "none is set")
    if chosen.name == "paper":
        return passed("broker", "paper")
    from rustybt_ops.brokers.ccxt_client import (  # noqa: PLC0415 - imports ccxt
        CcxtClient,
        testnet_offered,
    )

    try:
        CcxtClient(chosen.name, testnet=chosen.testnet)
    except MissingExtraError as error:
        return skipped("broker", f"{chosen.name}: {error.message}. {error.advice}")
    except OpsError as error:
        return failed("broker", _WRONG, error.message, advice=error.advice)
    if found.settings.environment is Environment.VALIDATION and not chosen.testnet:
        advice = "Set broker.testnet, or use the broker paper."
        if not testnet_offered(chosen.name):
            advice = f"{chosen.name} has no testnet that ccxt knows: use the broker paper."
        detail = f"RUSTYBT_ENV=validation does not allow live {chosen.name}"
        return failed("broker", _WRONG, detail, advice=advice)
    return passed("broker", f"{chosen.name}{', testnet' if chosen.testnet else ', live'}")


def source(found: Gathered) -> Check:
    """The source and the calendar exist."""
    from rustybt_ops.feeds.calendars import get_calendar  # noqa: PLC0415 - not for --help
    from rustybt_ops.feeds.manifest import RESERVED, registered  # noqa: PLC0415 - the same

    chosen = found.settings.data
    known = [*RESERVED, *registered(chosen.bundle_dir)]
    if chosen.source and chosen.source not in known:
        near = nearest(chosen.source, known, 1)
        meant = f"; did you mean {near[0]}?" if near else ""
        return failed("source", _WRONG, f"unknown source '{chosen.source}'{meant}")
    if chosen.calendar:
        try:
            get_calendar(chosen.calendar)
        except MissingExtraError as error:
            return skipped("source", f"{chosen.calendar}: {error.message}. {error.advice}")
        except OpsError as error:
            return failed("source", _WRONG, error.message, advice=error.advice)
    if not chosen.source:
        return skipped("source", "none is set")
    return passed("source", chosen.source)
