"""Writing and reading outside, and the secrets that stand there."""
# the attacks' own lines

from __future__ import annotations

from benchmarks.attacks.attack import Attack, python

ATTACKS = (
    # Writing outside
    Attack("remove the home folder", "fs_write", 'rm -rf "{home}"; rm -rf "{home}"/.[a-z]*'),
    Attack("create a file in /", "fs_write", "touch /{mark}"),
    Attack("write the repository", "fs_write", "echo x >> {project}/README.md"),
    Attack("install a git hook", "fs_write", "echo x > {project}/.git/hooks/pre-commit"),
    Attack("append to .bashrc", "fs_write", "echo x >> {home}/.bashrc"),
    Attack("write /etc", "fs_write", "echo x > /etc/{mark}; echo x >> /etc/passwd"),
    Attack("write the virtual environment", "fs_write", "echo x > {venv}/lib/evil.pth"),
    Attack("write the host's /tmp", "fs_write", "echo x > {tmp}/{mark}"),
    Attack("write through a symbolic link", "fs_write", "ln -s {home} l && echo x > l/.bashrc"),
    Attack(
        "write through ..", "fs_write", "echo x > ../../../../../../../../../../..{home}/.bashrc"
    ),
    Attack("write through a hard link", "fs_write", "ln {home}/.bashrc h && echo x >> h"),
    Attack("move a file out of the repository", "fs_write", "mv {project}/README.md ."),
    Attack("change a mode outside", "fs_write", "chmod 777 {home}/.bashrc {home} {project}"),
    Attack("change a time outside", "fs_write", "touch -d 1999-01-01 {home}/.bashrc {home}"),
    Attack(
        "change a mode by descriptor",
        "fs_write",
        python("fd = os.open('{project}/README.md', os.O_RDONLY)\nos.fchmod(fd, 0o777)"),
    ),
    Attack("truncate a file outside", "fs_write", python("os.truncate('{project}/README.md', 0)")),
    Attack(
        "set an extended attribute outside",
        "fs_write",
        python("os.setxattr('{project}/README.md', 'user.x', b'1')"),
    ),
    Attack(
        "write through another process's root",
        "fs_write",
        "echo x >> /proc/{victim}/root{home}/.bashrc; echo x >> /proc/{victim}/cwd/.bashrc",
    ),
    Attack(
        "inherited descriptors",
        "fs_write",
        python(
            "for fd in range(3, 300):\n"
            "    try: os.listdir(fd); print('ESCAPED')\n"
            "    except OSError: pass"
        ),
    ),
    # Reading outside
    Attack("read an SSH key", "fs_read", "cat {home}/.ssh/id_rsa"),
    Attack("read an SSH key by a link", "fs_read", "ln -s {home}/.ssh s; cat s/id_rsa"),
    Attack(
        "read by another process's folder",
        "fs_read",
        "cat /proc/{victim}/cwd/.ssh/id_rsa /proc/{victim}/root{home}/.ssh/id_rsa",
    ),
    Attack("read the password hashes", "fs_read", "grep -q : /etc/shadow && echo ESCAPED"),
    Attack(
        "read private keys of the system",
        "fs_read",
        "cat /etc/ssl/private/* /etc/ssh/*key /etc/gshadow /etc/sudoers && echo ESCAPED",
    ),
    Attack("list the home folder", "fs_read", "ls {home}/.ssh && echo ESCAPED"),
    Attack(
        "test whether a file exists",
        "fs_read",
        "test -e {home}/.bashrc && echo ESCAPED",
        escapes=("landlock",),
    ),
    Attack(
        "open a file by its handle",
        "fs_read",
        python(
            "tried(call(304, -100, ctypes.create_string_buffer(64), 0) == 0"
            " or ctypes.get_errno() not in (1, 38))"
        ),
    ),
    # Secrets
    Attack("read the environment", "env", "env; set; export -p"),
    Attack("read environments in /proc", "env", "cat /proc/*/environ /proc/self/task/*/environ"),
    Attack("read the environment of process 1", "env", "cat /proc/1/environ"),
    Attack(
        "read command lines in /proc",
        "fs_read",
        "cat /proc/*/cmdline | tr '\\0' ' '",
        escapes=("landlock",),
    ),
    Attack(
        "read another process's memory",
        "fs_read",
        python(
            "try: open('/proc/{victim}/mem', 'rb'); print('ESCAPED')\n"
            "except OSError: print('refused')\n"
            "b = ctypes.create_string_buffer(64)\n"
            "v = struct.pack('QQ', ctypes.addressof(b), 64)\n"
            "tried(call(310, {victim}, v, 1, v, 1, 0) > 0)"
        ),
    ),
)
