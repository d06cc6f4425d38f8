"""Taking more than is granted."""
# ruff: noqa: E501  # the attacks' own lines

from __future__ import annotations

from benchmarks.attacks.attack import Attack, python

ATTACKS = (
    # Exhaustion
    Attack("fork bomb", "procs", "b() {{ b | b & }}; b; sleep 5"),
    Attack(
        "many processes",
        "procs",
        python(
            "n = 0\n"
            "try:\n"
            "    while n < 300:\n"
            "        if os.fork() == 0: time.sleep(60); os._exit(0)\n"
            "        n += 1\n"
            "except OSError: pass\n"
            "tried(n > 200)"
        ),
    ),
    Attack("memory in one process", "memory", python("b = b'x' * (1 << 30)\nprint('ESCAPED')")),
    Attack(
        "memory in many processes",
        "memory",
        python(
            "for _ in range(6):\n"
            "    if os.fork() == 0:\n"
            "        b = b'x' * (90 << 20); time.sleep(1.2); print('ESCAPED', flush=True); os._exit(0)\n"
            "time.sleep(1.4)"
        ),
    ),
    Attack(
        "shared memory",
        "memory",
        python(
            "import mmap\n"
            "m = mmap.mmap(-1, 400 << 20)\n"
            "for i in range(0, 400 << 20, 4096): m[i] = 1\n"
            "time.sleep(0.8)\nprint('ESCAPED')"
        ),
    ),
    Attack("memory in files", "memory", python("tried(call(319, b'x', 0) >= 0)")),
    Attack(
        "disk in one file",
        "disk",
        "head -c 200000000 /dev/zero > big; (($(stat -c %s big) > 50000000)) && echo ESCAPED",
    ),
    Attack(
        "disk in many files",
        "disk",
        "for i in {{1..60}}; do head -c 4000000 /dev/zero > f$i || exit; done; sleep 1; "
        "echo ESCAPED",
    ),
    Attack(
        "fill /dev/shm",
        "disk",
        "for i in {{1..40}}; do head -c 8000000 /dev/zero > /dev/shm/f$i || exit; done; "
        "echo ESCAPED",
    ),
    Attack(
        "many descriptors",
        "procs",
        python(
            "n = 0\n"
            "try:\n"
            "    while n < 4000: os.dup(1); n += 1\n"
            "except OSError: pass\n"
            "tried(n > 1000)"
        ),
    ),
    Attack("endless output", "procs", "yes"),
    Attack("endless loop", "procs", "while :; do :; done"),
    Attack("SIGTERM ignored", "procs", "trap '' TERM INT HUP; while :; do sleep 1; done"),
    Attack(
        "a tree too deep to remove",
        "disk",
        python("for i in range(300):\n    os.mkdir('d' * 100); os.chdir('d' * 100)"),
        follow="ls -A",
    ),
    Attack("a folder that cannot be entered", "disk", "mkdir -p a/b; chmod 000 a", follow="ls -A"),
    Attack(
        "a core dump",
        "disk",
        "ulimit -c unlimited; bash -c 'kill -SEGV $$'; ls core* && echo ESCAPED",
    ),
)
