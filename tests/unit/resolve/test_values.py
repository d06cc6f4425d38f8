from __future__ import annotations

import pytest

from doccheck.model.tree import ValueType
from tests.unit.resolve.shop import command, option, problem, problems, tree

_HALF_OPEN = ValueType("float", minimum=0, maximum=1, maximum_open=True)
_DATES = ValueType("datetime", formats=("%Y-%m-%d", "%d.%m.%Y"))


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (ValueType("integer"), ["0", "-7", "+7", "1_000"], ["1.5", "x", "0x10", "1e3"]),
        (ValueType("integer", detail="pydantic"), ["7", "7.0"], ["7.5", "x"]),
        (ValueType("integer", minimum=2), ["2", "99"], ["1"]),
        (ValueType("integer", minimum=2, minimum_open=True), ["3"], ["2"]),
        (ValueType("integer", maximum=5, clamp=True), ["6"], ["x"]),
        (ValueType("float"), ["1", ".5", "1e3", "nan", "-inf"], ["x", "1,5"]),
        (_HALF_OPEN, ["0", "0.99", "nan"], ["1", "-0.1"]),
        (ValueType("boolean"), ["true", "NO", "on", "0"], ["2", "maybe"]),
        (ValueType("uuid"), ["12345678123456781234567812345678"], ["1234", "x"]),
        (_DATES, ["2024-02-29", "1.2.2024"], ["2024-02-30", "yesterday"]),
        (ValueType("datetime"), ["whenever"], []),
        (ValueType("choice", choices=("a", "B")), ["a", "B"], ["b", "A", "c"]),
        (ValueType("choice", choices=("a", "B"), case_sensitive=False), ["A", "b"], ["c"]),
        (ValueType("text"), ["anything"], []),
        (ValueType("path"), ["/no/such/file"], []),
        (ValueType("file"), ["/no/such/file"], []),
        (ValueType("custom"), ["anything"], []),
    ],
)
def test_values(kind: ValueType, good: list[str], bad: list[str]) -> None:
    program = tree(command("prog", option("--value", kind=kind)))
    for value in good:
        assert problems(f"prog --value={value}", program) == []
    for value in bad:
        (found,) = problems(f"prog --value={value}", program)
        assert found[1] == value


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (ValueType("integer", minimum=2), "Expected an integer in the range x>=2"),
        (
            ValueType("integer", maximum=2, maximum_open=True),
            "Expected an integer in the range x<2",
        ),
        (_HALF_OPEN, "Expected a number in the range 0<=x<1"),
        (_DATES, "Expected a date as %Y-%m-%d or %d.%m.%Y"),
        (ValueType("boolean"), "Expected true or false"),
        (ValueType("uuid"), "Expected a UUID"),
    ],
)
def test_a_refusal_says_what_is_expected(kind: ValueType, expected: str) -> None:
    program = tree(command("prog", option("--value", kind=kind)))
    assert problem("prog --value=??", program).detail == expected
