"""Other processes, and the kernel's doors."""
# ruff: noqa: E501  # the attacks' own lines

from __future__ import annotations

from benchmarks.attacks.attack import Attack, python

ATTACKS = (
    # Other processes
    Attack("trace a process", "signals", python("tried(call(101, 16, {victim}, 0, 0) == 0)")),
    Attack("kill a process", "signals", "kill -9 {victim} {doccheck}"),
    Attack("kill every process", "signals", "kill -9 -1"),
    Attack("stop a process", "signals", "kill -STOP {victim} {doccheck}"),
    Attack("kill the process group", "signals", "kill -9 0"),
    Attack("kill the parent", "signals", "kill -9 $PPID; kill -9 $$"),
    Attack("renice a process", "signals", python("tried(call(141, 0, {victim}, 5) == 0)")),
    Attack(
        "lower a process's limits",
        "signals",
        python("tried(call(302, {victim}, 7, struct.pack('QQ', 3, 3), None) == 0)"),
    ),
    Attack(
        "pin a process to a processor",
        "signals",
        python("tried(call(203, {victim}, 8, struct.pack('Q', 1)) == 0)"),
    ),
    # The kernel's doors
    Attack(
        "mount",
        "exec",
        python(
            "tried(libc.mount(b'none', b'/tmp', b'tmpfs', 0, None) == 0)\n"
            "tried(call(430, b'tmpfs', 0) >= 0)"
        ),
    ),
    Attack(
        "make a namespace",
        "exec",
        python(
            "tried(libc.unshare(0x10000000) == 0)\n"
            "tried(libc.unshare(0x20000) == 0)\n"
            "pid = call(56, 0x10000011, 0, 0, 0, 0)\n"
            "os._exit(0) if pid == 0 else tried(pid > 0)\n"
            "tried(call(435, ctypes.create_string_buffer(88), 88) >= 0)"
        ),
    ),
    Attack("enter a namespace", "exec", "nsenter -t {victim} -m true && echo ESCAPED"),
    Attack(
        "make a device",
        "exec",
        python(
            "for mode in (0o20600, 0o60600):\n"
            "    try: os.mknod('device', mode, os.makedev(1, 1)); print('ESCAPED')\n"
            "    except OSError: print('refused')"
        ),
    ),
    Attack(
        "kernel interfaces",
        "exec",
        python(
            "for n, a in ((425, (8, ctypes.create_string_buffer(120))), (323, (0,)), (321, (0, 0, 0)),\n"
            "             (298, (ctypes.create_string_buffer(128), 0, -1, -1, 0)), (250, (0, -4, 1)),\n"
            "             (300, (0, 0)), (313, (0, b'', 0)), (135, (0x40000,)), (155, (b'.', b'.')),\n"
            "             (161, (b'.',)), (169, (0, 0, 0)), (227, (0, b'0' * 16)), (170, (b'x', 1))):\n"
            "    r = call(n, *a)\n"
            "    if r >= 0: print('ESCAPED', n)"
        ),
    ),
    Attack(
        "call the kernel in 32-bit mode",
        "exec",
        python(
            "import mmap\n"
            "m = mmap.mmap(-1, 4096, prot=7)\n"
            "m.write(bytes.fromhex('b814000000cd80c3'))\n"
            "f = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(m)))\n"
            "tried(f() > 0)"
        ),
    ),
    Attack(
        "become root by a set-user-id program",
        "exec",
        "su -c true </dev/null && echo ESCAPED; sudo -n true && echo ESCAPED; "
        "grep -q 'NoNewPrivs:.0' /proc/self/status && echo ESCAPED",
    ),
)
