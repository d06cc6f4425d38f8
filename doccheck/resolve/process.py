"""The third pass: each parameter takes its value, in the order in which click processes them."""

from __future__ import annotations

from msgspec import Struct, field

from doccheck.model.resolution import Problem, ProblemKind, SkipReason
from doccheck.model.tree import Parameter, ValueType
from doccheck.resolve.grammar import Grammar, Place
from doccheck.resolve.nearest import nearest
from doccheck.resolve.parsed import Parsed, Use
from doccheck.resolve.tokens import Token
from doccheck.resolve.values import check, expected

_FILLING = frozenset(
    {
        "process_value",
        "full_process_value",
        "handle_parse_result",
        "consume_value",
        "type_cast_value",
        "value_is_missing",
        "get_default",
        "value_from_envvar",
        "resolve_envvar_value",
    }
)
_NAMED_BY_SHAPE = frozenset({"choice", "integer", "float", "boolean", "uuid", "datetime"})


class Processed(Struct):
    """The problems and remarks of one command's parameters.

    `exits` is set where an option ends the program before anything else counts; `may_exit` where
    an option's own code may. `doubt` tells why a missing parameter is not reported.
    """

    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    exits: bool = False
    may_exit: bool = False
    doubt: tuple[SkipReason, str] | None = None


class Processor:
    """Processes the parameters of one command."""

    def __init__(
        self,
        grammar: Grammar,
        parsed: Parsed,
        place: Place,
        *,
        values: bool,
        missing: bool,
    ) -> None:
        self._grammar = grammar
        self._parsed = parsed
        self._path = place.path
        self._at = place.at
        self._values = values
        self._missing = missing
        self._done = Processed()

    def run(self) -> Processed:
        """Process what is given or required: eager first, then in the order of the words."""
        for index in self._order():
            param = self._grammar.params[index]
            uses = self._parsed.uses.get(param.name)
            if uses:
                self._given(index, param, uses)
            elif param.required and self._missing:
                self._absent(index, param)
            if self._done.exits:
                break
        return self._done

    def _order(self) -> list[int]:
        first: dict[int, int] = {}
        for at, index in enumerate(self._parsed.order):
            first.setdefault(index, at)
        last = len(self._parsed.order)
        params = self._grammar.params
        wanted = sorted({*first, *self._grammar.required})
        return sorted(wanted, key=lambda index: (not params[index].eager, first.get(index, last)))

    def _given(self, index: int, param: Parameter, uses: list[Use]) -> None:
        own = [use for use in uses if use.index == index]
        if not own:
            return
        if self._values and _FILLING.isdisjoint(param.custom):
            self._check(param, own)
        self._remark(param, own[0])
        if param.exits and own[-1].truth:
            self._done.exits = True
        elif param.eager and param.is_flag and param.has_callback:
            self._done.may_exit = True

    def _check(self, param: Parameter, uses: list[Use]) -> None:
        if param.count:
            self._check_count(param, uses)
            return
        for use in uses:
            for token, kind in _typed(param, use.values):
                if not token.dynamic and not self._check_value(param, token, kind):
                    return
                self._note_file(param, token, kind)

    def _check_value(self, param: Parameter, token: Token, kind: ValueType) -> bool:
        refusal = check(token.text, kind, self._grammar)
        if refusal is None:
            return True
        closest = nearest(token.text, kind.choices) if kind.choices else ()
        self._done.problems.append(
            Problem(
                refusal.kind,
                token.span(),
                token.text,
                self._path,
                refusal.detail,
                closest,
                shown(param),
            )
        )
        return False

    def _note_file(self, param: Parameter, token: Token, kind: ValueType) -> None:
        """Remark on a file of the project that must be there; whether it is, others look."""
        if kind.must_exist and not token.dynamic and _relative(token.text):
            self._done.remarks.append(
                Problem(
                    ProblemKind.MISSING_FILE,
                    token.span(),
                    token.text,
                    self._path,
                    parameter=shown(param),
                )
            )

    def _check_count(self, param: Parameter, uses: list[Use]) -> None:
        refusal = check(str(len(uses)), param.type, self._grammar)
        name = uses[-1].name
        if refusal is not None and name is not None:
            problem = Problem(
                refusal.kind,
                name.span(),
                str(len(uses)),
                self._path,
                refusal.detail,
                parameter=shown(param),
            )
            self._done.problems.append(problem)

    def _remark(self, param: Parameter, use: Use) -> None:
        if param.deprecated is None or use.name is None:
            return
        name = use.name.text.partition("=")[0]
        kind = ProblemKind.DEPRECATED_OPTION
        span = use.name.span(0, len(name))
        self._done.remarks.append(Problem(kind, span, name, self._path, param.deprecated))

    def _absent(self, index: int, param: Parameter) -> None:
        if index not in self._grammar.required or self._done.may_exit:
            return
        doubt = self._doubt(param)
        if doubt is not None:
            self._done.doubt = doubt
            return
        option = param.kind == "option"
        kind = ProblemKind.MISSING_OPTION if option else ProblemKind.MISSING_ARGUMENT
        self._done.problems.append(
            Problem(kind, self._at, shown(param), self._path, expected(param.type))
        )

    def _doubt(self, param: Parameter) -> tuple[SkipReason, str] | None:
        if not _FILLING.isdisjoint(param.custom):
            return SkipReason.CUSTOM_PARSER, f"{shown(param)} is filled by code of the program"
        reader = next((other for other in self._grammar.params if _reads_settings(other)), None)
        if reader is not None:
            return SkipReason.ENVIRONMENT, f"{shown(reader)} may supply {shown(param)}"
        return None


def _typed(param: Parameter, values: tuple[Token, ...]) -> list[tuple[Token, ValueType]]:
    """Pair the values with their types; words of unknown number have no certain place."""
    if param.type.name != "tuple":
        return [(token, param.type) for token in values]
    if any(token.loose for token in values):
        return []
    return list(zip(values, param.type.items, strict=False))


def _relative(value: str) -> bool:
    return value not in {"", "-"} and not value.startswith(("/", "~")) and ":" not in value


def _reads_settings(param: Parameter) -> bool:
    """Tell whether an option's own code may read a file that supplies other parameters."""
    return (
        param.eager
        and param.has_callback
        and not param.exits
        and not param.is_flag
        and param.type.name not in _NAMED_BY_SHAPE
    )


def shown(param: Parameter) -> str:
    """Return a parameter as a user would write it."""
    if param.kind == "argument":
        return param.metavar.strip("[]. ") or param.name.upper()
    names = (*param.opts, *param.secondary_opts)
    return next(
        (name for name in names if len(name) > len("-x")), names[0] if names else param.name
    )
