"""Remediation tickets: one Markdown file an incident that counts."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from rustybt_ops.files import write_atomically
from rustybt_ops.redact import Redactor
from rustybt_ops.uptime.checks import duration
from rustybt_ops.uptime.incident import Incident, Trouble, written
from rustybt_ops.uptime.summary import Summary

LARGEST = 100  # tickets of one run: the longest incidents

_ACTIONS = {
    "by itself": "Find out who ended the session and why; resume it at once next time, and plan "
    "maintenance outside market hours.",
    "machine was restarted": "Find out why the machine restarted (last -x, journalctl -b -1), "
    "and let the service manager resume the session after a boot.",
    "storage": "Free or add disk space, and watch the free space with an alert.",
    "killed or crashed": "Look for the out-of-memory killer (journalctl -k) and for a traceback; "
    "let the service manager restart the session at once.",
    "stood still": "Keep the machine from suspending, and compare its load with the time of the "
    "incident.",
    "missing": "Find the missing log files; keep more rotated files if they were deleted.",
    "no sign of life": "See whether the process still exists; resume it, and let an alert tell "
    "of missing heartbeats.",
    "blocked": "Measure what the strategy does for so long; take slow work out of handle_data.",
    "network|broker": "Compare with the status page of the service; check the connection, and "
    "that the client reconnects.",
}
_OTHERWISE = {
    Trouble.PROCESS: "Reproduce the failure with the log around it, and let the service manager "
    "restart the session.",
    Trouble.FEED: "Check the source with test-data at the time of day of the incident; add a "
    "second source or an alert on old data.",
    Trouble.LOOP: "Measure what the strategy does for so long.",
}


def write_tickets(summary: Summary, folder: Path, redactor: Redactor) -> list[Path]:
    """Write a ticket for each incident that counts, the longest hundred of them.

    Raises:
        OSError: The folder cannot be written to.
    """
    counted = [each for each in summary.session.ledger.incidents if each.counted]
    longest = sorted(counted, key=lambda each: -each.counted)[:LARGEST]
    paths = []
    for number, incident in enumerate(sorted(longest, key=lambda each: each.start), 1):
        began = datetime.fromtimestamp(incident.start, UTC)
        path = folder / f"incident-{number:03d}-{began:%Y%m%dT%H%M%SZ}-{incident.trouble}.md"
        text = redactor.text(ticket(incident, summary))
        write_atomically(path, text.encode())
        paths.append(path)
    return paths


def ticket(incident: Incident, summary: Summary) -> str:
    """The ticket as Markdown."""
    severity = incident.severity(summary.allowed)
    evidence = incident.evidence or ("the log holds no entry around the incident",)
    end = " (not over at the end of the period)" if incident.ongoing else ""
    return "\n".join(
        [
            f"# {incident.trouble.capitalize()} outage of {duration(incident.seconds)}",
            "",
            f"- Session: `{summary.session.run_id}`",
            f"- Severity: {severity}",
            f"- Start: {written(incident.start)}",
            f"- End: {written(incident.end)}{end}",
            f"- Duration: {duration(incident.seconds)}",
            f"- Counted as downtime: {duration(incident.counted)}",
            f"- Allowed by the target of {summary.target:g}%: {duration(summary.allowed)}",
            "",
            "## Evidence",
            "",
            "```text",
            *(each.replace("`", "'").replace("\n", " ") for each in evidence),
            "```",
            "",
            "## Likely cause",
            "",
            f"{_plain(incident.cause)}.",
            "",
            "## Proposed action",
            "",
            action(incident),
            "",
        ]
    )


def action(incident: Incident) -> str:
    """What to do about an incident, by its cause."""
    for pattern, advice in _ACTIONS.items():
        if re.search(pattern, incident.cause):
            return advice
    return _OTHERWISE[incident.trouble]


def _plain(text: str) -> str:
    """One line of text that Markdown shows as it is."""
    escaped = re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", " ".join(text.split()))
    return escaped[:1].upper() + escaped[1:]
