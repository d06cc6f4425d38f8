"""One document against a command tree, in memory."""

from __future__ import annotations

from pathlib import Path

from doccheck.config import ProgramSettings, Settings
from doccheck.engine.analyse import AnalyseOptions, analyse
from doccheck.engine.declared import sought, with_declared
from doccheck.engine.evidence import Evidence
from doccheck.engine.page import Bench, judge_page
from doccheck.engine.programs import Program
from doccheck.engine.targets import Target, call_forms, command_forms
from doccheck.model.report import Report, build
from doccheck.model.source import Document
from doccheck.model.tree import CommandTree
from doccheck.rules.selection import Policy


def check_text(
    text: str,
    tree: CommandTree,
    *,
    path: str = "page.md",
    settings: Settings | None = None,
    historical: bool = False,
    mkdocs: bool = True,
) -> Report:
    """Check one document against a command tree; nothing is imported and no file is read.

    Raises:
        ConfigError: a schema that the settings name cannot be read.
        UnknownRuleError: the settings select a rule that does not exist.
    """
    settings = settings or Settings(root=Path())
    own = settings.programs.get(tree.program, ProgramSettings())
    forms = command_forms(tree.program, own.aliases)
    target = Target(tree.program, own, forms, spec=None, root=settings.root)
    program = Program(target, asks=False, tree=tree, declared=with_declared(tree, target))
    document = Document(path, text)
    names = sought([program.target])
    options = AnalyseOptions(
        call_forms([program.target]), settings.untagged, names.variables, names.roots
    )
    analysis = analyse(document, options)
    bench = Bench(
        {program.name: program},
        Evidence.gather([analysis.facts]),
        Policy.of(settings.select, settings.ignore, settings.severity),
        mkdocs,
    )
    result = judge_page(document, analysis, bench, historical=historical)
    return build(
        files=1,
        references=result.references,
        findings=result.findings,
        skipped=result.skipped,
        programs=[program.info],
        suppressed=result.suppressed,
        configs=result.configs,
    )
