"""`completion`: the script that completes commands and options in a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command(short_help="Print the script for completion in a shell.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that completes commands and options in SHELL.

    For bash, put this into ~/.bashrc: eval "$(rustybt-ops completion bash)"
    """
    made = get_completion_class(shell)
    assert made is not None  # noqa: S101 - click knows all the shells we offer
    root = ctx.find_root()
    name = "rustybt-ops"
    click.echo(made(root.command, {}, name, "_RUSTYBT_OPS_COMPLETE").source())
