"""`doccheck report`: the pages of a validation report from recorded results."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from doccheck import api
from doccheck.cli.options import with_settings, with_store

_RISKS = "risks.toml"


@click.command("report")
@click.option(
    "--results-dir",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder of the result documents. [default: `results` in the output folder]",
)
@click.option(
    "--output-dir",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    default=Path("docs/validation"),
    help="Folder that receives the pages. [default: docs/validation]",
)
@click.option(
    "--risks",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Accepted risks, in TOML. [default: risks.toml in the output folder, if there]",
)
@click.option(
    "--check", "compare", is_flag=True, help="Write nothing; fail if a page is out of date."
)
@with_settings
@with_store
def command(
    *,
    settings: api.Settings,
    store: api.Store,
    results_dir: Path | None,
    output_dir: Path,
    risks: Path | None,
    compare: bool,
) -> None:
    """Render result documents into the pages of a validation report.

    Reads what validation commands wrote with --output, and what doccheck itself wrote with
    --record; checks the documentation anew; and says what is ready, by explicit rules. A check
    without a result is shown as not run, never as passed.
    """
    results = api.load_results(results_dir or output_dir / "results")
    accepted = api.load_accepted(_risk_file(risks, output_dir))
    audit = api.audit_documentation(settings, store, results=results, leave_out=output_dir)
    today = datetime.now(UTC).date()
    pages = api.render_pages(results, audit, risks=accepted, today=today)
    judged = api.judge_results(results, audit, accepted, today)
    stale = api.stale_pages(pages, output_dir)
    if compare:
        for name in stale:
            click.echo(f"{output_dir / name}: out of date; run `doccheck report`")
    else:
        api.write_pages(pages, output_dir)
    click.echo(_said(results, judged, pages, stale, compare=compare))
    for problem in results.problems:
        click.echo(f"doccheck: {problem.file}: {problem.message}", err=True)
    if results.unreadable:
        sys.exit(2)
    sys.exit(int(compare and bool(stale)))


def _risk_file(named: Path | None, folder: Path) -> Path | None:
    usual = folder / _RISKS
    return named or (usual if usual.exists() else None)


def _said(
    results: api.Results,
    judged: api.Judgement,
    pages: dict[str, str],
    stale: list[str],
    *,
    compare: bool,
) -> str:
    verb = "out of date" if compare else "written"
    return (
        f"{len(results.documents)} results, {len(stale)} of {len(pages)} files {verb};"
        f" {judged.readiness} ({len(judged.blockers)} blockers, {len(judged.caveats)} caveats)"
    )
