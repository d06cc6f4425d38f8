"""Entry point: the group, and what happens when something goes wrong."""

from __future__ import annotations

import errno
import gc
import os
import sys
from importlib import import_module
from typing import NoReturn

import click

from doccheck import __version__
from doccheck.cli import signals
from doccheck.errors import DoccheckError

_VERBS = {
    "check": "check",
    "clean": "clean",
    "config": "config",
    "init": "init",
    "inventory": "inventory",
    "references": "references",
    "report": "report",
    "rule": "rule",
    "run": "run",
}
_DEBUG = "DOCCHECK_DEBUG"
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG})
_NEW_OBJECTS = 50_000
"""How many come before the collector looks for cycles: a run is short, and makes few."""


class _Verbs(click.Group):
    """Loads the module of a verb when the verb is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _VERBS:
            return None
        module = import_module(f"doccheck.cli.{_VERBS[cmd_name]}")
        command: click.Command = module.command
        return command


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", message="doccheck %(version)s")
def cli() -> None:
    """Find every documented command that the program would refuse today.

    Start with `doccheck check` in the folder of a project whose [project.scripts] names a click
    or Typer program.
    """


def _drop_output() -> None:
    """Send what is still to be written nowhere, so that the end of the process does not fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> NoReturn:
    """Run the command line and exit: 0 clean, 1 findings, 2 usage, configuration or own error."""
    signals.listen()
    gc.set_threshold(_NEW_OBJECTS)
    try:
        code = cli.main(prog_name="doccheck", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except DoccheckError as error:
        click.echo(f"doccheck: {error.message}", err=True)
        if error.hint:
            click.echo(f"  {error.hint}", err=True)
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        click.echo("doccheck: interrupted", err=True)
        sys.exit(128 + signals.received())
    except BrokenPipeError:
        # The reader of our output (`head`) has seen enough; nothing more can be written.
        _drop_output()
        sys.exit(141)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _NO_ROOM and error.filename is None:
            _drop_output()
            click.echo(f"doccheck: the output cannot be written: {error.strerror}", err=True)
            sys.exit(2)
        if os.environ.get(_DEBUG):
            raise
        kind = type(error).__name__
        click.echo(f"doccheck: internal error: {kind}: {error}", err=True)
        click.echo(f"  please report it; {_DEBUG}=1 shows where it happened", err=True)
        sys.exit(2)
