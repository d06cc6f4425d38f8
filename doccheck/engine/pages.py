"""The pages of a site: checked in the light of all documentation, reported alone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from doccheck.cache import Store
from doccheck.config import Settings
from doccheck.engine.check import check
from doccheck.engine.files import pattern_matcher, shown_path
from doccheck.engine.targets import find_targets
from doccheck.introspect.fingerprint import own_places
from doccheck.model.report import Report, build
from doccheck.model.source import Document


def check_pages(
    settings: Settings,
    pages: Iterable[Path],
    documents: Iterable[Document] = (),
    *,
    cwd: Path,
    store: Store | None = None,
) -> Report:
    """Check the pages of a site, and documents that stand for pages.

    The other documentation that the settings name is read too, for what it tells of commands that
    plugins bring, so that a page is judged as `doccheck check` judges it; only what concerns the
    pages, and programs that cannot be asked, is reported. Pages that `exclude` names are left out.

    Raises:
        DoccheckError: as `check` does.
    """
    excluded = pattern_matcher(settings.exclude)
    own = [page for page in pages if not excluded(shown_path(page, settings.root))]
    given = [one for one in documents if not excluded(shown_path(cwd / one.path, settings.root))]
    shown = {shown_path(page, cwd) for page in own} | {one.path for one in given}
    others = [settings.root / path for path in settings.paths or (".",)]
    # One process: a server has threads, beside which a pool cannot safely be forked.
    report = check(settings, [*own, *others], documents=given, cwd=cwd, store=store, jobs=1)
    config = shown_path(settings.source or settings.root / "pyproject.toml", cwd)
    return build(
        files=len(shown),
        references=[row for row in report.references if row.file in shown],
        findings=[one for one in report.findings if one.file in shown],
        skipped=[one for one in (*report.skipped, *report.not_read) if one.file in shown],
        programs=report.programs,
        suppressed=[one for one in report.suppressed if one.finding.file in shown],
        notes=report.notes,
        blockers=[one for one in report.findings if one.file == config],
    )


def program_places(settings: Settings) -> tuple[Path, ...]:
    """Return the files and folders in the project that the audited programs are made of.

    Raises:
        DoccheckError: the settings name no program, or a manifest cannot be read.
    """
    places: dict[Path, None] = {}
    for target in find_targets(settings):
        if target.spec is not None:
            places.update(dict.fromkeys(own_places(target.spec)))
        if target.manifest is not None and target.manifest.is_file():
            places[target.manifest] = None
    return tuple(places)
