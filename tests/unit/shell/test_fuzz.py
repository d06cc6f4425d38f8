"""Any text at all: no crash, no hang, and spans that hold what they claim."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doccheck.model.block import BlockKind, Certainty, Dialect
from doccheck.model.source import MappedText
from tests.unit.shell.conftest import Page
from tests.unit.work import calls_in

PIECES = [
    "prog", "prog ", "run", " ", "\n", "\t", "\r\n", "\\", "\\\n", "'", '"', "`", "$", "$x", "${x}",
    "$(", ")", "(", "{", "}", "{a,b}", "[", "]", "[x]", "<", ">", "<x>", ">>", "<<EOF\n", "EOF\n",
    "|", "||", "&", "&&", ";", ";;", "#", "# ", "=", "X=prog", "export X=1\n", "alias prog=", "...",
    "if ", "then ", "fi", "for x in ", "do ", "done", "case x in ", "esac", "!", "[[ ", " ]]", "é",
    "\u4e2d", "\U0001f375", "\0", "\x01", "\ue000", "\ud800", "\xa0",
    "\u2028", "{{ x }}", "{%", "%}", "usage: ",
    "bash -c ", "sudo ", "docker run ", "xargs ", "<b>", "</b>", "$'", "--opt", "-x", "%X%", "^\n",
]  # fmt: skip
texts = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
traits = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(BlockKind),
        "dialect": st.sampled_from([d for d in Dialect if d is not Dialect.ARGV]),
        "certainty": st.sampled_from(Certainty),
        "language": st.sampled_from(["bash", "fish", ""]),
    }
)
_BARE = re.compile(r"[\w./:=+-]+\Z")


@settings(max_examples=600, deadline=None)
@given(st.lists(texts, min_size=1, max_size=3), traits)
def test_spans_hold_what_they_claim(blocks: list[str], kinds: dict[str, object]) -> None:
    found = Page(*blocks, **kinds)
    reading = found.reading
    size = len(found.document)
    for call in reading.invocations:
        assert call.span.end <= size
        if "</" not in found.document:
            assert found.at(call.span) == call.source
        for word in (*call.head, *call.argv):
            assert word.span.end <= size
            _check_mapping(word.value, size)
            written = found.at(word.span)
            if word.static and written == word.text:
                continue
            if _BARE.match(written) and "X=" not in found.document:
                assert not word.static, (written, word.text)
    spans = [skip.span for skip in reading.skipped]
    spans += [fault.span for fault in reading.syntax_faults]
    assert all(span.end <= size for span in spans)


def _check_mapping(value: MappedText, size: int) -> None:
    assert sum(piece.length for piece in value.pieces) == len(value.text)
    assert all(piece.source + piece.source_length <= size for piece in value.pieces)


@pytest.mark.parametrize(
    "code",
    [
        "prog " + "$(" * 3000,
        "prog " + "$(echo " * 1500 + ")" * 1500,
        "prog " + "{a," * 3000,
        "(" * 20000 + "prog x",
        "prog " + "[" * 20000,
        "prog " + "[a " * 3000,
        "prog " + "<a " * 10000,
        "prog " + "{{ a " * 5000,
        "prog " + "'\"" * 10000,
        "prog " + "\\\n" * 20000,
        "prog x | " * 3000 + "prog y",
        "prog " + "word " * 30000,
        "prog " + "a" * 500000,
        "prog [a] " + "|a" * 10000,
        "".join(f"cat <<E{n}\n" for n in range(3000)) + "prog x\n",
        "prog run (x) ' \n" * 5000,
        "if true; then\n" * 500 + "prog x\n",
        "bash -c " * 3000 + "prog x",
        "prog \0 x\0",
        "X=$X; prog $X\n" * 300,
        "prog run [x]\n" * 8000,
        "".join(f"A{n}=$A{n + 1}\n" for n in range(500)) + "prog $A1",
        'prog "$(cat <<X\n' * 3000,
    ],
    ids=range(23),
)
def test_hostile_input_takes_little_work(code: str) -> None:
    assert calls_in(lambda: Page(code)) < 1000 + 80 * len(code)


def test_a_million_lines_are_not_read() -> None:
    pages: list[Page] = []
    lines = "echo some output\n" * 1_000_000
    assert calls_in(lambda: pages.append(Page(lines + "prog x\n"))) < 10_000
    assert pages[0].reading.skipped
