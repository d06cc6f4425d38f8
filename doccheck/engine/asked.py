"""What directives ask of a run, held against the project: nothing is executed for it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from doccheck.config import Settings
from doccheck.engine.files import is_ignored
from doccheck.model.block import Directive


def fixture_paths(names: Iterable[str], settings: Settings) -> Iterator[tuple[str, Path]]:
    """Yield the name and the place of each fixture: the settings know it, or it is a path."""
    for name in names:
        yield name, settings.root / settings.run.fixtures.get(name, name)


def missing_fixture(names: Iterable[str], settings: Settings) -> str:
    """Return what to say of the first fixture that is not there, empty where all are."""
    lost = (name for name, path in fixture_paths(names, settings) if not path.exists())
    name = next(lost, None)
    if name is None:
        return ""
    fixtures = settings.run.fixtures
    if name in fixtures:
        return f"the fixture `{name}` is {fixtures[name]} by the settings, which does not exist"
    known = ", ".join(fixtures) or "none"
    return (
        f"there is no fixture `{name}`: paths count from the project root, and this is none; "
        f"nor is it a name in the settings ({known})"
    )


class Asked:
    """Completes directives with what only the project tells of them."""

    def __init__(self, settings: Settings, cwd: Path) -> None:
        """Keep what paths count from; those of pages count from `cwd`."""
        self._settings, self._cwd = settings, cwd

    def __call__(self, directive: Directive, page: str) -> tuple[Directive, tuple[str, ...]]:
        """Return the directive, faulty if a run could not follow it, and the files it needs."""
        if directive.fault or not directive.options:
            return directive, ()
        from doccheck.engine.request import Request, request_of  # noqa: PLC0415 - rarely needed

        request = request_of([directive], Request())
        sure = [name for name in request.fixtures if self._certain(name, page)]
        sought = tuple(str(path) for _, path in fixture_paths(sure, self._settings))
        faults = [why for _, why in request.faults]
        why = next(iter(faults), "") or missing_fixture(sure, self._settings)
        return (replace(directive, fault=why) if why else directive), sought

    def _certain(self, name: str, page: str) -> bool:
        """Tell whether a fixture is to be there already.

        Without a configuration file its name may stand for anything; outside the project, or
        where git ignores it, it may be made before a run. A path outside that is there when it
        is counted from the page was meant so.
        """
        settings = self._settings
        ((_, path),) = fixture_paths([name], settings)
        place = os.path.abspath(path)
        inside = Path(place).is_relative_to(os.path.abspath(settings.root))
        if settings.source is None:
            return False
        if not inside:
            return not path.exists() and (self._cwd / page).parent.joinpath(name).exists()
        return not is_ignored(place)
