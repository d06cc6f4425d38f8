"""Command lines for a given tree: meant to be right, then changed a little."""

from __future__ import annotations

from datetime import date
from math import inf
from random import Random

from doccheck.model.tree import CommandNode, CommandTree, Parameter, ValueType

_JUNK = (
    *("--nope", "-z", "--nope=1", "-zx", "extra", "--", "-", "+x", "/x", "++long", "_x", "."),
    *("--help", "-h", "--version", "-V", "", "-1", "--he", "-help", "--=", "-=", "--a=b=c", "é"),
)
_VALUES = {
    "integer": ("0", "1", "3", "7", "10", "99", " 4 ", "1_0"),
    "float": ("0", "0.25", "0.75", "2.5", "1e3", "nan", "inf", "10"),
    "boolean": ("true", "No", "1", "f", "YES", "T"),
    "uuid": ("12345678123456781234567812345678", "{12345678-1234-5678-1234-567812345678}"),
}
_WRONG = ("abc", "1.5", "", "maybe", "2024-13-01", "RED", "green ", "0x10", "12345", "-", "on")


class Lines:
    """Draws command lines for one tree."""

    def __init__(self, tree: CommandTree, random: Random) -> None:
        self._tree = tree
        self._random = random
        self._names = _vocabulary(tree)

    def draw(self) -> list[str]:
        """Return one command line."""
        words = self._meant(self._tree.root)
        for _ in range(self._random.choice((0, 0, 0, 1, 1, 1, 2))):
            self._change(words)
        return words

    # What is meant to be right

    def _meant(self, node: CommandNode) -> list[str]:
        random = self._random
        given = [
            self._option(param)
            for param in node.options()
            if random.random() < (0.85 if param.required else 0.3) and param.opts
        ]
        random.shuffle(given)
        arguments = [self._argument(param) for param in node.arguments()]
        if not node.is_group:
            return _joined(self._mixed(node, given, arguments))
        words = _joined([*given, *arguments])
        if not node.commands or random.random() < 0.07:
            return words
        for _ in range(random.choice((1, 1, 2, 3)) if node.chain else 1):
            name = random.choice(sorted(node.commands))
            words += [name, *self._meant(node.commands[name])]
        return words

    def _mixed(
        self, node: CommandNode, given: list[list[str]], arguments: list[list[str]]
    ) -> list[list[str]]:
        """Put options among the arguments where the command allows it."""
        if not node.allow_interspersed_args or self._random.random() < 0.5:
            return [*given, *arguments]
        parts = [*arguments]
        for option in given:
            parts.insert(self._random.randint(0, len(parts)), option)
        return parts

    def _option(self, param: Parameter) -> list[str]:
        random = self._random
        words: list[str] = []
        for _ in range(random.choice((1, 1, 2)) if param.multiple or param.count else 1):
            name = random.choice((*param.opts, *param.secondary_opts))
            if param.is_flag or param.count:
                words.append(name)
                continue
            values = [self._value(kind) for kind in _types(param)]
            if param.optional_value and random.random() < 0.4:
                values = []
            words += self._attached(name, values)
        return words

    def _attached(self, name: str, values: list[str]) -> list[str]:
        """Return an option with its values, the first one attached now and then."""
        form = self._random.random()
        if values and form < (0.25 if len(name) > len("-x") else 0.02):
            return [f"{name}={values[0]}", *values[1:]]
        if values and form < 0.4 and len(name) == 2:
            return [f"{name}{values[0]}", *values[1:]]
        return [name, *values]

    def _argument(self, param: Parameter) -> list[str]:
        if not param.required and self._random.random() < 0.3:
            return []
        kinds = _types(param)
        if param.nargs < 0:
            kinds = kinds * self._random.randint(int(param.required), 3)
        return [self._value(kind) for kind in kinds]

    def _value(self, kind: ValueType) -> str:
        random = self._random
        if random.random() < 0.02:
            return random.choice((*_WRONG, *self._names))
        if kind.name == "choice" and kind.choices:
            word = random.choice(kind.choices)
            return word if kind.case_sensitive else random.choice((word, word.swapcase()))
        if kind.name == "datetime":
            return date(2024, random.randint(1, 12), random.randint(1, 28)).strftime(
                random.choice(kind.formats or ("%Y-%m-%d",))
            )
        if kind.name in ("integer", "float"):
            return random.choice([text for text in _VALUES[kind.name] if _inside(text, kind)])
        return random.choice(_VALUES.get(kind.name, ("abc", "x", "file.txt", "a=b", "-")))

    # What is then changed

    def _change(self, words: list[str]) -> None:
        at = self._random.randint(0, len(words))
        word = words[at] if at < len(words) else ""
        choice = self._random.choice(
            ("drop", "double", "insert", "insert", "replace", "swap", "spell", "attach", "join")
        )
        if choice == "insert" or at == len(words):
            words.insert(at, self._any())
        elif choice == "drop":
            del words[at]
        elif choice == "double":
            words.insert(at, word)
        elif choice == "replace":
            words[at] = self._random.choice((*_WRONG, self._any()))
        elif choice == "swap":
            words[at - 1], words[at] = words[at], words[at - 1]
        elif choice == "attach":
            words[at] = f"{word}={self._random.choice(('1', '', 'abc', '-x'))}"
        elif choice == "join" and at + 1 < len(words):
            words[at : at + 2] = [word + words[at + 1].lstrip("-")]
        else:
            words[at] = self._misspelt(word)

    def _any(self) -> str:
        return self._random.choice((*_JUNK, *self._names, *self._names))

    def _misspelt(self, word: str) -> str:
        random = self._random
        return random.choice(
            (
                word.upper(),
                word.replace("-", "_"),
                word.removeprefix("-"),
                f"-{word}",
                word[:-1],
                f"{word}x",
                word[::-1],
            )
        )


def _inside(text: str, kind: ValueType) -> bool:
    """Tell whether a number is well inside its range."""
    low = -inf if kind.minimum is None else kind.minimum
    high = inf if kind.maximum is None else kind.maximum
    return kind.clamp or low < float(text) < high or (low, high) == (-inf, inf)


def _joined(parts: list[list[str]]) -> list[str]:
    return [word for part in parts for word in part]


def _types(param: Parameter) -> list[ValueType]:
    """Return the type of each value that one use of the parameter takes."""
    if param.type.name == "tuple":
        return list(param.type.items)
    return [param.type] * max(param.nargs, 1)


def _vocabulary(tree: CommandTree) -> list[str]:
    """Return the names of all commands and options."""
    names: dict[str, None] = {}
    for path, node in tree.walk():
        names.update(dict.fromkeys(path[-1:]))
        for param in node.options():
            names.update(dict.fromkeys((*param.opts, *param.secondary_opts)))
    return list(names) or ["only"]
