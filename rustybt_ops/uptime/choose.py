"""The one session that is meant."""

from __future__ import annotations

from rustybt_ops.errors import ConfigurationError
from rustybt_ops.uptime.incident import written
from rustybt_ops.uptime.reader import Reading
from rustybt_ops.uptime.session import Session
from rustybt_ops.words import counted


def choose(reading: Reading, wanted: str | None, place: str) -> Session:
    """The only session that was read.

    Raises:
        ConfigurationError: There is none, or there are several: they are listed.
    """
    sessions = list(reading.sessions.values())
    if len(sessions) == 1:
        return sessions[0]
    if not sessions:
        raise _none(reading, wanted, place)
    listed = "\n".join(f"  {_described(each)}" for each in sessions)
    raise ConfigurationError(
        f"there are {len(sessions)} sessions in {place}:\n{listed}",
        advice="Name one with --session; the beginning of its id is enough.",
    )


def _none(reading: Reading, wanted: str | None, place: str) -> ConfigurationError:
    if wanted:
        return ConfigurationError(
            f"there is no session '{wanted}' in {place}",
            advice="Run the command without --session to see which there are.",
        )
    unread = f"{counted(reading.lines, 'line')}, none of them written by paper-trade"
    damaged = "".join(f"\n{each}" for each in reading.damaged)
    return ConfigurationError(
        f"no session in {place}: {unread if reading.lines else 'the log is empty'}{damaged}",
        advice="Give the log that paper-trade writes, with --log-dir or --log-file.",
    )


def _described(session: Session) -> str:
    terms = session.terms
    about = ", ".join(each for each in (terms.strategy, terms.broker) if each)
    span = f"{written(session.first_time)} to {written(session.last_time)}"
    return f"{session.run_id}  {span}{'  ' + about if about else ''}"
