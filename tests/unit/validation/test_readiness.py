from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from doccheck.model.report import Report
from doccheck.validation.audit import Audit, Required, documentation
from doccheck.validation.decode import decode
from doccheck.validation.document import Problem, Result, Results, Status
from doccheck.validation.readiness import Judgement, Outcome, Readiness, judge
from doccheck.validation.requirements import requirements
from doccheck.validation.risks import Risk
from tests.unit.validation.conftest import recorded

Make = Callable[..., Result]
TODAY = date(2026, 11, 22)
CCXT = {"versions": {"ccxt": "4"}, "parameters": {"broker": "kraken"}}
SESSION: dict[str, Any] = {
    "command": "analyze-uptime",
    "parameters": {"start": "2026-01-01T00:00:00Z", "end": "2026-01-31T00:00:00Z"},
    "metrics": {"uptime_percent": 99.95, "target_percent": 99.9, "total_seconds": 30 * 86_400},
    "details": {"target_met": True, "interim": False, "day": 31, "days": 30, "incidents": []},
}
BENCHMARK: dict[str, Any] = {
    "command": "benchmark",
    "details": {
        "suites": {"hold": "backtest", "csv": "data", "peak": "memory"},
        "comparison": {"hold": [1.1, 1.0], "csv": [1.0, 1.0], "peak": [0.9, 1.0]},
    },
    "checks": [
        {"name": name, "status": "pass", "threshold": 30} for name in ("hold", "csv", "peak")
    ],
}
CHECK: dict[str, Any] = {
    "command": "doccheck check",
    "metrics": {"files": 2, "references": 9, "checked": 9, "skipped": 0,
                "configuration_examples": 3, "configuration_valid": 3},
}  # fmt: skip
PRESENT = Audit(Report(), required=(Required("ops", "test-broker", present=True),))


def run_record(**metrics: int) -> Result:
    document = recorded("doccheck-run")
    sums = {"executable": 4, "executed": 4, "passed": 4, "failed": 0, **metrics}
    return decode({**document, "metrics": sums}, "run.json")


@pytest.fixture
def whole(result: Make) -> dict[str, Result]:
    """Results that meet every requirement."""
    return {
        "paper": result("paper"),
        "ccxt": result("ccxt", **CCXT),
        "yahoo": result("yahoo", command="test-data", parameters={"source": "yfinance"}),
        "csv": result("csv", command="test-data", parameters={"source": "csv"}),
        "uptime": result("uptime", **SESSION),
        "benchmark": result("benchmark", **BENCHMARK),
        "check": result("check", **CHECK),
        "run": run_record(),
        "config": result("config", command="verify-config"),
        "alerts": result("alerts", command="test-alerts"),
    }


def judged(
    found: dict[str, Result], risks: tuple[Risk, ...] = (), audit: Audit | None = None
) -> Judgement:
    results = Results(tuple(found.values()))
    rows = requirements(results, documentation(results, None), audit or PRESENT)
    return judge(rows, risks, TODAY)


def outcome(found: Judgement, name: str) -> Outcome:
    return next(one.outcome for one in found.requirements if one.name == name)


def test_everything_met(whole: dict[str, Result]) -> None:
    found = judged(whole)
    assert {one.outcome for one in found.requirements} == {Outcome.MET}
    assert found.readiness is Readiness.READY


def test_nothing_is_met_by_nothing() -> None:
    results = Results()
    found = judge(requirements(results, documentation(results, None), None), (), TODAY)
    assert found.readiness is Readiness.NOT_READY
    met = {one.name for one in found.requirements if one.outcome is Outcome.MET}
    assert met == {"readable-results"}


def changed(one: Result, **parts: dict[str, Any]) -> Result:
    return replace(one, **{name: {**getattr(one, name), **new} for name, new in parts.items()})


CASES: list[tuple[str, str, Outcome, bool, Callable[[Result], Result | None]]] = [
    ("paper", "paper-broker", Outcome.NOT_RUN, True, lambda _: None),
    ("ccxt", "ccxt-broker", Outcome.NOT_RUN, True, lambda _: None),
    ("ccxt", "ccxt-broker", Outcome.SIMULATED, True, lambda one: replace(one, simulated=True)),
    ("ccxt", "ccxt-broker", Outcome.MISSED, True, lambda one: with_status(one, "fail")),
    ("ccxt", "ccxt-broker", Outcome.NOT_RUN, True, lambda one: with_status(one, "skipped")),
    ("ccxt", "ccxt-broker", Outcome.WARNED, False, lambda one: with_status(one, "warn")),
    ("yahoo", "yfinance-data", Outcome.SIMULATED, True, lambda one: replace(one, simulated=True)),
    ("csv", "second-data-source", Outcome.NOT_RUN, True, lambda _: None),
    ("uptime", "uptime", Outcome.NOT_RUN, True, lambda _: None),
    ("uptime", "thirty-days", Outcome.NOT_RUN, True, lambda _: None),
    ("uptime", "uptime", Outcome.SIMULATED, True, lambda one: replace(one, simulated=True)),
    ("uptime", "thirty-days", Outcome.SIMULATED, True, lambda one: replace(one, simulated=True)),
    ("uptime", "uptime", Outcome.MISSED, True,
     lambda one: changed(one, metrics={"uptime_percent": 99.89999})),
    ("uptime", "uptime", Outcome.NOT_RUN, True,
     lambda one: changed(one, metrics={"uptime_percent": None})),
    ("uptime", "uptime", Outcome.MET, False,
     lambda one: changed(one, metrics={"uptime_percent": 99.9})),
    ("uptime", "uptime", Outcome.IN_PROGRESS, False,
     lambda one: changed(one, details={"interim": True})),
    ("uptime", "thirty-days", Outcome.MISSED, True,
     lambda one: changed(one, metrics={"total_seconds": 29 * 86_400})),
    ("uptime", "thirty-days", Outcome.IN_PROGRESS, False,
     lambda one: changed(one, metrics={"total_seconds": 4 * 86_400}, details={"interim": True})),
    ("benchmark", "regression", Outcome.MISSED, True,
     lambda one: changed(one, details={"comparison": {"hold": [1.21, 1.11]}})),
    ("benchmark", "regression", Outcome.WARNED, False,
     lambda one: changed(one, details={"comparison": {"hold": [1.21, 1.09]}})),
    ("benchmark", "regression", Outcome.NOT_RUN, True,
     lambda one: changed(one, details={"comparison": None})),
    ("benchmark", "data-limit", Outcome.NOT_RUN, True,
     lambda one: changed(one, details={"suites": {"hold": "backtest"}})),
    ("benchmark", "memory-limit", Outcome.MISSED, True,
     lambda one: replace(one, checks=(replace(one.checks[2], status=Status.FAIL),))),
    ("check", "stale-references", Outcome.NOT_RUN, True, lambda _: None),
    ("check", "stale-references", Outcome.NOT_RUN, True,
     lambda one: changed(one, metrics={"references": 0})),
    ("check", "stale-references", Outcome.NOT_RUN, True,
     lambda one: changed(one, metrics={"checked": 0})),
    ("check", "stale-references", Outcome.MISSED, True,
     lambda one: replace(one, discrepancies=({"severity": "error", "state": "open"},))),
    ("check", "stale-references", Outcome.WARNED, False,
     lambda one: replace(one, discrepancies=({"severity": "info", "state": "open"},))),
    ("check", "stale-references", Outcome.MET, False,
     lambda one: replace(one, discrepancies=({"severity": "error", "state": "fixed"},))),
    ("check", "configuration-examples", Outcome.NOT_RUN, True,
     lambda one: changed(one, metrics={"configuration_examples": None})),
    ("check", "configuration-examples", Outcome.NOT_RUN, True,
     lambda one: changed(one, metrics={"configuration_examples": 0, "configuration_valid": 0})),
    ("check", "configuration-examples", Outcome.MISSED, True,
     lambda one: changed(one, metrics={"configuration_valid": 2})),
    ("check", "configuration-examples", Outcome.WARNED, False,
     lambda one: changed(one, metrics={"configuration_valid": 2, "configuration_skipped": 1})),
    ("check", "configuration-examples", Outcome.NOT_RUN, True,
     lambda one: changed(one, metrics={"configuration_valid": 0, "configuration_skipped": 3})),
    ("run", "examples-executed", Outcome.NOT_RUN, True, lambda _: None),
    ("run", "examples-executed", Outcome.NOT_RUN, True,
     lambda _: run_record(executable=0, executed=0)),
    ("run", "examples-executed", Outcome.MISSED, True, lambda _: run_record(executed=3)),
    ("run", "examples-executed", Outcome.MISSED, True, lambda _: run_record(failed=1)),
    ("config", "configuration", Outcome.NOT_RUN, False, lambda _: None),
    ("config", "configuration", Outcome.MISSED, True, lambda one: with_status(one, "fail")),
    ("alerts", "alerts", Outcome.SIMULATED, False, lambda one: replace(one, simulated=True)),
]  # fmt: skip


def with_status(one: Result, text: str) -> Result:
    return replace(one, status=Status(text))


@pytest.mark.parametrize(("key", "name", "expected", "blocks", "change"), CASES)
def test_each_rule(
    whole: dict[str, Result],
    *,
    key: str,
    name: str,
    expected: Outcome,
    blocks: bool,
    change: Callable[[Result], Result | None],
) -> None:
    new = change(whole.pop(key))
    if new is not None:
        whole[key] = new
    found = judged(whole)
    assert outcome(found, name) is expected
    assert (name in {one.name for one in found.blockers}) == blocks
    if blocks:
        assert found.readiness is Readiness.NOT_READY
    elif expected is not Outcome.MET:
        assert name in {one.name for one in found.caveats}
        assert found.readiness is Readiness.CAVEATS


def test_a_simulated_run_does_not_hide_a_real_one(whole: dict[str, Result], result: Make) -> None:
    whole["later"] = replace(result("later", **CCXT), simulated=True)
    assert judged(whole).readiness is Readiness.READY


def test_an_accepted_risk_is_a_caveat_until_it_expires(whole: dict[str, Result]) -> None:
    del whole["ccxt"]
    risk = Risk("ccxt-broker", "no key yet", "ops", TODAY)
    found = judged(whole, (risk,))
    assert found.readiness is Readiness.CAVEATS
    assert [one.name for one in found.accepted] == ["ccxt-broker"]
    expired = judged(whole, (replace(risk, expires=date(2026, 11, 21)),))
    assert expired.readiness is Readiness.NOT_READY
    assert expired.accepted == ()
    assert len(expired.expired) == 1


def test_a_missing_command_holds_operations_back(whole: dict[str, Result]) -> None:
    missing = Audit(Report(), required=(Required("ops", "paper-trade", present=False),))
    risk = Risk("required-commands", "nobody can", "ops", TODAY)
    found = judged(whole, (risk,), missing)
    assert found.requirements[0].name == "required-commands"
    assert found.blockers[0].outcome is Outcome.MISSED
    assert outcome(found, "paper-broker") is Outcome.HELD
    assert found.readiness is Readiness.NOT_READY


def test_an_unreadable_document_blocks(whole: dict[str, Result]) -> None:
    results = Results(tuple(whole.values()), (Problem("x.json", "not JSON"),))
    rows = requirements(results, documentation(results, None), PRESENT)
    assert judge(rows, (), TODAY).readiness is Readiness.NOT_READY
