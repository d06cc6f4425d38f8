"""Invocations of a small shop program, resolved against its tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest

from doccheck.model.command import Invocation, Usage, Word
from doccheck.model.finding import Finding
from doccheck.model.resolution import Resolution
from doccheck.model.source import Document, MappedText, Span
from doccheck.model.tree import CommandNode, CommandTree, Parameter, ValueType
from doccheck.resolve import resolve
from doccheck.rules.context import CommandContext, Place
from doccheck.rules.judge import judge
from doccheck.rules.selection import Policy
from tests.unit.resolve.shop import group

Check = Callable[..., tuple[Finding, ...]]


def _option(*opts: str, type_: str = "text", **extra: object) -> Parameter:
    name = max(opts, key=len).lstrip("-").replace("-", "_")
    kind = ValueType(type_, choices=extra.pop("choices", ()))  # type: ignore[arg-type]  # of any type
    return Parameter(name, "option", kind, opts=opts, **extra)  # type: ignore[arg-type]  # the same


def _tree() -> CommandTree:
    listing = CommandNode(
        "list",
        params=(
            _option("--limit", "-l", type_="integer"),
            _option("--color", type_="choice", choices=("red", "green")),
            _option("--verbose", is_flag=True),
            _option("--max", deprecated="use --limit"),
            _option("--start", "-s"),
        ),
    )
    show = CommandNode(
        "show",
        params=(
            Parameter("number", "argument", ValueType("text"), required=True),
            _option("--format", required=True),
        ),
    )
    orders = group("orders", commands=(listing, show))
    secret = CommandNode("secret", hidden=True)
    old = CommandNode("fetch", deprecated="use `orders list`")
    params = (_option("--config"), _option("--debug", is_flag=True))
    return CommandTree("shop", group("shop", *params, commands=(orders, secret, old)))


TREE = _tree()


def invocation(document: Document, line: str, usage: Usage = Usage.COMMAND) -> Invocation:
    start = document.text.index(line)
    words = []
    for match in re.finditer(r"'[^']*'|\S+", line):
        span = Span(start + match.start(), start + match.end())
        quoted = match[0].startswith("'")
        value = match[0].strip("'")
        words.append(Word(MappedText.verbatim(value, span.start + quoted), span))
    whole = Span(start, start + len(line))
    return Invocation("shop", (words[0],), tuple(words[1:]), whole, line, usage)


def make_context(
    line: str,
    *,
    renames: Mapping[str, str] | None = None,
    historical: bool = False,
    usage: Usage = Usage.COMMAND,
) -> CommandContext:
    document = Document("docs/page.md", f"# Orders\n\n```bash\n{line}\n```\n")
    call = invocation(document, line, usage)

    def again(changed: Invocation) -> Resolution:
        return resolve(changed, TREE)

    return CommandContext(
        Place.of(document, historical=historical),
        call,
        resolve(call, TREE),
        TREE,
        renames=renames or {},
        resolve=again,
    )


@pytest.fixture
def context() -> Callable[..., CommandContext]:
    return make_context


@pytest.fixture
def check() -> Check:
    def run(line: str, **options: object) -> tuple[Finding, ...]:
        return judge(make_context(line, **options), Policy.of()).findings  # type: ignore[arg-type]  # the same

    return run
