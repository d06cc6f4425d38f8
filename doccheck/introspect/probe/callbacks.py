"""What can be read off a function without calling it."""

import ast
import functools
import inspect
import os
import textwrap
from types import CodeType, FunctionType, MethodType, ModuleType

_MOST = 200  # functions looked at
_DEPTH = 4


def function_of(thing):
    """Return the Python function behind wrappers, None where there is none."""
    for _ in range(20):
        if isinstance(thing, functools.partial):
            thing = thing.func
        elif isinstance(thing, MethodType):
            thing = thing.__func__
        elif isinstance(getattr(thing, "__wrapped__", None), (FunctionType, MethodType)):
            thing = thing.__wrapped__
        elif isinstance(thing, FunctionType):
            return thing
        elif not isinstance(thing, type) and isinstance(
            getattr(type(thing), "__call__", None), FunctionType
        ):
            thing = type(thing).__call__
        else:
            return None
    return None


def source(thing, root):
    """Return `(file, line)` of a callback; the file is relative to `root` when inside it."""
    function = function_of(thing)
    if function is None:
        return None, None
    code = function.__code__
    try:
        path = os.path.realpath(code.co_filename)
        inside = os.path.relpath(path, os.path.realpath(root))
    except (OSError, ValueError):
        return None, None
    if not os.path.isfile(path):
        return None, None
    shown = path if inside.startswith(os.pardir) else inside
    return shown.replace(os.sep, "/"), code.co_firstlineno


def _codes(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            for inner in _codes(constant):
                yield inner


def names_in(thing):
    """Return the names that a function's code mentions, nested functions included."""
    function = function_of(thing)
    if function is None:
        return set()
    found = set()
    for code in _codes(function.__code__):
        found.update(code.co_names)
    return found


def names_outside_complaints(thing):
    """Return the names that a function mentions, but not where it only dresses up an error.

    That is an exception handler which ends by raising and runs nothing. Empty without a source.
    """
    function = function_of(thing)
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError, ValueError):
        return set()
    found, nodes = set(), [tree]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.ExceptHandler) and _only_complains(node):
            continue
        found.update(getattr(node, name) for name in ("id", "attr") if hasattr(node, name))
        nodes.extend(ast.iter_child_nodes(node))
    return found


def _only_complains(handler):
    inner = list(ast.walk(handler))
    runs = any(getattr(node, "attr", "") in ("invoke", "main", "forward") for node in inner)
    returns = any(isinstance(node, ast.Return) for node in inner)
    return isinstance(handler.body[-1], ast.Raise) and not runs and not returns


def keywords_in(thing):
    """Return the strings among a function's constants, keyword names of calls included."""
    function = function_of(thing)
    found = set()
    for code in _codes(function.__code__) if function else ():
        for constant in code.co_consts:
            if isinstance(constant, str):
                found.add(constant)
            elif isinstance(constant, tuple):
                found.update(item for item in constant if isinstance(item, str))
    return found


def _referenced(function):
    """Yield what the function refers to: closure cells, globals, attributes of modules."""
    for cell in function.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:
            continue
    names = names_in(function)
    for name in names:
        value = function.__globals__.get(name)
        if isinstance(value, ModuleType):
            for inner in names:
                yield vars(value).get(inner)
        elif value is not None:
            yield value


def references(function):
    """Return everything a function refers to directly."""
    return list(_referenced(function))


def mentions(thing, wanted):
    """Tell whether a function, or one that it calls as far as can be seen, mentions a name.

    A callable with no Python code is taken to mention everything.
    """
    start = function_of(thing)
    return True if start is None else _mentions(start, frozenset(wanted))


@functools.lru_cache(maxsize=None)
def _mentions(start, wanted):
    seen, level = {id(start)}, [start]
    for _ in range(_DEPTH):
        deeper = []
        for function in level:
            if names_in(function) & wanted:
                return True
            for value in _referenced(function):
                if not isinstance(value, (FunctionType, MethodType, functools.partial)):
                    continue
                inner = function_of(value)
                if inner is not None and id(inner) not in seen and len(seen) < _MOST:
                    seen.add(id(inner))
                    deeper.append(inner)
        level = deeper
    return False


def required_parameters(function):
    """Tell whether a callable cannot be called without arguments."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return False
    return any(
        item.default is item.empty and item.kind not in (item.VAR_POSITIONAL, item.VAR_KEYWORD)
        for item in parameters
    )


@functools.lru_cache(maxsize=None)
def module_names(file):
    """Return the names that the top level of a module mentions, functions left out."""
    try:
        with open(file, "rb") as stream:
            return set(compile(stream.read(), file, "exec").co_names)
    except (OSError, SyntaxError, ValueError):
        return set()
