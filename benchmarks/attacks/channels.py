"""The network, and other ways to speak to the host."""
# the attacks' own lines

from __future__ import annotations

from benchmarks.attacks.attack import Attack, python
from doccheck.sandbox.interface import Network

ATTACKS = (
    # Network and other channels
    Attack("connect to the host by TCP", "network", "exec 3<>/dev/tcp/127.0.0.1/{port}"),
    Attack(
        "connect to the host by TCP with a loopback network",
        "network",
        "exec 3<>/dev/tcp/127.0.0.1/{port}",
        network=Network.LOOPBACK,
    ),
    Attack("send to the host by UDP", "network", "echo x > /dev/udp/127.0.0.1/{port}"),
    Attack(
        "reach an address outside",
        "network",
        python(
            "for a in (('198.51.100.1', 80), ('1.1.1.1', 53)):\n"
            "    try:\n"
            "        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect(a)\n"
            "        print('ESCAPED')\n"
            "    except OSError: print('refused')"
        ),
    ),
    Attack(
        "make a raw or virtual-machine socket",
        "network",
        python(
            "for f, k in ((17, 3), (40, 1), (16, 3), (38, 5)):\n"
            "    try: socket.socket(f, k); print('ESCAPED')\n"
            "    except OSError: print('refused')"
        ),
    ),
    Attack(
        "connect to a local socket of the host",
        "ipc",
        python(
            "for p in ('{home}/socket', '{project}/socket', '\\0{mark}'):\n"
            "    try:\n"
            "        s = socket.socket(socket.AF_UNIX); s.connect(p); print('ESCAPED')\n"
            "    except OSError: print('refused')"
        ),
    ),
    Attack(
        "open the host's shared memory",
        "ipc",
        python(
            "tried(os.path.exists('/dev/shm/{mark}') and open('/dev/shm/{mark}').read())\n"
            "tried(call(29, {key}, 4096, 0) >= 0)"
        ),
    ),
    Attack(
        "make a message queue", "ipc", python("tried(call(240, b'x', 0o102, 0o600, None) >= 0)")
    ),
    Attack(
        "push keys into a terminal",
        "ipc",
        python(
            "import fcntl\n"
            "for p in ('/dev/tty', '/dev/pts/0', '/dev/tty0', '/dev/console'):\n"
            "    try: fcntl.ioctl(os.open(p, os.O_RDWR), 0x5412, b'x'); print('ESCAPED')\n"
            "    except OSError: print('refused')\n"
            "try: fcntl.ioctl(0, 0x5412, b'x'); print('ESCAPED')\n"
            "except OSError as e: tried(e.errno != 1)"
        ),
    ),
    Attack(
        "leave a key in the keyring",
        "ipc",
        python("tried(call(248, b'user', b'{mark}', b'x', 1, -4) >= 0)"),
    ),
)
