"""PowerShell and cmd."""

from __future__ import annotations

import pytest

from doccheck.model.block import Dialect
from doccheck.model.command import Unknown
from doccheck.model.resolution import SkipReason
from tests.unit.shell.conftest import MakePage, ReadLines


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("prog run `\n  --x 1 `\n  --y", ["run --x 1 --y"]),
        ("prog run `\r\n  --x 1\r\nprog b", ["run --x 1", "b"]),
        ("prog a; prog b | Out-File -Encoding utf8 f && prog c", ["a", "b", "c"]),
        ("& prog a; & 'C:\\x\\prog.exe' b; .\\prog.exe c; .venv\\Scripts\\prog d", list("abcd")),
        ("py -m prog a; python -m prog b", ["a", "b"]),
        ('prog \'it\'\'s\' "say `"hi`" `$x" `$y """q"', ['it\'s say "hi" $x $y "q']),
        ('prog $x "$x" $env:HOME/x "a $($x.y) b" ${a b} @args', ["?+ ? ?/x+ a ? b ?+ ?+"]),
        ('$r = prog a\n$env:X = "y"\n$env:Z="prog b"', ["a"]),
        ("if ($x) { prog a } else { prog b (prog c) }", ["a", "b", "c"]),
        ("# prog a\nprog b # prog c\n<# prog d\nprog e #>\nprog f#g", ["b", "f#g"]),
        ("prog a > out 2>&1\nprog b 2>$null *> all", ["a", "b"]),
        ("prog <name> {name} FILE ...", ["? ? ? ..."]),
        ("'prog' a\n\"prog b\"", []),
        ("Get-Command prog; pip install prog", []),
        ("prog a:b --x=y c:\\d", ["a:b --x=y c:\\d"]),
    ],
)
def test_powershell(lines: ReadLines, code: str, expected: list[str]) -> None:
    assert lines(code, dialect=Dialect.POWERSHELL) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('prog run ^\n  --x 1 ^\n  "a b"', ["run --x 1 a b"]),
        ("prog run ^\r\n  --x\r\n", ["run --x"]),
        ("prog a & prog b && prog c || prog d | more", ["a", "b", "c", "d"]),
        ("call prog a\n@prog b\n@call prog c", ["a", "b", "c"]),
        ("rem prog a\n:: prog b\nREM prog c\nprog d", ["d"]),
        ('prog %X% "%X%" %1 !Y! a%X%b 100%', ["?+ ? ?+ ?+ a?b+ 100%"]),
        ("for %i in (*.x) do prog %i", ["?+"]),
        ("set X=prog a\nprog b", ["b"]),
        ("C:\\v\\Scripts\\prog.exe a > out 2>&1", ["a"]),
        ('prog a^&b "c^d" e^ f', ["a&b c^d e f"]),
        ("prog 'a b'", ["'a b'"]),
        ('prog <name> "<x>"', ["? ?"]),
    ],
)
def test_cmd(lines: ReadLines, code: str, expected: list[str]) -> None:
    assert lines(code, dialect=Dialect.CMD) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("prog run `\n  --x 1 `\n  --y z", ["run --x 1 --y z"]),
        ("prog run ^\n  --x 1 ^\n  --y z", ["run --x 1 --y z"]),
        ("$env:X = \"y\"\nprog run 'it''s'", ["run it's"]),
        ("prog run | Out-File -Encoding utf8 f", ["run"]),
        ("export X=`prog a`\nprog run x", ["a", "run x"]),
        ("$env:X = 1\nprog run \\\n  --x", ["run --x"]),
    ],
)
def test_windows_commands_in_a_shell_fence(
    lines: ReadLines, code: str, expected: list[str]
) -> None:
    assert lines(code) == expected


def test_places_and_kinds(page: MakePage) -> None:
    found = page('prog run `\n  --x "a $b" $c', dialect=Dialect.POWERSHELL)
    words = found.only.argv
    assert [found.at(word.span) for word in words] == ["run", "--x", '"a $b"', "$c"]
    assert [word.unknown for word in words] == [None, None, Unknown.VARIABLE, Unknown.VARIABLE]
    assert found.at(found.only.span) == found.document


def test_redirections(page: MakePage) -> None:
    call = page("prog a > out 2>&1", dialect=Dialect.POWERSHELL).only
    assert [(r.operator, r.target.text if r.target else None) for r in call.redirects] == [
        (">", "out"),
        ("2>&1", None),
    ]


@pytest.mark.parametrize(
    ("code", "dialect"),
    [
        ('$env:_PROG_COMPLETE = "powershell_source"\nprog > x.ps1', Dialect.POWERSHELL),
        ("set _PROG_COMPLETE=x\nprog", Dialect.CMD),
    ],
)
def test_shell_completion(page: MakePage, code: str, dialect: Dialect) -> None:
    found = page(code, dialect=dialect)
    assert [skip.reason for skip in found.reading.skipped] == [SkipReason.COMPLETION]


def test_variables_of_the_environment(page: MakePage) -> None:
    call = page('set A=1\nset "B=2"\nprog x', dialect=Dialect.CMD).only
    assert [item.name for item in call.environment] == ["A", "B"]
    assert not any(item.value.static for item in call.environment)
