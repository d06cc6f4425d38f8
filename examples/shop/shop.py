"""A small program: what the guides are tried with."""

import click


@click.group()
@click.version_option("1.2.3")
def cli():
    """Run the shop."""


@cli.command()
@click.option("--color", type=click.Choice(["red", "blue"]), required=True)
@click.argument("item")
def order(color, item):
    """Order an item."""
    click.echo(f"ordered: {color} {item}")
