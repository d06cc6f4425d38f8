import click


@click.group()
def cli():
    """Run the shop."""


@cli.command()
@click.option("--color", type=click.Choice(["red", "blue"]), required=True)
@click.argument("item")
def order(color, item):
    """Order an item."""
    click.echo(f"ordered: {color} {item}")
