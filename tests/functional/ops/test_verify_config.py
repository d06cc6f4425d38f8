from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import yaml

from rustybt_ops.settings import yamlfile
from tests.functional.ops.conftest import Outcome

Ops = Callable[..., Outcome]
GOOD = """\
environment: validation
log_level: debug
broker: {name: binance, testnet: true, timeout: 5}
data:
  source: yfinance
  calendar: XNYS
alerts:
  email: operator@example.org
  smtp:
    host: mail.example.org
"""


def _config(home: Path, text: str, mode: int = 0o600) -> Path:
    path = home / "config.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    return path


def test_sound_configuration(ops: Ops, home: Path) -> None:
    _config(home, GOOD)
    outcome = ops("verify-config")
    assert outcome.code == 0
    assert outcome.result["environment"] == "validation"
    statuses = outcome.statuses()
    assert statuses["config-file"] == statuses["broker"] == statuses["alerts"] == "pass"


def test_every_fault_with_its_place(ops: Ops, home: Path) -> None:
    text = GOOD.replace("timeout: 5", "timeout: soon").replace("source:", "sorce:")
    path = _config(home, text + "  smpt: 1\n")
    outcome = ops("verify-config")
    assert (outcome.code, outcome.failure("config-file")) == (1, "configuration")
    assert outcome.checks["config-file"]["items"] == [
        f"{path}:3:49: broker.timeout: expected a number, not text",
        f"{path}:5:3: unknown setting 'data.sorce'; did you mean 'data.source'?",
        f"{path}:11:3: unknown setting 'alerts.smpt'; did you mean 'alerts.smtp'?",
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("broker: {name: x", "1:17"),
        ("broker:\n\tname: x\n", "2:1"),
        ("- a\n", "1:1"),
        ("log_level: INFO\nlog_level: DEBUG\n", "2:1"),
        ("log_dir: !!python/object:os.system x\n", "1:10"),
        ("\xff", "1:1"),
    ],
)
def test_text_that_is_no_configuration(ops: Ops, home: Path, text: str, place: str) -> None:
    path = _config(home, "")
    path.write_bytes(text.encode("latin-1"))
    outcome = ops("verify-config")
    assert outcome.code == 1
    assert outcome.checks["config-file"]["items"][0].startswith(f"{path}:{place}:")


def test_other_commands_refuse_a_faulty_file(ops: Ops, home: Path) -> None:
    path = _config(home, "borker: {}\n")
    outcome = ops("test-broker", "--broker", "paper")
    assert outcome.code == 2
    assert f"{path}:1:1: unknown setting 'borker'; did you mean 'broker'?" in outcome.err


def test_file_that_was_asked_for_must_exist(ops: Ops) -> None:
    assert ops("verify-config", "--config", "nowhere.yaml").code == 2
    assert ops("verify-config", "--env-file", "nowhere.env").code == 2


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"RUSTYBT_LOG_LEVL": "INFO"}, "did you mean RUSTYBT_LOG_LEVEL?"),
        ({"RUSTYBT_LOG_LEVEL": "LOUD"}, "expected one of DEBUG"),
        ({"RUSTYBT_BROKER_TIMEOUT": "soon"}, "expected a number"),
        ({"RUSTYBT_BROKER_TIMEOUT": "nan"}, "outside"),
        ({"RUSTYBT_SMTP_PORT": "70000"}, "outside"),
        ({"RUSTYBT_BROKER_TESTNET": "maybe"}, "expected true or false"),
        ({"RUSTYBT_BROKER": "paper", "CCXT_EXCHANGE": "binance"}, "contradict"),
        ({"RUSTYBT_ENV": ""}, "empty"),
    ],
)
def test_variables(ops: Ops, env: dict[str, str], words: str) -> None:
    outcome = ops("verify-config", env=env)
    assert (outcome.code, outcome.failure("variables")) == (1, "configuration")
    assert words in " ".join(outcome.checks["variables"]["items"])


def test_variable_of_another_program_is_a_warning(ops: Ops) -> None:
    outcome = ops("verify-config", env={"RUSTYBT_ENCRYPTION_KEY": "k" * 40})
    assert (outcome.code, outcome.statuses()["variables"]) == (0, "warn")


def test_override_is_told(ops: Ops, home: Path) -> None:
    _config(home, "log_level: DEBUG\n")
    outcome = ops("verify-config", env={"RUSTYBT_LOG_LEVEL": "ERROR"})
    assert outcome.result["details"]["overridden"] == ["log_level"]


def test_secrets_others_can_read(ops: Ops, home: Path) -> None:
    key = "3vqPz8Yk1LmTn5Rw7Xs9"
    text = f"alerts: {{webhook_url: 'https://example.org/x', webhook_secret: {key}}}\n"
    path = _config(home, text, 0o644)
    outcome = ops("verify-config")
    assert (outcome.code, outcome.failure("permissions")) == (1, "permission")
    assert f"chmod 600 {path}" in outcome.out
    path.chmod(0o600)
    assert ops("verify-config").statuses()["permissions"] == "pass"
    assert key not in outcome.out


@pytest.mark.parametrize(
    "value", ["your_api_key_here", "changeme", "xxxxxxxxxxxxxxxxxxxxxxxx", "short1A", "<your-key>"]
)
def test_weak_secrets(ops: Ops, value: str) -> None:
    env_file = Path(".env")
    env_file.write_text(f"CCXT_API_KEY='{value}'\n")
    env_file.chmod(0o600)
    outcome = ops("verify-config")
    assert (outcome.code, outcome.failure("secrets")) == (1, "configuration")
    assert value not in json.dumps(outcome.result["checks"])


def test_malformed_env_file_hides_its_content(ops: Ops) -> None:
    Path(".env").write_text("CCXT_API_KEY: abcdefgh12345678\n")
    outcome = ops("verify-config")
    assert outcome.failure("env-file") == "configuration"
    assert "abcdefgh12345678" not in outcome.out
    assert ".env:1" in outcome.out


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_folder_without_permission(ops: Ops, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    outcome = ops("verify-config", env={"RUSTYBT_LOG_DIR": str(closed / "logs")})
    assert outcome.failure("folders") == "storage"


def test_folder_that_is_a_file(ops: Ops, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    outcome = ops("verify-config", env={"RUSTYBT_LOG_DIR": str(tmp_path / "file" / "logs")})
    assert (outcome.code, outcome.failure("folders")) == (1, "storage")


@pytest.mark.parametrize(
    ("text", "check", "words"),
    [
        ("broker: {name: binnance}", "broker", "Did you mean binance"),
        ("broker: {name: kraken, testnet: true}", "broker", "no testnet"),
        ("{environment: validation, broker: {name: binance}}", "broker", "does not allow live"),
        ("data: {source: yahoo}", "source", "unknown source"),
        ("data: {calendar: XNYC}", "source", "Did you mean XNYS"),
        ("alerts: {email: a@example.org}", "alerts", "alerts.smtp.host is not"),
        ("alerts: {smtp: {username: a}}", "alerts", "its password is not"),
        (
            "alerts: {smtp: {host: m.example.org, username: a, password: b, security: none}}",
            "alerts",
            "unencrypted",
        ),
    ],
)
def test_names_and_targets(ops: Ops, home: Path, text: str, check: str, words: str) -> None:
    _config(home, text)
    outcome = ops("verify-config")
    assert (outcome.code, outcome.failure(check)) == (1, "configuration")
    found = outcome.checks[check]
    assert words in " ".join([found["detail"], *found.get("items", [])])


def test_doubtful_targets_are_a_warning(ops: Ops, home: Path) -> None:
    _config(
        home, "alerts: {slack_url: 'https://example.org/x', webhook_url: 'http://example.org/y'}"
    )
    outcome = ops("verify-config")
    assert outcome.code == 0
    assert len(outcome.checks["alerts"]["items"]) == 3


@pytest.mark.parametrize(
    ("text", "good"),
    [
        (GOOD, True),
        ("", True),
        ("broker:\n", True),
        ("broker: {timeout: 1}", True),
        ("broker: {timeout: 1000}", False),
        ("broker: {testnet: 'yes'}", False),
        ("broker: []", False),
        ("environment: prod", False),
        ("log_dir: ~/logs", True),
        ("log_dir: 5", False),
        ("alerts: {slack_url: 'no address'}", False),
        ("alerts: {smtp: {port: 25.5}}", False),
        ("unknown: 1", False),
    ],
)
def test_schema_agrees_with_the_program(ops: Ops, text: str, *, good: bool) -> None:
    schema = json.loads(ops("verify-config", "--schema").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid(yaml.safe_load(text) or {}) == good
    assert (not yamlfile.parse(text).faults) == good


def test_env_file_with_one_bad_line_is_checked_as_far_as_it_can_be_read(ops: Ops) -> None:
    Path(".env").write_text(
        'CCXT_SECRET="abc\nRUSTYBT_LOG_LEVL=INFO\nRUSTYBT_SMTP_PASSWORD=short\n'
    )
    outcome = ops("verify-config")
    assert outcome.checks["env-file"]["items"] == [".env:1: not a NAME=VALUE line"]
    for name, kind in (
        ("variables", "configuration"),
        ("permissions", "permission"),
        ("secrets", "configuration"),
    ):
        assert outcome.failure(name) == kind, name
    diagnosis = "alerts.smtp.password: shorter than 16 characters"
    assert f"- {diagnosis}\n" in outcome.out
    assert outcome.checks["secrets"]["items"] == [diagnosis]


@pytest.mark.parametrize(
    "text",
    ["nothing here\nRUSTYBT_LOG_LEVEL=INFO\n", "nothing here\nCCXT_SECRET=Zx9-Qw8_Er7+Ty6~\n"],
)
def test_what_is_sound_in_a_half_read_env_file_is_not_called_sound(ops: Ops, text: str) -> None:
    path = Path(".env")
    path.write_text(text)
    path.chmod(0o600)
    statuses = ops("verify-config", env={"CCXT_API_KEY": "Ab1-Cd2_Ef3+Gh4~"}).statuses()
    assert statuses.pop("env-file") == "fail"
    assert set(statuses.values()) == {"skipped"}


def test_text_that_is_no_yaml_leaves_nothing_certain_but_the_variables(
    ops: Ops, home: Path
) -> None:
    _config(home, "broker: {name: binance\nlog_dir: /nowhere\nalerts: [", mode=0o644)
    statuses = ops("verify-config").statuses()
    assert statuses.pop("config-file") == "fail"
    assert statuses.pop("variables") == "pass"
    assert set(statuses.values()) == {"skipped"}


def test_misspelt_setting_may_be_a_secret(ops: Ops, home: Path) -> None:
    _config(home, "broker: {name: paper}\nalerts: {webhook_secrt: a-long-and-good-secret-0}")
    statuses = ops("verify-config").statuses()
    assert statuses["permissions"] == statuses["secrets"] == "skipped"
    assert statuses["broker"] == "pass"


def test_home_that_is_a_file_leaves_nothing_in_the_temporary_folder(
    ops: Ops, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    outcome = ops("verify-config", env={"RUSTYBT_HOME": str(tmp_path / "file")})
    assert outcome.code == 1
    assert "FAIL  folders: storage" in outcome.out
    assert "Result document: none" in outcome.out
    assert list((tmp_path / "tmp").iterdir()) == []
    target = tmp_path / "result.json"
    assert ops("verify-config", "--output", str(target)).code == 1
    assert json.loads(target.read_text())["status"] == "fail"
