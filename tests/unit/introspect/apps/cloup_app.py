import cloup
from cloup.constraints import If, IsSet, RequireExactly, mutually_exclusive, require_one


@cloup.group(context_settings={"show_default": True})
@cloup.option("--debug", is_flag=True)
def cli(debug):
    """Root."""


@cli.command(aliases=["i", "add"])
@cloup.argument("names", nargs=-1)
@cloup.option_group(
    "Source", cloup.option("--index"), cloup.option("--local"), constraint=mutually_exclusive
)
@cloup.option("--limit", type=cloup.IntRange(0, 3))
def install(**kwargs):
    """Install."""


@cli.command()
@cloup.option("--one")
@cloup.option("--two")
@cloup.option("--three", type=cloup.Choice(["x", "y"]))
@cloup.constraint(require_one, ["one", "two"])
@cloup.constraint(If(IsSet("one"), then=RequireExactly(1)), ["three"])
def pick(**kwargs):
    """Pick."""


@cli.group(aliases=["r"])
def remote():
    """Remote."""


@remote.command()
@cloup.argument("url")
def add(url):
    """Add."""


# Words

WORDS = """
install i add pick remote r url a b --debug --index --local x y --limit 2 9 --one --two --three
--three=x --three=q --nope --help inst remot
"""

LINES = """
install a b --index x
i --local x --limit 2
add a
pick --one a --three x
pick --two b
remote add url
r add url
--debug remote add a
"""
