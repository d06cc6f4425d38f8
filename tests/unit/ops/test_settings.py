from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from rustybt_ops.errors import ConfigurationError, SettingsError
from rustybt_ops.settings import dotenv
from rustybt_ops.settings.fields import entries, variables
from rustybt_ops.settings.load import load
from rustybt_ops.settings.model import Environment, LogLevel


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _home(tmp_path: Path, yaml: str = "") -> dict[str, str]:
    if yaml:
        (tmp_path / "config.yaml").write_text(yaml)
    return {"RUSTYBT_HOME": str(tmp_path)}


def test_precedence(tmp_path: Path) -> None:
    environ = _home(tmp_path)
    assert load({}, environ).settings.broker.timeout == 10
    _home(tmp_path, "broker: {timeout: 1}\n")
    assert load({}, environ).settings.broker.timeout == 1
    Path(".env").write_text("RUSTYBT_BROKER_TIMEOUT=2\n")
    assert load({}, environ).settings.broker.timeout == 2
    environ["RUSTYBT_BROKER_TIMEOUT"] = "3"
    assert load({}, environ).settings.broker.timeout == 3
    loaded = load({"broker.timeout": 4.0}, environ)
    assert loaded.settings.broker.timeout == 4
    assert loaded.origins["broker.timeout"] == "option"


def test_defaults_lie_in_the_home_folder(tmp_path: Path) -> None:
    settings = load({}, _home(tmp_path)).settings
    assert settings.log_dir == tmp_path / "logs"
    assert settings.data.bundle_dir == tmp_path / "bundles"
    assert settings.environment is Environment.DEVELOPMENT
    default = load({}, {}).settings
    assert default.results_dir == Path("~/.rustybt/results").expanduser()


def test_choices_ignore_case(tmp_path: Path) -> None:
    environ = {**_home(tmp_path), "RUSTYBT_ENV": "Validation", "RUSTYBT_LOG_LEVEL": "debug"}
    settings = load({}, environ).settings
    assert (settings.environment, settings.log_level) == (Environment.VALIDATION, LogLevel.DEBUG)


def test_empty_variable_sets_nothing(tmp_path: Path) -> None:
    environ = {**_home(tmp_path), "RUSTYBT_LOG_DIR": ""}
    assert load({}, environ).settings.log_dir == tmp_path / "logs"


def test_two_variables_of_one_setting(tmp_path: Path) -> None:
    both = {**_home(tmp_path), "RUSTYBT_BROKER": "paper", "CCXT_EXCHANGE": "paper"}
    assert load({}, both).settings.broker.name == "paper"
    with pytest.raises(SettingsError, match="contradict"):
        load({}, {**both, "CCXT_EXCHANGE": "kraken"})


def test_wrong_secret_is_not_repeated(tmp_path: Path) -> None:
    environ = {**_home(tmp_path), "RUSTYBT_SLACK_URL": "no-address-but-a-secret"}
    with pytest.raises(SettingsError) as caught:
        load({}, environ)
    assert "no-address-but-a-secret" not in caught.value.message


def test_every_setting_is_documented_and_reachable() -> None:
    for entry in entries().values():
        assert entry.spec.meaning.endswith(".")
        assert entry.spec.variables[0].startswith("RUSTYBT_")
    assert len(variables()) == sum(len(entry.spec.variables) for entry in entries().values())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A=b", {"A": "b"}),
        ("  export A = b  ", {"A": "b"}),
        ("A='b # c'", {"A": "b # c"}),
        ('A="b\\n\\"c\\" \\$d"', {"A": 'b\n"c" $d'}),
        ("A=b # comment", {"A": "b"}),
        ("A=b#c", {"A": "b#c"}),
        ("A=", {"A": ""}),
        ("A= # comment", {"A": ""}),
        ("# comment\n\nA=1\nB=2", {"A": "1", "B": "2"}),
        ("\ufeffA=1", {"A": "1"}),
        ("A=b c", {"A": "b c"}),
        ("A=~/logs", {"A": "~/logs"}),
        ("A=x=y==", {"A": "x=y=="}),
    ],
)
def test_dotenv(text: str, wanted: dict[str, str]) -> None:
    assert dotenv.parse(text, ".env") == wanted


@pytest.mark.parametrize("text", ["A", "A: b", "1A=b", "A='b", 'A="b', "A='b'c"])
def test_malformed_dotenv(text: str) -> None:
    with pytest.raises(SettingsError, match=r"\.env:2: not a NAME=VALUE line"):
        dotenv.parse("X=1\n" + text, ".env")


def _folder(path: Path) -> None:
    path.mkdir()


def _loop(path: Path) -> None:
    path.symlink_to(path)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_folder, "Is a directory"),
        (os.mkfifo, "it is a pipe or a device, not a file"),
        (lambda path: path.symlink_to("nowhere"), "No such file or directory"),
        (lambda path: path.symlink_to("/dev/zero"), "it is a pipe or a device, not a file"),
        (_loop, "Too many levels of symbolic links"),
        (lambda path: path.write_bytes(b"A=\xff"), "it is not UTF-8 text"),
        (lambda path: path.write_bytes(b"#" * 1_000_001), "it is larger than 1 MB"),
    ],
)
def test_env_file_that_is_there_and_cannot_be_read(
    make: Callable[[Path], object], words: str
) -> None:
    make(Path(".env"))
    with pytest.raises(SettingsError, match=re.escape(f"cannot read .env: {words}")):
        load({}, {})


@pytest.mark.parametrize(
    ("make", "words"), [(_folder, "Is a directory"), (os.mkfifo, "it is a pipe or a device")]
)
def test_settings_file_that_is_there_and_cannot_be_read(
    make: Callable[[Path], object], words: str, tmp_path: Path
) -> None:
    make(tmp_path / "config.yaml")
    with pytest.raises(SettingsError, match=words):
        load({}, {"RUSTYBT_HOME": str(tmp_path)})


def test_a_file_that_is_asked_for_is_one(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for name, words in {
        "/dev/null": "is a pipe or a device, not a file",
        str(tmp_path / "file/x"): "there is no file",
        "~no-such-user-here/x": "this machine knows no user ~no-such-user-here",
    }.items():
        with pytest.raises(ConfigurationError, match=words):
            load({}, {}, env_file=Path(name))


@pytest.mark.parametrize(
    ("yaml", "words"),
    [
        ('log_dir: "a\\0b"\n', "1:10: log_dir: it holds a NUL character"),
        ('log_dir: ""\n', "1:10: log_dir: expected a path, not empty text"),
        ("? {a: b}\n: c\n", "1:3: expected the name of a setting"),
    ],
)
def test_odd_settings(yaml: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=words):
        load({}, _home(tmp_path, yaml))
