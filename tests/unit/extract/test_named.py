"""Commands that directives name."""

from __future__ import annotations

import pytest

from doccheck.model.block import BlockKind
from tests.unit.extract.pages import read

_BLOCK = "```text\nshown\n```\n"
_RUN = "```sh\nls\n```\n"


def _named(page: str) -> list[str]:
    blocks = [block for block in read(page).blocks if block.kind is BlockKind.EMBEDDED]
    for block in blocks:
        assert page[block.span.start : block.span.end] == block.text.text
    return [block.text.text for block in blocks]


@pytest.mark.parametrize(
    ("page", "command"),
    [
        (f"<!-- doccheck: output-of: acme go -->\n{_BLOCK}", "acme go"),
        (f"<!-- doccheck: output-of regex exit=0: acme go -->\n{_BLOCK}", "acme go"),
        (f"<!-- doccheck: run-as:   acme go --x   -->\n{_RUN}", "acme go --x"),
        (f"<!-- doccheck: run-as: acme go | head 2>&1 -->\r\n{_RUN}", "acme go | head 2>&1"),
        (f"<!-- doccheck: run-as: acme go && acme stop -->\n{_RUN}", "acme go && acme stop"),
    ],
)
def test_a_command_stands_where_the_directive_names_it(page: str, command: str) -> None:
    assert _named(page) == [command]


@pytest.mark.parametrize(
    "page",
    [
        f"<!-- doccheck: output-of exit=2: acme go -->\n{_BLOCK}",
        f"<!-- doccheck: run exit=1 -->\n<!-- doccheck: run-as: acme go -->\n{_RUN}",
        f"<!-- doccheck: run-as: acme go || true -->\n{_RUN}",
        f"<!-- doccheck: run-as: acme go; true -->\n{_RUN}",
        f"<!-- doccheck: run-as: acme go & -->\n{_RUN}",
        f"<!-- doccheck: run-as: ! acme go -->\n{_RUN}",
        f"<!-- doccheck: run-as: echo $(acme go) -->\n{_RUN}",
        f"<!-- doccheck: run-as: other go -->\n{_RUN}",
        "<!-- doccheck: run-as: acme go -->\n\nNo block.\n",
    ],
)
def test_a_command_that_may_fail_or_is_no_single_line_is_left_out(page: str) -> None:
    assert _named(page) == []
