"""More of the kernel's doors: signals by other means, its settings, its memory, its buffers."""
# ruff: noqa: E501  # the attacks' own lines

from __future__ import annotations

from benchmarks.attacks.attack import Attack, python

ATTACKS = (
    Attack(
        "signal a process by other calls",
        "signals",
        python(
            "info = struct.pack('iii', 15, 0, -1) + bytes(116)\n"
            "handle = call(434, {victim}, 0)\n"
            "tried(call(234, {victim}, {victim}, 15) == 0)\n"
            "tried(call(200, {victim}, 15) == 0)\n"
            "tried(call(129, {victim}, 15, info) == 0)\n"
            "tried(handle >= 0 and call(424, handle, 15, None, 0) == 0)"
        ),
    ),
    Attack(
        "signal a process by a descriptor",
        "signals",
        python(
            "import fcntl\n"
            "r, w = os.pipe()\n"
            "fcntl.fcntl(r, 10, 15)\n"  # F_SETSIG
            "try: fcntl.fcntl(r, fcntl.F_SETOWN, {victim})\n"
            "except OSError: print('refused')\n"
            "fcntl.fcntl(r, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)\n"
            "os.write(w, b'x'); time.sleep(0.1)"
        ),
    ),
    Attack(
        "choose who the kernel ends for want of memory",
        "signals",
        "echo 1000 > /proc/{victim}/oom_score_adj; echo -1000 > /proc/self/oom_score_adj && echo ESCAPED",
    ),
    Attack(
        "write the kernel's settings",
        "exec",
        "for f in sys/kernel/core_pattern sys/kernel/hostname sys/vm/drop_caches sysrq-trigger "
        "sys/kernel/modprobe self/setgroups self/uid_map; do (echo x > /proc/$f) && echo ESCAPED; done",
    ),
    Attack(
        "read the kernel's memory",
        "fs_read",
        "for f in /proc/kcore /dev/mem /dev/kmsg /dev/port; do head -c 1 $f && echo ESCAPED; done; "
        "timeout 0.2 head -c 1 /proc/kmsg && echo ESCAPED; dmesg && echo ESCAPED",
    ),
    Attack(
        "list the host's connections",
        "fs_read",
        'grep -qi ":$(printf %04X {port}) " /proc/net/tcp && echo ESCAPED',
        escapes=("landlock",),
    ),
    Attack(
        "call the kernel by its x32 numbers",
        "exec",
        python("for n in (101, 272, 165, 41):\n    call(0x40000000 | n, 0, 0, 0); tried(ctypes.get_errno() != 38)"),
    ),
    Attack(
        "raise its own limits",
        "procs",
        python(
            "import resource\n"
            "for kind in ('NPROC', 'NOFILE', 'FSIZE', 'CPU', 'DATA', 'AS', 'CORE', 'MEMLOCK'):\n"
            "    number = getattr(resource, 'RLIMIT_' + kind)\n"
            "    hard = resource.getrlimit(number)[1]\n"
            "    try: resource.setrlimit(number, (hard + 1, hard + 1)); print('ESCAPED', kind)\n"
            "    except (OSError, ValueError): print('refused')"
        ),
    ),
    Attack(
        "offer a local socket to the host",
        "ipc",
        python("s = lambda: socket.socket(socket.AF_UNIX).bind('\\0{mark}-offered')\nattempt(s)"),
    ),
    Attack(
        "memory in the kernel's buffers",
        "memory",
        python(
            "for _ in range(50):\n"
            "    if os.fork() == 0:\n"
            "        held = []\n"
            "        for _ in range(25):\n"
            "            pair = socket.socketpair(); held.append(pair)\n"
            "            for end in pair:\n"
            "                end.setblocking(False)\n"
            "                try:\n"
            "                    while True: end.send(bytes(60000))\n"
            "                except OSError: pass\n"
            "        time.sleep(1.2); print('ESCAPED', flush=True); os._exit(0)\n"
            "time.sleep(1.4)"
        ),
    ),
    Attack(
        "a sparse file of a terabyte",
        "disk",
        python("open('f', 'w'); attempt(lambda: os.truncate('f', 1 << 40))\nfd = os.open('f', 2)\nattempt(lambda: os.posix_fallocate(fd, 0, 1 << 40))"),
    ),
    Attack(
        "a file that cannot be removed",
        "disk",
        python(
            "import fcntl\n"
            "fd = os.open('f', os.O_CREAT | os.O_RDWR)\n"
            "for flag in (0x10, 0x20): attempt(lambda: fcntl.ioctl(fd, 0x40086602, struct.pack('l', flag)))"
        ),
        follow='[ -z "$(ls -A)" ] || echo ESCAPED',
    ),
    Attack(
        "names that are hard to remove",
        "disk",
        python(
            "names = [b'new\\nline', b'\\xff\\xfe', b'-rf', b'a' * 255, b' ', b'*', b'\\x1b[2J']\n"
            "for n in names: os.makedirs(n); os.mkfifo(n + b'/p' if len(n) < 255 else n + b'/p')\n"
            "os.symlink('/', 'root'); os.symlink('loop', 'loop'); os.mkfifo('pipe')\n"
            "open('setuid', 'w'); os.chmod('setuid', 0o1000)\n"
            "for n in names: os.chmod(n, 0)"
        ),
        follow='[ -z "$(ls -A)" ] || echo ESCAPED',
    ),
)  # fmt: skip
