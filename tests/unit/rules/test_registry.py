from __future__ import annotations

import re
from pathlib import Path

import pytest

import doccheck.rules
from doccheck.model.rule import RuleMeta
from doccheck.rules.registry import FAMILIES, documentation, metas
from doccheck.rules.render import rule_markdown, rules_list, rules_table

RULES = list(metas())


def test_codes_and_names_are_unique_and_ordered() -> None:
    codes = [meta.code for meta in RULES]
    assert codes == sorted(set(codes))
    assert len({meta.name for meta in RULES}) == len(RULES)


def test_the_published_codes_keep_their_names() -> None:
    assert {meta.code: meta.name for meta in RULES} == {
        "DC101": "unknown-command",
        "DC102": "unknown-option",
        "DC103": "missing-option",
        "DC104": "missing-argument",
        "DC105": "unexpected-argument",
        "DC106": "invalid-choice",
        "DC107": "invalid-value",
        "DC108": "option-arity",
        "DC109": "misplaced-option",
        "DC110": "deprecated-command",
        "DC111": "deprecated-option",
        "DC112": "missing-file",
        "DC113": "clustered-long-option",
        "DC114": "unloadable-program",
        "DC201": "shell-syntax",
        "DC202": "unrecognised-fence-header",
        "DC203": "no-break-space",
        "DC301": "command-failed",
        "DC302": "output-differs",
        "DC303": "timed-out",
        "DC401": "invalid-yaml",
        "DC402": "invalid-toml",
        "DC403": "invalid-json",
        "DC404": "schema-violation",
        "DC405": "unknown-environment-variable",
        "DC406": "unknown-path",
        "DC407": "invalid-dotenv",
        "DC901": "unused-suppression",
        "DC902": "malformed-directive",
        "DC903": "unreadable-file",
    }


def test_every_rule_module_is_registered() -> None:
    folder = Path(doccheck.rules.__file__).parent
    modules = {
        path.stem.replace("_", "-")
        for path in folder.glob("*.py")
        if re.search(r"^META = ", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert modules == {meta.name for meta in RULES}


@pytest.mark.parametrize("meta", RULES, ids=lambda meta: meta.code)
def test_every_rule_is_documented(meta: RuleMeta) -> None:
    doc = documentation(meta.code)
    headings = re.findall(r"^## (.+)$", doc, re.MULTILINE)
    assert headings[:4] == ["What it does", "Why is this bad", "Example", "Use instead"]
    assert set(headings[4:]) <= {"Options", "Known limits"}
    assert doc.splitlines()[0] == meta.summary
    assert meta.code[:3] in FAMILIES


def test_documentation_of_a_rule_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        documentation("DC999")


def test_the_page_of_a_rule_starts_with_what_it_declares() -> None:
    page = rule_markdown(RULES[0], documentation("DC101"))
    assert page.startswith("# unknown-command (DC101)\n\nA command that the program")
    assert "Severity: **error**. A fix is sometimes offered. Since 0.1.0." in page
    assert page.count("A command that the program does not have.") == 1
    assert page.endswith("\n")


def test_lists_hold_every_rule() -> None:
    assert len(rules_list(RULES).splitlines()) == len(RULES)
    assert len(rules_table(RULES).splitlines()) == len(RULES) + 2
