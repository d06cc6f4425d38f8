"""From a strategy file to a strategy, or to an error that says where the fault is."""

from __future__ import annotations

import ast
import sys
import traceback
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from rustybt_ops.files import expand, read_file, reason
from rustybt_ops.trading.algorithm import Algorithm
from rustybt_ops.trading.errors import StrategyFileError

_ENTRY_POINTS = ("initialize", "handle_data", "before_trading_start")
_REPLACED = "rustybt"
_OTHERS = ("zipline", "catalyst", "quantopian")
_CORRECT = "Correct the strategy."
_LARGEST = 10_000_000  # bytes
_LONGEST = 200  # characters of a line that is shown
_SUMMARY = "Derive a class from rustybt_ops.Algorithm, or define the functions initialize(context)"


def load_strategy(path: Path) -> Algorithm:
    """Load the strategy in a file.

    Raises:
        StrategyFileError: There is no such file, it is no Python, raises when it is imported,
            imports another library's interface, or defines no strategy or several.
    """
    path = expand(path).absolute()
    _require_interface(path, _parsed(path))
    module = _imported(path)
    classes = [
        each
        for each in vars(module).values()
        if isinstance(each, type)
        and issubclass(each, Algorithm)
        and each.__module__ == module.__name__
    ]
    leaves = [each for each in classes if not any(each in other.__mro__[1:] for other in classes)]
    functions = {name: getattr(module, name, None) for name in _ENTRY_POINTS}
    found = {name: each for name, each in functions.items() if callable(each)}
    if len(leaves) > 1:
        names = ", ".join(each.__name__ for each in leaves)
        raise StrategyFileError(f"{path} defines several strategies: {names}", advice="Keep one.")
    if leaves:
        return _from_class(path, leaves[0])
    if "handle_data" not in found:
        raise StrategyFileError(
            f"{path} defines no strategy", advice=f"{_SUMMARY} and handle_data(context, data)."
        )
    return from_functions(**found)


def from_functions(
    initialize: Callable[[Any], object] | None = None,
    handle_data: Callable[[Any, Any], object] | None = None,
    before_trading_start: Callable[[Any, Any], object] | None = None,
) -> Algorithm:
    """A strategy made of functions."""
    given = {
        "initialize": initialize,
        "handle_data": handle_data,
        "before_trading_start": before_trading_start,
    }
    methods = {name: staticmethod(each) for name, each in given.items() if each}
    made: Algorithm = type("Functions", (Algorithm,), methods)()
    return made


def _from_class(path: Path, found: type[Algorithm]) -> Algorithm:
    if found.handle_data is Algorithm.handle_data:
        raise StrategyFileError(
            f"{path}: the class {found.__name__} has no handle_data",
            advice="Define handle_data(self, context, data).",
        )
    try:
        return found()
    except Exception as error:
        raise StrategyFileError(f"{where(error, path)}: {told(error)}") from error


def _parsed(path: Path) -> ast.Module:
    try:
        return ast.parse(_source(path), str(path))
    except SyntaxError as error:
        raise StrategyFileError(_syntax(error, path), advice=_CORRECT) from error
    except (ValueError, RecursionError, MemoryError) as error:
        told_of = str(error) or "it is nested too deeply"
        raise StrategyFileError(f"{path} is no Python source: {told_of}") from error


def _source(path: Path) -> bytes:
    try:
        return read_file(path, _LARGEST)
    except OSError as error:
        raise StrategyFileError(
            f"cannot read the strategy {path}: {reason(error)}", advice="Correct --strategy."
        ) from error


def _syntax(error: SyntaxError, path: Path) -> str:
    """The place, what is wrong there, and the line; of a file that the strategy imports as well."""
    place = f"{error.filename or path}:{error.lineno}" if error.lineno else str(path)
    line = (error.text or "").strip().partition("\n")[0][:_LONGEST]
    return f"{place}: {error.msg}" + (f"\n    {line}" if line else "")


def _require_interface(path: Path, tree: ast.Module) -> None:
    """Refuse a file written for another library: it would trade with objects that are not ours."""
    for line, name in _imports(tree):
        top = name.partition(".")[0]
        if top == _REPLACED or top in _OTHERS:
            raise StrategyFileError(
                f"{path}:{line}: the strategy imports '{name}', which is not used here",
                advice="Replace it: from rustybt_ops import Algorithm (or order, symbol, record).",
            )


def _imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, each.name) for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module


def _imported(path: Path) -> ModuleType:
    """Import the file, with its folder on the path as when Python runs it."""
    name = f"strategy_{path.stem}"
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise StrategyFileError(f"{path} is not a Python file", advice="Give it a name in .py.")
    module = module_from_spec(spec)
    folder = str(path.parent)
    sys.path.insert(0, folder)
    sys.modules[name] = module  # dataclasses and pickle look modules up
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        sys.modules.pop(name, None)
        raise StrategyFileError(_syntax(error, path), advice=_CORRECT) from error
    except (Exception, SystemExit) as error:
        sys.modules.pop(name, None)
        raise StrategyFileError(f"{where(error, path)}: {told(error)}") from error
    finally:
        sys.path.remove(folder)
    return module


def where(error: BaseException, path: Path | None = None) -> str:
    """The file and line at which the strategy raised, rather than the library it called."""
    frames = traceback.extract_tb(error.__traceback__)
    package = str(Path(__file__).parents[1])
    own = [each for each in frames if path and each.filename == str(path)]
    other = own or [each for each in frames if not each.filename.startswith((package, "<frozen"))]
    return f"{other[-1].filename}:{other[-1].lineno}" if other else str(path or "the strategy")


def told(error: BaseException) -> str:
    """The exception in words."""
    text = str(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
