from __future__ import annotations

import statistics as oracle
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rustybt_ops.cli.console import printable
from rustybt_ops.config_check.checks import weakness
from rustybt_ops.deadline import Deadline
from rustybt_ops.errors import FailureKind, RateLimitedError, ServiceError, nearest
from rustybt_ops.files import expand, write_atomically
from rustybt_ops.redact import MASK, Own, Redactor
from rustybt_ops.results.checks import failed, passed, skipped, warned
from rustybt_ops.results.document import Result, default_name, schema, timestamp
from rustybt_ops.results.model import Endpoint, Network, Status, is_loopback, worst
from rustybt_ops.retry import retry
from rustybt_ops.settings import forms
from rustybt_ops.statistics import median, percentile


def test_deadline_passes_values_and_errors() -> None:
    assert Deadline(5).run(lambda: 3, "x") == 3
    with pytest.raises(KeyError):
        Deadline(5).run(lambda: {}["a"], "x")


def test_deadline_leaves_what_hangs_behind() -> None:
    hanging = threading.Event()
    started = time.monotonic()
    with pytest.raises(ServiceError, match=r"the source gave no answer within the limit of 0\.1 s"):
        Deadline(0.1).run(lambda: hanging.wait(30), "the source")
    assert time.monotonic() - started < 20
    hanging.set()


def test_retry_waits_twice_as_long_each_time() -> None:
    pauses: list[float] = []
    answers = iter([RateLimitedError("x"), RateLimitedError("x"), 7])

    def work() -> int:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert retry(work, Deadline(60), sleep=pauses.append) == 7
    assert pauses == [1, 2]


@pytest.mark.parametrize(("wait", "tries"), [(2.0, 3), (100.0, 1)])
def test_retry_does_what_the_service_asks_if_there_is_time(wait: float, tries: int) -> None:
    calls: list[int] = []

    def work() -> None:
        calls.append(1)
        raise RateLimitedError("x", retry_after=wait)

    with pytest.raises(RateLimitedError):
        retry(work, Deadline(50), sleep=lambda _: None)
    assert len(calls) == tries


def test_retry_lets_other_errors_pass() -> None:
    def work() -> None:
        raise ServiceError(FailureKind.NETWORK, "x")

    with pytest.raises(ServiceError, match="x"):
        retry(work, Deadline(5), sleep=lambda _: pytest.fail("waited"))


def test_file_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "folder" / "file.json"
    write_atomically(target, b"old")

    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rustybt_ops.files.os.fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in target.parent.iterdir()] == ["file.json"]


numbers = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50)


@settings(max_examples=50)
@given(numbers)
def test_median(values: list[float]) -> None:
    assert median(values) == pytest.approx(oracle.median(values))


@settings(max_examples=50)
@given(numbers, st.floats(0.01, 1))
def test_percentile_is_the_least_value_that_covers_the_share(
    values: list[float], share: float
) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(each <= found for each in values) >= share * len(values) - 1e-9
    below = [each for each in values if each < found]
    assert len(below) < share * len(values) + 1e-9


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("the key is abcd1234secret!", f"the key is {MASK}!"),
        ("https://user:pass@host/x", f"https://{MASK}@host/x"),
        (
            "https://hooks.slack.com/services/T0/B0/xyz now",
            f"https://hooks.slack.com/services/{MASK} now",
        ),
        ("/api?timestamp=1&signature=deadbeef&x=1", f"/api?timestamp=1&signature={MASK}&x=1"),
        ('{"apiKey": "abcdefgh"}', f'{{"apiKey": "{MASK}"}}'),
        ("Authorization: Bearer abc.def-ghi", f"Authorization: Bearer {MASK}"),
        ("secret%20word and secret word", f"{MASK} and {MASK}"),
        ("nothing to hide", "nothing to hide"),
        ("CCXT_SECRET=abcdefgh", f"CCXT_SECRET={MASK}"),
        ("smtp.password: hunter22", f"smtp.password: {MASK}"),
        ("smtp.password: Correcthorse", f"smtp.password: {MASK}"),
        ("secret: 'abcdefgh'", f"secret: '{MASK}'"),
        ("invalid token: expired", "invalid token: expired"),
    ],
)
def test_redaction(text: str, wanted: str) -> None:
    assert Redactor(["abcd1234secret", "secret word"]).text(text) == wanted


@pytest.mark.parametrize("value", [" ", "changeme", "aaaabbbbcccc", "Short-1"])
@pytest.mark.parametrize("name", ["password", "alerts.smtp.password", "secret", "CCXT_SECRET"])
def test_redaction_leaves_our_own_words(name: str, value: str) -> None:
    told = f"{name}: {weakness(value)}"
    assert Redactor(["a secret"]).text(told) == told


def test_secret_that_is_a_word_of_ours_is_hidden_in_words_from_outside_only() -> None:
    redactor = Redactor(["short"])
    own = Own("password: shorter than 16 characters")
    assert redactor.value({"items": [own, "refused: short"]}) == {
        "items": [own, f"refused: {MASK}"]
    }


@settings(max_examples=50)
@given(st.text(min_size=4), st.text(), st.text())
def test_known_secrets_never_stay(secret: str, before: str, after: str) -> None:
    if secret in MASK:
        return
    redacted = Redactor([secret]).value({"x": [before + secret + after]})
    assert isinstance(redacted, dict)
    assert secret not in redacted["x"][0].replace(MASK, "")


def test_service_cannot_steer_the_terminal() -> None:
    assert printable("a\x1b[31mb\rc\u202e") == "a\\x1b[31mb\\x0dc\\x202e"
    assert printable("plain text, naïve") == "plain text, naïve"


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("http://127.0.0.1:80/x", True),
        ("http://127.9.9.9", True),
        ("http://[::1]:8/", True),
        ("http://localhost", True),
        ("smtp://mail.localhost:25", True),
        ("https://example.org", False),
        ("https://127.0.0.1.example.org", False),
        ("http://10.0.0.1", False),
    ],
)
def test_loopback(url: str, *, wanted: bool) -> None:
    assert is_loopback(url) is wanted


@pytest.mark.parametrize(
    ("statuses", "wanted"),
    [
        ([], "skipped"),
        (["skipped"], "skipped"),
        (["skipped", "pass"], "pass"),
        (["pass", "warn"], "warn"),
        (["warn", "fail", "pass"], "fail"),
        (["pass", "in_progress"], "in_progress"),
    ],
)
def test_verdict_of_a_run(statuses: list[str], wanted: str) -> None:
    assert worst(Status(each) for each in statuses) == wanted


def test_document_follows_its_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    result = Result("test-x", ["rustybt-ops", "test-x"], "validation")
    result.endpoints.append(Endpoint("data", "csv", Network.FILE, "x.csv"))
    result.checks.extend(
        [
            passed("a", "good", value=1, unit="ms", threshold=2),
            warned("b", "hm", items=["one"], advice="look"),
            skipped("c", "why"),
            failed("d", FailureKind.CLOCK, "late", value=float("nan")),
        ]
    )
    result.samples.append({"price": float("inf"), "time": "2024-01-01"})
    document = result.document(Redactor())
    jsonschema.validate(document, schema())
    assert document["status"] == "fail"
    assert document["samples"] == [{"price": None, "time": "2024-01-01"}]
    assert document["started"].endswith("Z")


def test_schema_requires_of_us_what_tells_the_real_thing_from_a_stand_in() -> None:
    document = Result("test-x", ["rustybt-ops"], None).document(Redactor())
    for name in ("simulated", "endpoints", "clock", "environment"):
        without = {key: value for key, value in document.items() if key != name}
        with pytest.raises(jsonschema.ValidationError, match=name):
            jsonschema.validate(without, schema())


def test_schema_knows_every_failure_and_network() -> None:
    found = schema()
    known = found["$defs"]["check"]["properties"]["failure"]["enum"]
    assert {str(kind) for kind in FailureKind} <= set(known)
    networks = found["properties"]["endpoints"]["items"]["properties"]["network"]["enum"]
    assert {str(each) for each in Network} == set(networks)


def test_virtual_clock_is_simulated() -> None:
    result = Result("paper-trade", ["x"], "validation", virtual_clock=True)
    document = result.document(Redactor())
    jsonschema.validate(document, schema())
    assert document["simulated"] is True
    assert document["clock"] == {"kind": "virtual", "simulated": True}


def test_result_names_sort_by_time() -> None:
    early = default_name("x", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "f" * 32)
    late = default_name("x", datetime(2026, 1, 2, 3, 4, 6, tzinfo=UTC), "0" * 32)
    assert early == "x-20260102T030405Z-ffffffff.json"
    assert early < late
    assert timestamp(datetime(2026, 1, 2, tzinfo=UTC)) == "2026-01-02T00:00:00.000Z"


def test_nearest_names_ignore_case() -> None:
    assert nearest("KRAKN", ["kraken", "binance"]) == ["kraken"]
    assert nearest("zzz", ["kraken"]) == []


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("https://example.org/x", True),
        ("http://127.0.0.1:80", True),
        ("example.org", False),
        ("ftp://example.org", False),
        ("https://", False),
        ("https://host:port", False),
        ("https://host:99999", False),
        ("https://a b", False),
        ("http://[::1", False),
    ],
)
def test_addresses(text: str, *, good: bool) -> None:
    assert (forms.http_url(text) is None) is good


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("a@example.org", True),
        ("a.b+c@localhost", True),
        ("a@b@c", False),
        ("a b@c.org", False),
        ("a@c.org,d@e.org", False),
        ("@c.org", False),
    ],
)
def test_mail_addresses(text: str, *, good: bool) -> None:
    assert (forms.email(text) is None) is good


def test_an_empty_home_is_not_the_root_of_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME", raising=False)
    known = expand("~/.rustybt")
    monkeypatch.setenv("HOME", "")
    assert expand("~/.rustybt") == known
    assert expand("~") == known.parent
    monkeypatch.setenv("HOME", "/home/ann")
    assert expand("~/x") == Path("/home/ann/x")
    assert expand("x/~") == Path("x/~")
