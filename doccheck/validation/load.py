"""Read a folder of result documents; what cannot be read becomes a note, never a crash."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NoReturn

from doccheck.errors import InputError
from doccheck.validation.decode import DocumentError, decode
from doccheck.validation.document import Problem, Result, Results

_BYTES = 16 * 1024 * 1024
_FILES = 5000


def load_results(folder: Path) -> Results:
    """Read every `*.json` of `folder`; a folder that is not there holds no results.

    Raises:
        InputError: it is no folder, cannot be read, or holds more files than anyone needs.
    """
    if not folder.exists():
        return Results()
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".json")
    except OSError as error:
        raise InputError(
            f"{folder}: cannot be read: {error.strerror}", hint="name a folder with --results-dir"
        ) from error
    if len(paths) > _FILES:
        raise InputError(
            f"{folder} holds {len(paths)} result documents, more than {_FILES}",
            hint="move the old ones elsewhere",
        )
    return _sorted(paths)


def _sorted(paths: list[Path]) -> Results:
    documents: list[Result] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for path in paths:
        try:
            result = read_document(path)
        except DocumentError as error:
            problems.append(Problem(path.name, str(error)))
            continue
        if result.run_id and result.run_id in seen:
            twin = seen[result.run_id]
            problems.append(Problem(path.name, f"the same run as {twin}: counted once", True))  # noqa: FBT003 - harmless
            continue
        seen[result.run_id] = path.name
        documents.append(result)
    documents.sort(key=lambda one: (one.finished, one.file))
    return Results(tuple(documents), tuple(problems))


def read_document(path: Path) -> Result:
    """Read one document.

    Raises:
        DocumentError: it cannot be read or used.
    """
    try:
        _require_plausible(path)
        data = json.loads(path.read_text(encoding="utf-8-sig"), parse_constant=_refuse)
    except OSError as error:
        raise DocumentError(f"cannot be read: {error.strerror}") from error
    except RecursionError:
        raise DocumentError("not JSON: nested too deeply") from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise DocumentError(f"not JSON: {error}") from None
    except DocumentError:
        raise
    except ValueError as error:  # an integer of thousands of digits
        raise DocumentError(f"not JSON: {error}") from None
    return decode(data, path.name)


def _refuse(constant: str) -> NoReturn:
    raise DocumentError(f"not JSON: {constant}")


def _require_plausible(path: Path) -> None:
    if not path.is_file():
        raise DocumentError("not a file")
    if path.stat().st_size > _BYTES:
        raise DocumentError(f"larger than {_BYTES // 1024 // 1024} MiB")
