from __future__ import annotations

import signal
import subprocess
import sys

CHILD = """
import signal, sys, time
def end(number, frame):
    sys.exit(17)
signal.signal(signal.SIGTERM, end)
print("ready", flush=True)
time.sleep(60)
"""


def test_a_signal_reaches_the_command() -> None:
    argv = [sys.executable, "-m", "tests.standins", sys.executable, "-c", CHILD]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 17
