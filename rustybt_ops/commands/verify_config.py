"""`verify-config`: is everything set as it should be?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rustybt_ops.cli.options import Common, common_options, result_options

if TYPE_CHECKING:
    from rustybt_ops.cli.session import Session


@click.command("verify-config", short_help="Check settings, variables, secrets and folders.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the settings file and end.")
@result_options
@common_options
def verify_config(
    *, schema: bool, results_dir: Path | None, output: Path | None, **common: object
) -> None:
    """Check settings, variables, secrets and folders.

    Reads the settings file, the .env file and the environment, and reports every fault at once:
    in the settings file with its line and column.
    """
    from rustybt_ops.cli.launch import run
    from rustybt_ops.config_check.gather import Gatherer

    if schema:
        from rustybt_ops.settings.schema import config_schema

        click.echo(json.dumps(config_schema(), indent=2))
        return
    with Gatherer() as gatherer:
        run(
            "verify-config",
            Common.of(common),
            lambda session: _check(session, gatherer),
            options={"results_dir": results_dir},
            output=output,
            loader=gatherer,
        )


def _check(session: Session, gatherer: object) -> None:
    from rustybt_ops.config_check import checks
    from rustybt_ops.config_check.alert_checks import alerts
    from rustybt_ops.config_check.gather import Gatherer
    from rustybt_ops.results.model import Endpoint, Network

    assert isinstance(gatherer, Gatherer)  # noqa: S101 - see above
    found = gatherer.found
    assert found is not None  # noqa: S101 - the session has loaded the settings
    path = found.loaded.config
    name = str(path) if path else "defaults and variables"
    session.result.details["overridden"] = found.overridden
    session.begin("verify-config", Endpoint("configuration", name, Network.LOCAL))
    session.report(checks.config_file(found))
    session.report(checks.env_file(found))
    for look in (
        checks.variables,
        checks.permissions,
        checks.secrets,
        checks.folders,
        checks.broker,
        checks.source,
        alerts,
    ):
        session.report(checks.unless_unread(look(found), found))
