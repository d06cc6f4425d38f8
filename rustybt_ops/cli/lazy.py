"""A group whose commands are imported when they are needed."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click


class LazyGroup(click.Group):
    """A click group that knows its commands by name and place.

    Args:
        places: For each command, `module:attribute`.
        attributes: What a click group takes.
    """

    def __init__(self, *, places: Mapping[str, str], **attributes: object) -> None:
        super().__init__(**attributes)  # type: ignore[arg-type]  # click checks them itself
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's interface
        """The names, in the order in which they are declared."""
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the same
        """Import one command; None if there is none of this name."""
        place = self._places.get(cmd_name)
        if place is None:
            return None
        module, _, attribute = place.partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)  # noqa: S101 - our own table is at fault
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; on a typo, name the nearest ones.

        Raises:
            click.UsageError: There is no such command.
        """
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in self._places:
            from rustybt_ops.errors import UnknownNameError  # noqa: PLC0415 - on a typo only

            raise click.UsageError(UnknownNameError("command", name, self._places).message, ctx)
        return super().resolve_command(ctx, args)
