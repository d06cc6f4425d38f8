"""What directives ask for."""

from __future__ import annotations

import pytest

from doccheck.config.running import RunSettings
from doccheck.engine.request import Request, default_request, request_of, seconds
from doccheck.errors import ConfigError
from doccheck.extract.directives import parse_directive
from doccheck.model.source import Span
from doccheck.sandbox.interface import Network


def request(*bodies: str, settings: RunSettings | None = None) -> Request:
    directives = [parse_directive(body, Span(0, 1)) for body in bodies]
    return request_of(directives, default_request(settings or RunSettings()))


def test_no_directive_marks_nothing() -> None:
    assert not request().marked


def test_all_keys() -> None:
    got = request(
        "run exit=2 timeout=1.5m session=s network=loopback fixtures=a,b/c env=A=1 env=B= "
        "allow=git,curl unordered normalise=times stderr=ignore"
    )
    assert got.marked
    assert (got.exit_code, got.wall, got.session) == (2, 90.0, "s")
    assert got.network is Network.LOOPBACK
    assert got.fixtures == ("a", "b/c")
    assert got.environment == (("A", "1"), ("B", ""))
    assert got.allow == ("git", "curl")
    assert (got.match.unordered, got.match.normalise, got.match.stderr) == (
        True,
        ("times",),
        "ignore",
    )
    assert not got.faults


def test_two_directives_speak_of_one_block() -> None:
    got = request("run exit=1", "run-as: shop wait --once")
    assert (got.exit_code, got.ran, got.marked) == (1, "shop wait --once", True)


def test_a_skip_has_a_reason() -> None:
    assert request("skip needs a broker").skip == "needs a broker"
    assert request("skip").skip == "no reason given"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("run timout=3", "not a key of run"),
        ("run normalise=nonsense", "`nonsense` is no normaliser"),
        ("run exit=300", "no exit code is above 255"),
        ("run timeout=0", "`timeout` must be more than 0"),
        ("run timeout=0.0ms", "`timeout` must be more than 0"),
        ("run-as", "say what to run"),
    ],
)
def test_a_faulty_directive_marks_the_block_and_says_why(body: str, told: str) -> None:
    got = request(body)
    assert got.marked
    assert told in got.faults[0][1]


def test_the_settings_are_the_base() -> None:
    settings = RunSettings(network="loopback", normalise=("paths",))
    got = request("run network=none normalise=times", settings=settings)
    assert got.network is Network.NONE
    assert got.match.normalise == ("paths", "times")
    with pytest.raises(ConfigError, match=r"`run\.normalise`: `nope`"):
        default_request(RunSettings(normalise=("nope",)))


@pytest.mark.parametrize("name", ["", "A=B", "A\0"])
def test_what_names_no_variable_is_told_before_anything_runs(name: str) -> None:
    with pytest.raises(ConfigError, match=r"`run\.environment`"):
        default_request(RunSettings(environment={name: "1", "FINE.TOO": "2"}))


@pytest.mark.parametrize(
    ("text", "amount"), [("30", 30), ("30s", 30), ("500ms", 0.5), ("2m", 120), ("1h", 3600)]
)
def test_amounts_of_time(text: str, amount: float) -> None:
    assert seconds(text) == pytest.approx(amount)
    with pytest.raises(ValueError, match="not an amount"):
        seconds(f"{text}x")
