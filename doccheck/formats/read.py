"""Read a configuration example."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from doccheck.formats.doubt import doubt
from doccheck.formats.parsed import Doubtful, Fault, Outcome, Parsed
from doccheck.model.config import ConfigFormat

_LONGEST = 200_000


def read(text: str, kind: ConfigFormat) -> Outcome:
    """Parse `text`; where it does not parse, tell whether it was meant to."""
    if len(text) > _LONGEST:
        return Doubtful("too long to be read")
    found = _reader(kind)(text)
    if isinstance(found, Fault):
        reason = doubt(text, kind, found.detail)
        if reason:
            return Doubtful(reason)
    return found


def _reader(kind: ConfigFormat) -> Callable[[str], Parsed | Fault]:
    # Each parser is imported when its format comes up.
    if kind is ConfigFormat.YAML:
        from doccheck.formats.yamltext import read_yaml  # noqa: PLC0415 - see above

        return read_yaml
    from doccheck.formats import dotenv, jsontext, tomltext  # noqa: PLC0415 - see above

    readers: Mapping[ConfigFormat, Callable[[str], Parsed | Fault]] = {
        ConfigFormat.TOML: tomltext.read_toml,
        ConfigFormat.JSON: jsontext.read_json,
        ConfigFormat.DOTENV: dotenv.read_dotenv,
    }
    return readers[kind]
