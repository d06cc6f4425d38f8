"""The filter, run by an interpreter of the Berkeley packet filter, says what the rules say."""

from __future__ import annotations

import errno
import re
import struct
from pathlib import Path

import pytest

from doccheck.kernel import seccomp, syscalls

ALLOW, KILL, NOTIFY = 0x7FFF0000, 0x80000000, 0x7FC00000
ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
READ = {"x86_64": 0, "aarch64": 63}


def refused(code: int) -> int:
    return 0x00050000 | code


def execute(program: bytes, arch: int, number: int, arguments: tuple[int, ...] = ()) -> int:
    values = (*arguments, 0, 0, 0, 0, 0, 0)[:6]
    data = struct.pack("=IIQ6Q", number, arch, 0, *(value & (2**64 - 1) for value in values))
    code: list[tuple[int, int, int, int]] = [
        struct.unpack_from("=HBBI", program, at) for at in range(0, len(program), 8)
    ]
    held: int = 0
    at = 0
    while True:
        operation, then, otherwise, value = code[at]
        at += 1
        if operation == 0x20:
            (held,) = struct.unpack_from("=I", data, value)
        elif operation == 0x54:
            held &= value
        elif operation == 0x06:
            return value
        else:
            true = {0x15: held == value, 0x25: held > value, 0x45: bool(held & value)}[operation]
            at += then if true else otherwise


@pytest.fixture(params=syscalls.MACHINES)
def machine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def decide(
    machine: str, name: str, *arguments: int, families: tuple[int, ...] = (), paths: str = "free"
) -> int:
    program = seccomp.assemble(seccomp.rules(families=families, paths=paths), machine)
    number = syscalls.number(name, machine)
    assert number is not None
    return execute(program, ARCH[machine], number, arguments)


@pytest.mark.parametrize("name", ["mount", "ptrace", "io_uring_setup", "bpf", "setns", "keyctl"])
def test_dangerous_calls_are_refused(machine: str, name: str) -> None:
    assert decide(machine, name) == refused(errno.EPERM)


def test_an_ordinary_call_is_allowed(machine: str) -> None:
    program = seccomp.assemble(seccomp.rules(families=(), paths="notify"), machine)
    assert execute(program, ARCH[machine], READ[machine]) == ALLOW


def test_a_call_newer_than_the_filter_does_not_exist(machine: str) -> None:
    program = seccomp.assemble(seccomp.rules(families=(), paths="free"), machine)
    assert execute(program, ARCH[machine], syscalls.NEWEST + 1) == refused(errno.ENOSYS)
    assert execute(program, ARCH[machine], 0x40000000 | 41) == refused(errno.ENOSYS)


def test_another_architecture_is_killed(machine: str) -> None:
    program = seccomp.assemble(seccomp.rules(families=(), paths="free"), machine)
    assert execute(program, 0x40000003, READ[machine]) == KILL


def test_namespaces_cannot_be_made_but_threads_can(machine: str) -> None:
    assert decide(machine, "clone", 0x3D0F00) == ALLOW  # what a thread is made with
    assert decide(machine, "clone", 0x10000011) == refused(errno.EPERM)
    assert decide(machine, "clone3") == refused(errno.ENOSYS)


def test_sockets_need_a_network(machine: str) -> None:
    for family in (1, 2, 10):
        assert decide(machine, "socket", family) == refused(errno.EAFNOSUPPORT)
        assert decide(machine, "socket", family, families=seccomp.INSIDE) == ALLOW
    assert decide(machine, "socket", 40, families=seccomp.INSIDE) == refused(errno.EAFNOSUPPORT)


def test_a_terminal_is_not_typed_into(machine: str) -> None:
    assert decide(machine, "ioctl", 0, 0x5412) == refused(errno.EPERM)
    assert decide(machine, "ioctl", 0, 0xFFFFFFFF00005412) == refused(errno.EPERM)
    assert decide(machine, "ioctl", 0, 0x5401) == ALLOW


def test_devices_cannot_be_made_but_pipes_can(machine: str) -> None:
    assert decide(machine, "mknodat", 0, 0, 0o020666) == refused(errno.EPERM)
    assert decide(machine, "mknodat", 0, 0, 0o060666) == refused(errno.EPERM)
    assert decide(machine, "mknodat", 0, 0, 0o010666) == ALLOW


def test_limits_of_others_are_not_set(machine: str) -> None:
    assert decide(machine, "prlimit64", 0) == ALLOW
    assert decide(machine, "prlimit64", 77) == refused(errno.EPERM)


def test_modes_are_decided_where_paths_are_not_contained(machine: str) -> None:
    assert decide(machine, "fchmodat") == ALLOW
    assert decide(machine, "fchmodat", paths="refuse") == refused(errno.EPERM)
    assert decide(machine, "fchmodat", paths="notify") == NOTIFY
    assert decide(machine, "fchownat", paths="notify") == refused(errno.EPERM)


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("/usr/include/x86_64-linux-gnu/asm/unistd_64.h", 0),
        ("/usr/include/asm-generic/unistd.h", 1),
    ],
)
def test_numbers_are_those_of_the_kernels_headers(header: str, column: int) -> None:
    path = Path(header)
    if not path.exists():
        pytest.skip(f"{header} is not installed")
    pattern = re.compile(r"#define __NR(?:3264)?_(\w+)\s+(\d+)")
    known = {name: int(number) for name, number in pattern.findall(path.read_text())}
    numbers = {name: pair[column] for name, pair in syscalls.NUMBERS.items()}
    differing = {
        name: (number, known[name])
        for name, number in numbers.items()
        if name in known and number != known[name]
    }
    assert not differing
    assert sum(name in known for name in numbers) > 70
