"""From a step of a unit to the task that a sandbox is given."""

from __future__ import annotations

from collections.abc import Iterator

from doccheck.config import Settings
from doccheck.engine.asked import fixture_paths
from doccheck.engine.run.unit import Step, Unit
from doccheck.sandbox.interface import Fixture, Task
from doccheck.sandbox.simple import simple_argv


class Scripter:
    """Makes the tasks of one page; knows how the shells of its sessions are set.

    The shell of a unit without a session goes by the name ``""``: its steps come in a row.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._strict: dict[str, bool] = {}

    def task(self, unit: Unit, number: int, session: str, *, merged: bool, plain: bool) -> Task:
        """Return the task of step `number` of a unit.

        A step stops at its first command that fails, unless an exit code is expected or the page
        shows output, which tells. With `merged`, both streams come as standard output.
        """
        if number == 0:
            self._strict.pop("", None)
        step = unit.steps[number]
        request = unit.request
        argv = () if session or merged else simple_argv(step.script)
        return Task(
            step.script.strip() if argv else self._script(step, session, merged=merged),
            session=session,
            network=request.network,
            wall=request.wall,
            environment=dict((*unit.environment, *request.environment)),
            fixtures=tuple(fixtures(unit, self.settings)) if number == 0 else (),
            argv=argv,
            expect=step.exit_code,
            plain=plain,
        )

    def _script(self, step: Step, session: str, *, merged: bool) -> str:
        script = f"{{ {step.script}\n}} 2>&1" if merged else step.script
        strict = not step.exit_code and step.expected is None
        if self._strict.get(session, False) == strict:
            return script
        self._strict[session] = strict
        return f"set {'-' if strict else '+'}e; {script}"

    def forget(self, session: str) -> None:
        """Note that the shell of a session is gone."""
        self._strict.pop(session, None)


def fixtures(unit: Unit, settings: Settings) -> Iterator[Fixture]:
    """Yield what is copied for a unit: of a folder the content, of a file the file."""
    for _, path in fixture_paths(unit.request.fixtures, settings):
        if path.is_dir():
            yield from (Fixture(item, item.name) for item in sorted(path.iterdir()))
        else:
            yield Fixture(path, path.name)
