"""A seccomp filter, assembled by hand: which system calls fail, and with which error.

The filter is a program of the classic Berkeley packet filter: instructions of 8 bytes that load a
word of `struct seccomp_data`, compare, jump forward and return an action.
"""
# ruff: noqa: SIM905  # long lists of names read better as text

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from doccheck.kernel import syscalls
from doccheck.kernel.calls import syscall

_INSTRUCTION = struct.Struct("=HBBI")
_LOAD, _EQUAL, _GREATER, _ANY_BIT, _RETURN = 0x20, 0x15, 0x25, 0x45, 0x06
_AT_NUMBER, _AT_ARCH, _AT_ARGUMENTS = 0, 4, 16
_ALLOW, _ERRNO, _NOTIFY, _KILL_PROCESS = 0x7FFF0000, 0x00050000, 0x7FC00000, 0x80000000
_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_SET_MODE_FILTER = 1
_NEW_LISTENER = 8
_AND = 0x54
_WHOLE = 0xFFFFFFFF

_NAMESPACES = 0x7E020000  # the CLONE_NEW* flags that clone takes
_TERMINAL_IOCTLS = (0x5412, 0x541C, 0x5423)  # TIOCSTI, TIOCLINUX, TIOCSETD
_DEVICE_TYPES = (0o020000, 0o060000)
_TYPE_MASK = 0o170000
_UNIX, _INET, _INET6, _NETLINK = 1, 2, 10, 16
INTERNET = (_INET, _INET6, _NETLINK)
INSIDE = (_UNIX, *INTERNET)

_REFUSED = (
    "mount umount2 pivot_root chroot unshare setns fsopen fsconfig fsmount fspick move_mount "
    "open_tree mount_setattr ptrace process_vm_readv process_vm_writev kcmp pidfd_getfd "
    "process_madvise process_mrelease open_by_handle_at name_to_handle_at bpf perf_event_open "
    "userfaultfd io_uring_setup io_uring_enter io_uring_register keyctl add_key request_key "
    "init_module finit_module delete_module kexec_load kexec_file_load reboot swapon swapoff acct "
    "quotactl quotactl_fd settimeofday clock_settime clock_adjtime adjtimex syslog sethostname "
    "setdomainname iopl ioperm modify_ldt vhangup migrate_pages move_pages setpriority "
    "sched_setscheduler sched_setattr sched_setparam ioprio_set mq_open mq_unlink fanotify_init "
    "lookup_dcookie nfsservctl uselib ustat sysfs"
).split()
_ABSENT = "clone3 memfd_create memfd_secret shmget semget msgget".split()
_OWNERS = "chown fchown lchown fchownat".split()
_ATTRIBUTES = "setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr".split()
MODES = "chmod fchmod fchmodat fchmodat2 utime utimes futimesat utimensat".split()


class Check(NamedTuple):
    """Act when an argument, masked, is one of `values`; with `unless`, when it is none of them."""

    argument: int
    values: tuple[int, ...]
    mask: int = _WHOLE
    unless: bool = False
    any_bit: bool = False


class Rule(NamedTuple):
    """What is done about one system call."""

    name: str
    action: int
    check: Check | None = None


def _fail(code: int) -> int:
    return _ERRNO | code


def rules(*, families: tuple[int, ...], paths: str) -> Iterator[Rule]:
    """Give the rules of the profile.

    Args:
        families: The kinds of sockets that may be made: none, those of the `INTERNET` where a
            network namespace holds them, or all `INSIDE` where paths lead nowhere else, either.
        paths: `free`, where nothing outside can be reached by path; `refuse` or `notify` for
            changes of modes and times, which Landlock does not see.
    """
    yield from (Rule(name, _fail(errno.EPERM)) for name in _REFUSED)
    yield from (Rule(name, _fail(errno.ENOSYS)) for name in _ABSENT)
    yield Rule("clone", _fail(errno.EPERM), Check(0, (_NAMESPACES,), any_bit=True))
    yield Rule("ioctl", _fail(errno.EPERM), Check(1, _TERMINAL_IOCTLS))
    yield Rule("personality", _fail(errno.EPERM), Check(0, (0, 0xFFFFFFFF), unless=True))
    yield Rule("mknod", _fail(errno.EPERM), Check(1, _DEVICE_TYPES, _TYPE_MASK))
    yield Rule("mknodat", _fail(errno.EPERM), Check(2, _DEVICE_TYPES, _TYPE_MASK))
    yield Rule("prlimit64", _fail(errno.EPERM), Check(0, (0,), unless=True))
    yield Rule("sched_setaffinity", _fail(errno.EPERM), Check(0, (0,), unless=True))
    yield Rule("socket", _fail(errno.EAFNOSUPPORT), Check(0, families, unless=True))
    if paths != "free":
        yield from (Rule(name, _fail(errno.EPERM)) for name in _OWNERS)
        yield from (Rule(name, _fail(errno.EOPNOTSUPP)) for name in _ATTRIBUTES)
        changed = _NOTIFY if paths == "notify" else _fail(errno.EPERM)
        yield from (Rule(name, changed) for name in MODES)


def assemble(wanted: Iterable[Rule], machine: str) -> bytes:
    """Return the filter program of `wanted` for `machine`."""
    code = [(_LOAD, 0, 0, _AT_ARCH), (_EQUAL, 1, 0, _ARCH[machine]), (_RETURN, 0, 0, _KILL_PROCESS)]
    code += [(_LOAD, 0, 0, _AT_NUMBER)]
    code += [(_GREATER, 0, 1, syscalls.NEWEST), (_RETURN, 0, 0, _fail(errno.ENOSYS))]
    for rule in wanted:
        number = syscalls.number(rule.name, machine)
        if number is not None:
            body = _body(rule)
            code += [(_EQUAL, 0, len(body), number), *body]
    code += [(_RETURN, 0, 0, _ALLOW)]
    return b"".join(_INSTRUCTION.pack(*item) for item in code)


def _body(rule: Rule) -> list[tuple[int, int, int, int]]:
    act, allow = (_RETURN, 0, 0, rule.action), (_RETURN, 0, 0, _ALLOW)
    if rule.check is None:
        return [act]
    check = rule.check
    first, second = (allow, act) if check.unless else (act, allow)
    body = [(_LOAD, 0, 0, _AT_ARGUMENTS + 8 * check.argument)]
    if check.mask != _WHOLE:
        body.append((_AND, 0, 0, check.mask))
    compare = _ANY_BIT if check.any_bit else _EQUAL
    for value in check.values:
        body += [(compare, 0, 1, value & _WHOLE), first]
    return [*body, second]


def apply(program: bytes, *, listen: bool) -> int:
    """Filter this process and its later children; needs `no_new_privs`.

    Returns:
        With `listen`, the descriptor on which the calls to be decided arrive; else 0.

    Raises:
        OSError: The kernel refuses the filter.
    """
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("@HP", len(program) // _INSTRUCTION.size, ctypes.addressof(code))
    flags = _NEW_LISTENER if listen else 0
    number = _SECCOMP[os.uname().machine]
    return syscall(
        number,
        ctypes.c_uint(_SET_MODE_FILTER),
        ctypes.c_uint(flags),
        ctypes.c_char_p(header),
    )
