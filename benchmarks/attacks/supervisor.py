"""The supervisor itself, the shell that the next block will have, and their channels."""
# ruff: noqa: E501  # the attacks' own lines

from __future__ import annotations

from benchmarks.attacks.attack import Attack, python

ATTACKS = (
    Attack(
        "read the supervisor's memory",
        "signals",
        python(
            "assert supervisors()\n"
            "for pid in supervisors():\n"
            "    for name, how in (('mem', 'rb'), ('mem', 'r+b'), ('environ', 'rb'), ('maps', 'rb')):\n"
            "        attempt(lambda: open(f'/proc/{pid}/{name}', how).read(1) != b'')"
        ),
    ),
    Attack(
        "take the supervisor's descriptors",
        "signals",
        python(
            "for pid in supervisors():\n"
            "    for fd in range(0, 64):\n"
            "        attempt(lambda: os.open(f'/proc/{pid}/fd/{fd}', os.O_RDWR))\n"
            "        attempt(lambda: os.readlink(f'/proc/{pid}/fd/{fd}'))\n"
            "    handle = call(434, pid, 0)\n"
            "    tried(any(call(438, handle, fd, 0) >= 0 for fd in range(64)))"
        ),
    ),
    Attack(
        "trace the supervisor",
        "signals",
        python(
            "b = ctypes.create_string_buffer(64)\n"
            "v = struct.pack('QQ', ctypes.addressof(b), 64)\n"
            "for pid in supervisors():\n"
            "    tried(call(101, 16, pid, 0, 0) == 0 or call(101, 0x4206, pid, 0, 0) == 0)\n"
            "    tried(call(311, pid, v, 1, v, 1, 0) > 0)"
        ),
    ),
    Attack(
        "signal the supervisor",
        "signals",
        python(
            "for number in (1, 2, 3, 10, 12, 15, 19, 20, 14, 9):\n"
            "    for pid in supervisors():\n"
            "        try: os.kill(pid, number)\n"
            "        except OSError: pass"
        ),
    ),
    Attack(
        "limit the supervisor",
        "signals",
        python("tried(any(call(302, pid, 7, struct.pack('QQ', 3, 3), None) == 0 for pid in supervisors()))"),
    ),
    Attack(
        "write into the next block's shell",
        "leftovers",
        "export SHELL_PID=$$\n"
        + python(
            "for pid in (os.getppid(), int(os.environ['SHELL_PID'])):\n"
            "    attempt(lambda: open(f'/proc/{pid}/mem', 'r+b'))"
        ),
    ),
    Attack(
        "hand the next block's shell a block",
        "leftovers",
        r"printf 'echo ESCAPED\0' > /proc/$$/fd/60; printf '0\n0\n' > /proc/$$/fd/61",
        follow="echo",
    ),
    Attack(
        "flood the channel of the exit status",
        "memory",
        "head -c 600000000 /dev/zero > /proc/$$/fd/61",
    ),
    Attack(
        "find channels among the descriptors",
        "ipc",
        python(
            "import stat\n"
            "for fd in range(3, 1000):\n"
            "    try: mode = os.fstat(fd).st_mode\n"
            "    except OSError: continue\n"
            "    print('ESCAPED', fd, oct(mode))"
        ),
    ),
)  # fmt: skip
