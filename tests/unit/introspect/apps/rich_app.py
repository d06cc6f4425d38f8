import rich_click as click


@click.group()
@click.rich_config(help_config={"style_option": "bold"})
@click.option("--debug", is_flag=True)
@click.version_option("1")
def cli(debug):
    """Root."""


@cli.command(aliases=["sync"])
@click.option("--kind", type=click.Choice(["x", "y"]), required=True)
@click.argument("names", nargs=2)
def synchronise(**kwargs):
    """Synchronise."""


# Words

WORDS = """
synchronise sync --debug --version --kind x y z --kind=x a b --nope -h --help
"""

LINES = """
synchronise --kind x a b
sync --kind=y a b
--debug sync --kind x a z
"""
