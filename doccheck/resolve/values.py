"""Whether a value is one that its type accepts."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from doccheck.model.resolution import ProblemKind
from doccheck.model.tree import ValueType
from doccheck.resolve.grammar import Grammar


class Refusal(Struct, frozen=True):
    """Why a value is refused: the kind of problem, and what is expected instead."""

    kind: ProblemKind
    detail: str


def check(value: str, kind: ValueType, grammar: Grammar) -> Refusal | None:
    """Return why a parameter of type `kind` refuses `value`, None if it accepts it.

    Paths, files and types with code of the program's own are not judged.
    """
    judge = _JUDGES.get(kind.name)
    return judge(value, kind, grammar) if judge else None


def expected(kind: ValueType) -> str:
    """Say what values a type takes, empty where any text will do."""
    if kind.name == "choice":
        return f"Choose from: {', '.join(kind.choices)}"
    if kind.name in ("integer", "float"):
        noun = "an integer" if kind.name == "integer" else "a number"
        bounds = _range(kind)
        return f"Expected {noun}{f' in the range {bounds}' if bounds else ''}"
    if kind.name == "datetime":
        return f"Expected a date as {' or '.join(kind.formats)}" if kind.formats else ""
    return {"boolean": "Expected true or false", "uuid": "Expected a UUID"}.get(kind.name, "")


def _choice(value: str, kind: ValueType, grammar: Grammar) -> Refusal | None:
    if value in kind.choices or grammar.own_names:
        return None

    def same(word: str) -> str:
        word = grammar.normalize(word)
        return word if kind.case_sensitive else word.casefold()

    if same(value) in {same(choice) for choice in kind.choices}:
        return None
    return Refusal(ProblemKind.INVALID_CHOICE, expected(kind))


def _number(value: str, kind: ValueType, _grammar: Grammar) -> Refusal | None:
    number = _read_number(value, kind.name, lenient=kind.detail == "pydantic")
    if number is not None and (kind.clamp or _inside(number, kind)):
        return None
    return Refusal(ProblemKind.INVALID_VALUE, expected(kind))


def _read_number(value: str, name: str, *, lenient: bool) -> float | None:
    try:
        if name == "float":
            return float(value)
        if lenient and "." in value:
            number = float(value)
            return number if number.is_integer() else None
        return int(value)
    except ValueError:
        return None


def _inside(number: float, kind: ValueType) -> bool:
    """Tell whether `number` is in the range; what cannot be compared (nan) is not refused."""
    low, high = kind.minimum, kind.maximum
    below = low is not None and (number <= low if kind.minimum_open else number < low)
    above = high is not None and (number >= high if kind.maximum_open else number > high)
    return not below and not above


def _range(kind: ValueType) -> str:
    """Return the range as click writes it, empty without bounds."""
    low, high = kind.minimum, kind.maximum
    left = "" if low is None else f"{low:g}{'<' if kind.minimum_open else '<='}"
    right = "" if high is None else f"{'<' if kind.maximum_open else '<='}{high:g}"
    if left and not right:
        return f"x{'>' if kind.minimum_open else '>='}{low:g}"
    return f"{left}x{right}" if right else ""


def _boolean(value: str, kind: ValueType, grammar: Grammar) -> Refusal | None:
    word = value.lower()
    if (word.strip() if grammar.dialect.strips else word) in grammar.dialect.boolean_words:
        return None
    return Refusal(ProblemKind.INVALID_VALUE, expected(kind))


def _uuid(value: str, kind: ValueType, grammar: Grammar) -> Refusal | None:
    from uuid import UUID  # noqa: PLC0415 - hardly any program takes one

    try:
        UUID(value.strip() if grammar.dialect.strips else value)
    except ValueError:
        return Refusal(ProblemKind.INVALID_VALUE, expected(kind))
    return None


def _datetime(value: str, kind: ValueType, _grammar: Grammar) -> Refusal | None:
    """Try each format; without formats the program reads dates by other means."""
    if not kind.formats or any(_reads(value, form) for form in kind.formats):
        return None
    return Refusal(ProblemKind.INVALID_VALUE, expected(kind))


def _reads(value: str, form: str) -> bool:
    from datetime import datetime  # noqa: PLC0415 - few programs take dates

    try:
        datetime.strptime(value, form)  # noqa: DTZ007 - only tells whether the text fits
    except ValueError:
        return False
    return True


_JUDGES: dict[str, Callable[[str, ValueType, Grammar], Refusal | None]] = {
    "choice": _choice,
    "integer": _number,
    "float": _number,
    "boolean": _boolean,
    "uuid": _uuid,
    "datetime": _datetime,
}
