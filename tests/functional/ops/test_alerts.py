from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.functional.ops.conftest import Outcome
from tests.standins.hooks import SECRET, HookStandIn
from tests.standins.mail import PASSWORD, USER, Certificates, MailStandIn
from tests.standins.server import SilentHost

Ops = Callable[..., Outcome]
AUTH = {"RUSTYBT_SMTP_USERNAME": USER, "RUSTYBT_SMTP_PASSWORD": PASSWORD}
PLAIN = {"RUSTYBT_SMTP_SECURITY": "none"}
MAIL = ("test-alerts", "--email", "operator@example.org")
SIGNED = {"RUSTYBT_WEBHOOK_SECRET": SECRET}

# aiosmtpd's own use of asyncio and ssl is not what is tested here
pytestmark = pytest.mark.filterwarnings("ignore:.*(LOGIN|auth|Require|decode_data|event loop).*")


def test_nothing_configured_is_an_error(ops: Ops) -> None:
    outcome = ops("test-alerts")
    assert (outcome.code, outcome.result) == (2, {})
    assert "nothing was sent" in outcome.err


def test_plain_mail_arrives(ops: Ops) -> None:
    with MailStandIn() as server:
        outcome = ops(*MAIL, env={**server.env, **PLAIN})
        assert outcome.code == 0
        assert [message["Subject"] for message in server.messages] == ["rustybt-ops: test alert"]
        assert server.messages[0]["To"] == "operator@example.org"
    assert outcome.result["metrics"]["email_ms"] > 0
    assert outcome.result["simulated"] is True


def test_starttls_and_password(ops: Ops, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificates = Certificates(tmp_path)
    with MailStandIn(starttls=certificates.context(), auth=True) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificates.authority))
        outcome = ops(*MAIL, env={**server.env, **AUTH})
        assert outcome.code == 0
        assert len(server.messages) == 1
        wrong = ops(*MAIL, env={"RUSTYBT_SMTP_PASSWORD": "another-password"})
        assert len(server.messages) == 1
    assert (wrong.code, wrong.failure("email")) == (1, "authentication")
    assert "535" in wrong.checks["email"]["detail"]


def test_ssl_from_the_start(ops: Ops, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificates = Certificates(tmp_path)
    with MailStandIn(wrapped=certificates.context()) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificates.authority))
        outcome = ops(*MAIL, env={**server.env, "RUSTYBT_SMTP_SECURITY": "ssl"})
        assert outcome.code == 0
        assert len(server.messages) == 1


@pytest.mark.parametrize("expired", [False, True])
def test_certificate_that_is_not_valid(
    ops: Ops, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, expired: bool
) -> None:
    certificates = Certificates(tmp_path, expired=expired)
    with MailStandIn(starttls=certificates.context()) as server:
        if expired:
            monkeypatch.setenv("SSL_CERT_FILE", str(certificates.authority))
        outcome = ops(*MAIL, env=server.env)
        assert server.messages == []
    assert (outcome.code, outcome.failure("email")) == (1, "network")
    assert "certificate is not valid" in outcome.out
    assert ("expired" in outcome.out) == expired


def test_server_without_starttls(ops: Ops) -> None:
    with MailStandIn() as server:
        outcome = ops(*MAIL, env=server.env)
    assert (outcome.code, outcome.failure("email")) == (1, "bad answer")


@pytest.mark.parametrize(("name", "words"), [("nobody", "550"), ("later", "451")])
def test_refused_recipient(ops: Ops, name: str, words: str) -> None:
    with MailStandIn() as server:
        outcome = ops("test-alerts", "--email", f"{name}@example.org", env={**server.env, **PLAIN})
    assert outcome.code == 1
    assert words in outcome.checks["email"]["detail"]


def test_refused_and_silent_mail_server(ops: Ops) -> None:
    with HookStandIn() as server:
        port = str(server.port)
    env = {"RUSTYBT_SMTP_HOST": "127.0.0.1", "RUSTYBT_SMTP_PORT": port}
    outcome = ops(*MAIL, env=env)
    assert (outcome.code, outcome.failure("email")) == (1, "network")
    assert "refused" in outcome.out
    with SilentHost() as host:
        started = time.monotonic()
        silent = ops(*MAIL, "--timeout", "0.5", env={"RUSTYBT_SMTP_PORT": str(host.port)})
    assert silent.failure("email") == "network"
    assert time.monotonic() - started < 25


def test_no_mail_server_configured(ops: Ops) -> None:
    outcome = ops(*MAIL)
    assert outcome.code == 2
    assert "RUSTYBT_SMTP_HOST" in outcome.err


def test_slack_and_webhook(ops: Ops) -> None:
    with HookStandIn() as server:
        outcome = ops(
            "test-alerts",
            *("--slack", f"{server.url}/services/T0/B0/very-secret-token"),
            *("--webhook", f"{server.url}/hook"),
            env=SIGNED,
        )
    assert outcome.code == 0
    assert set(outcome.statuses()) == {"slack", "webhook"}
    payload = json.loads(server.requests[1].body)
    assert payload["severity"] == "info"
    assert "very-secret-token" not in json.dumps(outcome.result) + outcome.out


def test_webhook_with_the_wrong_secret(ops: Ops) -> None:
    with HookStandIn(secret=SECRET[::-1]) as server:
        outcome = ops("test-alerts", "--webhook", f"{server.url}/hook", env=SIGNED)
    assert (outcome.code, outcome.failure("webhook")) == (1, "authentication")
    assert "both sides must hold the same" in outcome.checks["webhook"]["advice"]


def test_unsigned_webhook(ops: Ops) -> None:
    with HookStandIn() as server:
        outcome = ops("test-alerts", "--webhook", f"{server.url}/open")
    assert outcome.code == 0
    assert "not signed" in outcome.out


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("no-ok", "bad answer"),
        ("html", "bad answer"),
        ("redirect", "bad answer"),
        ("error-500", "service down"),
        ("error-403", "permission"),
        ("error-404", "rejected"),
        ("drop", "network"),
        ("slow", "network"),
    ],
)
def test_slack_failures(ops: Ops, fault: str, kind: str) -> None:
    with HookStandIn(fault=fault) as server:
        outcome = ops("test-alerts", "--slack", f"{server.url}/services/T/B/X", "--timeout", "2")
    assert (outcome.code, outcome.failure("slack")) == (1, kind)


def test_retry_after_is_honoured(ops: Ops) -> None:
    with HookStandIn(fault="error-429", fault_times=1) as server:
        started = time.monotonic()
        outcome = ops("test-alerts", "--slack", f"{server.url}/services/T/B/X")
        took = time.monotonic() - started
    assert outcome.code == 0
    assert len(server.requests) == 2
    assert took >= 1


def test_retry_after_longer_than_the_limit_fails_at_once(ops: Ops) -> None:
    with HookStandIn(fault="error-429") as server:
        outcome = ops("test-alerts", "--slack", f"{server.url}/services/T/B/X", "--timeout", "0.9")
    assert (outcome.code, outcome.failure("slack")) == (1, "rate limit")
    assert len(server.requests) == 1


def test_one_failure_fails_the_run(ops: Ops) -> None:
    with HookStandIn(fault="error-500", fault_on="/services/") as server:
        outcome = ops(
            "test-alerts",
            *("--slack", f"{server.url}/services/T/B/X"),
            *("--webhook", f"{server.url}/open"),
        )
    assert outcome.code == 1
    assert outcome.statuses() == {"slack": "fail", "webhook": "pass"}


@pytest.mark.parametrize(
    "arguments",
    [("--email", "not an address"), ("--slack", "hooks.slack.com/x"), ("--webhook", "ftp://x/y")],
)
def test_malformed_targets(ops: Ops, arguments: tuple[str, str]) -> None:
    assert ops("test-alerts", *arguments).code == 2


def test_untrusted_https(ops: Ops, tmp_path: Path) -> None:
    server = HookStandIn()
    server.use_tls(Certificates(tmp_path).context())
    with server:
        outcome = ops("test-alerts", "--webhook", f"https://127.0.0.1:{server.port}/open")
    assert outcome.failure("webhook") == "network"
    assert "certificate is not valid" in outcome.out
