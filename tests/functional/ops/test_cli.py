from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import rustybt_ops
from rustybt_ops.bench.compare import NOT_COMPARABLE
from rustybt_ops.cli.main import COMMANDS, run
from rustybt_ops.errors import ExitCode
from tests.functional.ops.conftest import INTERRUPTIBLE, Outcome, wait_for
from tests.standins.binance import BinanceStandIn
from tests.standins.yahoo import YahooStandIn

Ops = Callable[..., Outcome]
Program = Callable[..., subprocess.CompletedProcess[str]]
ROOT = str(Path(rustybt_ops.__file__).parents[1])
HEAVY = (
    "ccxt",
    "pandas",
    "yfinance",
    "numpy",
    "pyarrow",
    "structlog",
    "yaml",
    "exchange_calendars",
)


@pytest.mark.parametrize("arguments", [["--help"], *([name, "--help"] for name in COMMANDS)])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys; from rustybt_ops.cli.main import run; code = run(sys.argv[1:]);"
        f"heavy = [each for each in {HEAVY} if each in sys.modules];"
        "sys.exit(f'{heavy} imported' if heavy else code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: rustybt-ops")


def _fastest(arguments: list[str], rounds: int = 7) -> float:
    times = []
    for _ in range(rounds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(times)


def test_start_up_is_at_most_ten_times_that_of_python() -> None:
    ratio = _fastest(["-m", "rustybt_ops", "--help"]) / _fastest(["-c", "pass"])
    assert ratio <= 10, f"{ratio:.1f} times the processor time of `python -c pass`"


def test_version(program: Program) -> None:
    done = program("--version")
    assert done.stdout == f"rustybt-ops {rustybt_ops.__version__}\n"


def test_read_me_explains_every_exit_code() -> None:
    text = Path(rustybt_ops.__file__).with_name("README.md").read_text()
    table = text.partition("## Exit codes")[2].partition("## ")[0]
    explained = {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)}
    assert explained == {*map(int, ExitCode), NOT_COMPARABLE}


def test_all_commands_are_listed(ops: Ops) -> None:
    out = ops("--help").out
    assert all(f"  {name} " in out for name in COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["test-brokers"], "Did you mean test-broker"),
        (["test-broker", "--brokr", "x"], "No such option"),
        (["test-broker", "--broker"], "requires an argument"),
        (["--log-level", "loud", "test-broker"], "is not one of"),
        (["test-broker", "--timeout", "0", "--broker", "paper"], "outside"),
        ([], "Usage:"),
    ],
)
def test_wrong_use_is_exit_code_2(ops: Ops, arguments: list[str], words: str) -> None:
    outcome = ops(*arguments)
    assert outcome.code == 2
    assert words in outcome.out + outcome.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script(ops: Ops, shell: str) -> None:
    assert "_RUSTYBT_OPS_COMPLETE" in ops("completion", shell).out


def test_completion_works() -> None:
    code = "from rustybt_ops.cli.main import main; main()"
    env = {
        **os.environ,
        "_RUSTYBT_OPS_COMPLETE": "bash_complete",
        "COMP_WORDS": "rustybt-ops test-",
        "COMP_CWORD": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False
    )
    assert "plain,test-broker" in done.stdout


def test_readable_text_can_be_appended_to_a_report(home: Path, tmp_path: Path) -> None:
    assert home
    report = tmp_path / "validation-report.md"
    with report.open("a") as stream:
        done = subprocess.run(
            [sys.executable, "-m", "rustybt_ops", "test-broker", "--broker", "paper"],
            stdout=stream,
            stderr=subprocess.STDOUT,
            check=False,
        )
    assert done.returncode == 0
    text = report.read_text()
    assert "\x1b" not in text
    assert "\r" not in text
    assert not text.lstrip().startswith("{")
    assert text.endswith(".json\n")


def test_progress_is_shown_on_a_terminal_only(home: Path) -> None:
    import pty  # noqa: PLC0415 - not on every system

    assert home
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "rustybt_ops", "test-broker", "--broker", "paper"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=follower, check=False)
    os.close(follower)
    shown = os.read(leader, 65_536).decode()
    os.close(leader)
    assert "market-order..." in shown
    assert b"market-order..." not in done.stdout


def test_results_folder_that_cannot_be_made(ops: Ops, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for option in ("--results-dir", "--output"):
        outcome = ops("test-broker", "--broker", "paper", option, str(tmp_path / "file" / "x"))
        assert outcome.code == 2
        assert "cannot write into" in outcome.err
        assert "PASS" not in outcome.out


def test_disk_full_is_no_success(ops: Ops, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rustybt_ops.files.os.fsync", full)
    outcome = ops("test-broker", "--broker", "paper")
    assert outcome.code == 2
    assert "No space left on device" in outcome.err
    assert list((home / "results").iterdir()) == []


def test_log_that_cannot_be_written_is_no_success(ops: Ops, home: Path) -> None:
    (home / "logs").mkdir(parents=True)
    (home / "logs/test-broker.log").symlink_to("/dev/full")
    outcome = ops("test-broker", "--broker", "paper")
    assert outcome.code == 1
    assert "No space left on device" in outcome.err
    assert outcome.result == {}


def test_fault_of_ours_is_no_success(ops: Ops, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("api_key=abcdefgh12345")

    monkeypatch.setattr("rustybt_ops.brokers.paper_probe.PaperProbe.market_order", broken)
    outcome = ops("test-broker", "--broker", "paper")
    assert outcome.code == 2
    assert "Internal error: RuntimeError: api_key=[secret]" in outcome.err
    log = (home / "logs/test-broker.log").read_text()
    assert "Traceback" in log
    assert "abcdefgh12345" not in log


def test_home_sign_is_expanded_everywhere(
    ops: Ops, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    Path(".env").write_text("RUSTYBT_LOG_DIR=~/a\n")
    Path("config.yaml").write_text("results_dir: ~/b\n")
    assert ops("test-broker", "--broker", "paper", "--config", "config.yaml").code == 0
    assert (tmp_path / "me/a/test-broker.log").exists()
    assert list((tmp_path / "me/b").glob("*.json"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupted_leaves_nothing_half_written(
    home: Path, tmp_path: Path, number: signal.Signals
) -> None:
    target = tmp_path / "results" / "result.json"
    with BinanceStandIn(fault="slow") as server:
        process = subprocess.Popen(
            [
                *(*INTERRUPTIBLE, sys.executable, "-m", "rustybt_ops", "test-broker"),
                *("--broker", "binance", "--base-url", server.url, "--output", str(target)),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        wait_for(lambda: server.requests, process)
        process.send_signal(number)
        out, err = process.communicate(timeout=25)  # the answer would take 30
    assert process.returncode == 130
    assert "Interrupted: no result document was written." in err
    assert "Traceback" not in out + err
    assert list(target.parent.iterdir()) == []
    assert (home / "logs/test-broker.log").exists()


def test_interrupted_bundle_leaves_the_old_one(home: Path) -> None:
    assert run(["write-bundle", "demo", "--source", "csv", "--start", "2025-01-01"]) == 0
    before = {path.name: path.read_bytes() for path in (home / "bundles/demo").iterdir()}
    with YahooStandIn(fault="slow", fault_on="chart") as server:
        process = subprocess.Popen(
            [
                *(*INTERRUPTIBLE, sys.executable, "-m", "rustybt_ops", "write-bundle"),
                *("demo", "--overwrite"),
                *("--source", "yfinance", "--base-url", server.url),
            ],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
        wait_for(lambda: any("chart" in path for path in server.paths()), process)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=25)
    assert process.returncode == 130
    assert [path.name for path in (home / "bundles").iterdir()] == ["demo"]
    after = {path.name: path.read_bytes() for path in (home / "bundles/demo").iterdir()}
    assert after == before


def test_closed_pipe_is_no_traceback(home: Path) -> None:
    assert home
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "rustybt_ops", "test-broker", "--broker", "paper"],
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")


def test_interrupt_while_the_program_is_loaded_is_quiet(home: Path) -> None:
    assert home
    code = (
        "import os, signal, sys\n"
        "class Interrupt:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'rustybt_ops.cli.main':\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupt())\n"
        "from rustybt_ops.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [*INTERRUPTIBLE, sys.executable, "-c", code, "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_loading_what_hears_an_interrupt_takes_next_to_nothing() -> None:
    code = (
        "import os, sys; before = set(sys.modules); import rustybt_ops.__main__;"
        "print(*sorted(set(sys.modules) - before))"
    )
    command = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        f"import sys; sys.path.insert(0, {ROOT!r}); {code}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["__future__", "rustybt_ops", "rustybt_ops.__main__"]


@pytest.mark.parametrize("moment", ["on_exit", "on_load"])
def test_interrupt_before_and_after_the_work_is_quiet(home: Path, moment: str) -> None:
    assert home
    interrupt = "signal.raise_signal(signal.SIGINT)"
    code = (
        "import atexit, signal, sys\n"
        f"def on_exit(): {interrupt}\n"
        f"def on_load(): {interrupt}\n"
        "from rustybt_ops.__main__ import main\n"
        "from rustybt_ops.cli import main as program\n"
        "own = program.run\n"
        "def run(argv):\n"
        "    if sys.argv[1] == 'on_load': on_load()\n"
        "    return own(['--version'])\n"
        "program.run = run\n"
        "if sys.argv[1] == 'on_exit': atexit.register(on_exit)\n"
        "main()\n"
    )
    done = subprocess.run(
        [*INTERRUPTIBLE, sys.executable, "-c", code, moment],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (130, "")


WITHOUT_OWNERSHIP = (
    "setpriv",
    "--bounding-set=-dac_override,-dac_read_search",
    "--inh-caps=-dac_override,-dac_read_search",
)


def _redirected(redirection: str, *argv: str) -> subprocess.CompletedProcess[str]:
    command = ["sh", "-c", f'"$@" {redirection}', "sh", sys.executable, "-m", "rustybt_ops", *argv]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("redirection", "argv", "code"),
    [
        ("2>&-", ("test-broker", "--broker", "paper"), 0),
        ("<&- >&- 2>&-", ("test-broker", "--broker", "paper"), 0),
        ("<&- >&- 2>&-", ("test-broker",), 2),
        ("2>/dev/full", ("nope",), 2),
        ("2>/dev/full", ("test-broker",), 2),
        (">/dev/full", ("--help",), 2),
        (">/dev/full", ("completion", "bash"), 2),
    ],
)
def test_the_exit_code_is_right_when_nobody_can_read(
    home: Path, redirection: str, argv: tuple[str, ...], code: int
) -> None:
    assert home
    done = _redirected(redirection, *argv)
    assert done.returncode == code
    assert "Internal error" not in done.stderr
    assert "Traceback" not in done.stderr


def test_no_file_takes_the_place_of_a_closed_stream(home: Path) -> None:
    done = _redirected("<&- >&- 2>&-", "paper-trade", "--strategy", "nowhere.py")
    assert done.returncode == 2
    log = (home / "logs/paper-program.log").read_text()
    assert [json.loads(line)["event"] for line in log.splitlines()] == ["started", "stopped"]


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("status", "--log-dir", "closed/x"), "closed/x/paper-trade.sqlite: Permission denied"),
        (("analyze-uptime", "--log-dir", "closed/x"), "closed/x: Permission denied"),
        (("benchmark", "--baseline", "closed/x"), "closed/x cannot be read: Permission denied"),
        (("test-data", "--source", "csv", "--path", "closed/x"), "cannot read closed/x: Perm"),
        (("--env-file", "closed/x", "status"), "cannot read closed/x: Permission denied"),
    ],
)
def test_a_folder_that_is_closed_to_us(home: Path, argv: tuple[str, ...], words: str) -> None:
    assert home
    Path("closed").mkdir(mode=0)
    done = subprocess.run(
        [*WITHOUT_OWNERSHIP, sys.executable, "-m", "rustybt_ops", *argv]
        if os.geteuid() == 0
        else [sys.executable, "-m", "rustybt_ops", *argv],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("Error: ")
    assert words in done.stderr


def test_a_name_that_is_no_text(ops: Ops, home: Path) -> None:
    name = os.fsdecode(b"\xff.csv")
    Path(name).write_text("date,open,high,low,close,volume\n2024-01-02,1,1,1,1,1\n")
    outcome = ops("test-data", "--source", "csv", "--path", name)
    assert outcome.checks["fetch"]["status"] == "pass"
    assert outcome.result["endpoints"][0]["url"] == name
    assert r"\udcff.csv" in (home / "logs/test-data.log").read_text()
    refused = ops("test-data", "--source", os.fsdecode(b"\xff"))
    assert refused.code == 2
    assert "data.source: it is not UTF-8 text" in refused.err


def test_a_log_that_is_a_pipe_is_not_waited_for(ops: Ops, home: Path) -> None:
    (home / "logs").mkdir(parents=True)
    for name in ("test-broker.log", "paper-trade.log"):
        os.mkfifo(home / "logs" / name)
    outcome = ops("test-broker", "--broker", "paper")
    assert outcome.code == 2
    assert "test-broker.log is a pipe, not a file" in outcome.err
    Path("x.py").touch()
    session = ops("paper-trade", "--strategy", "x.py", "--source", "csv")
    assert session.code == 2
    assert "paper-trade.log is a pipe, not a file" in session.err


def test_a_full_disk_behind_the_output_is_no_fault_of_the_program(home: Path) -> None:
    assert home
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "rustybt_ops", "test-broker", "--broker", "paper"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "Error: the output cannot be written: No space left on device" in done.stderr
    assert "Internal error" not in done.stderr


def test_a_variable_that_nobody_reads_is_told(ops: Ops) -> None:
    argv = ("test-broker", "--broker", "paper")
    outcome = ops(*argv, env={"RUSTYBT_SMTP_USER": "someone", "RUSTYBT_OF_ANOTHER_PROGRAM": "x"})
    assert outcome.code == 0
    assert "Warning: RUSTYBT_SMTP_USER is not read; did you mean RUSTYBT_SMTP_USERNAME?" in (
        outcome.err
    )
    assert "ANOTHER" not in outcome.err


def test_stand_ins_name_the_exchanges_that_there_are(home: Path) -> None:
    assert home
    done = subprocess.run(
        [sys.executable, "-m", "tests.standins", "true"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(rustybt_ops.__file__).parents[1],
        env={**os.environ, "STAND_IN_EXCHANGE": "nope"},
    )
    assert done.returncode == 2
    assert done.stderr == "STAND_IN_EXCHANGE: nope is none of binance, kraken, bybit\n"


def test_stand_ins_say_that_a_program_is_not_there(home: Path) -> None:
    assert home
    root = Path(rustybt_ops.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-m", "tests.standins", "no-such-program"],
        capture_output=True,
        text=True,
        check=False,
        cwd=root,
    )
    assert (done.returncode, done.stdout) == (127, "")
    assert done.stderr == "no-such-program cannot be run: No such file or directory\n"


def test_log_is_rotated_by_size(ops: Ops, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rustybt_ops.logs._LARGEST", 2000)
    for _ in range(4):
        ops("test-broker", "--broker", "paper")
    names = sorted(path.name for path in (home / "logs").iterdir())
    assert names[:2] == ["test-broker.log", "test-broker.log.1"]
    for path in (home / "logs").iterdir():
        assert all(json.loads(line) for line in path.read_text().splitlines())


def test_missing_extra_says_what_to_install(ops: Ops, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ccxt", None)
    outcome = ops("test-broker", "--broker", "binance")
    assert outcome.code == 2
    assert "pip install 'rustybt-ops[ccxt]'" in outcome.err
