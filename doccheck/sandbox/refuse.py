"""Which commands are not executed even in a sandbox, because they could not work there."""
# ruff: noqa: SIM905  # long lists of names read better as text

from __future__ import annotations

from collections.abc import Sequence

_REMOTE = "needs the network"
_WHY = {
    "needs the rights of root": "sudo su doas pkexec runuser visudo passwd chsh useradd usermod "
    "userdel groupadd adduser deluser chroot setcap",
    "drives a container engine": "docker docker-compose podman podman-compose buildah nerdctl "
    "ctr crictl lxc lxd machinectl vagrant",
    "drives a cluster or a cloud": "kubectl helm minikube kind k3s oc terraform tofu pulumi aws "
    "gcloud az doctl flyctl heroku ansible ansible-playbook",
    "changes mounts or disks": "mount umount fdisk parted mkfs mkswap swapon swapoff losetup "
    "cryptsetup lvm zfs zpool",
    "drives the system": "systemctl service journalctl loginctl hostnamectl timedatectl reboot "
    "shutdown poweroff halt init telinit launchctl initctl rc-service crontab at insmod modprobe "
    "rmmod sysctl iptables nft ufw firewall-cmd ip ifconfig route",
    "installs packages": "apt apt-get aptitude dpkg yum dnf rpm zypper pacman apk brew port snap "
    "flatpak choco winget scoop nix-env emerge",
    "is interactive": "vi vim nvim nano emacs ed less more most top htop btop watch screen tmux "
    "man info mc ssh telnet ftp sftp gdb pdb mutt dialog whiptail fzf",
    "opens a window or a browser": "xdg-open open start code subl gedit firefox chromium "
    "google-chrome xterm gnome-terminal",
    _REMOTE: "curl wget scp rsync ping nc netcat nslookup dig traceroute",
}
_BY_PROGRAM = {name: why for why, names in _WHY.items() for name in names.split()}
_INSTALLERS = {
    "pip": {"install", "uninstall", "download", "wheel"},
    "pip3": {"install", "uninstall", "download", "wheel"},
    "pipx": {"install", "uninstall", "upgrade", "run", "inject", "reinstall"},
    "conda": {"install", "create", "remove", "update", "env"},
    "mamba": {"install", "create", "remove", "update", "env"},
    "micromamba": {"install", "create", "remove", "update", "env"},
    "poetry": {"install", "add", "remove", "update", "publish", "self", "lock"},
    "pdm": {"install", "add", "remove", "update", "publish", "sync", "lock"},
    "hatch": {"publish", "env"},
    "uv": {"add", "remove", "sync", "pip", "tool", "lock", "publish", "python", "self", "venv"},
    "uvx": set(),
    "npm": {"install", "i", "ci", "update", "uninstall", "publish", "add"},
    "npx": set(),
    "pnpm": {"install", "i", "add", "remove", "update", "publish", "dlx"},
    "yarn": {"install", "add", "remove", "upgrade", "publish", "dlx"},
    "cargo": {"install", "uninstall", "publish", "add", "fetch"},
    "gem": {"install", "uninstall", "update", "push"},
    "bundle": {"install", "update"},
    "go": {"install", "get"},
    "rustup": {"install", "update", "toolchain", "component", "target"},
    "pyenv": {"install", "uninstall"},
    "nvm": {"install", "use"},
    "asdf": {"install", "plugin"},
    "composer": {"install", "require", "update"},
    "twine": {"upload"},
}
_HERE = ("localhost", "127.0.0.1", "[::1]", "0.0.0.0")  # noqa: S104  # looked for, not bound
_REMOTE_GIT = {"clone", "fetch", "pull", "push", "ls-remote", "submodule"}
_PROMPTS = frozenset(
    "python python3 ipython bpython node irb ghci psql mysql sqlite3 redis-cli".split()
)
_WRAPPERS = frozenset("env nohup nice time command exec stdbuf setsid ionice".split())
_RUNNERS = frozenset({("uv", "run"), ("poetry", "run"), ("pdm", "run"), ("hatch", "run")})


def refuses(argv: Sequence[str]) -> str | None:
    """Return why a command is not to be executed, None when it may be.

    Args:
        argv: The words of one simple command, wrappers such as `env` and `uv run` included.
    """
    words = _unwrapped(list(argv))
    if not words:
        return None
    name = _base(words[0])
    if name in _BY_PROGRAM or name.startswith("mkfs."):
        why = _BY_PROGRAM.get(name, "changes mounts or disks")
        if _only_asks(words) or (why == _REMOTE and _stays_here(words)):
            return None
        return f"`{name}` {why}"
    if name.startswith("python") and words[1:3] and words[1] == "-m":
        return _module(words[2:])
    return _installs(name, words) or _prompts(name, words)


def _base(word: str) -> str:
    return word.rstrip("/").rpartition("/")[2]


def _only_asks(words: Sequence[str]) -> bool:
    return len(words) == 2 and words[1] in ("--help", "--version")  # noqa: PLR2004  # name, option


def _stays_here(words: Sequence[str]) -> bool:
    """Tell whether a network client asks a server on this very machine."""
    return any(place in word for word in words[1:] for place in _HERE)


def _module(words: list[str]) -> str | None:
    if words[0] in ("pip", "pdb", "ensurepip"):
        return refuses(words)
    return None


def _unwrapped(words: list[str]) -> list[str]:
    while words:
        if _base(words[0]) in _WRAPPERS:
            words = words[1:]
            while words and (words[0].startswith("-") or "=" in words[0]):
                words = words[1:]
        elif tuple(words[:2]) in _RUNNERS:
            words = words[2:]
        elif "=" in words[0] and not words[0].startswith(("-", "/")):
            words = words[1:]
        else:
            break
    return words


def _installs(name: str, words: Sequence[str]) -> str | None:
    rest = [word for word in words[1:] if not word.startswith("-")]
    asks = "--help" in words or "-h" in words
    if name in _INSTALLERS and not asks:
        verbs = _INSTALLERS[name]
        if not verbs and rest:
            return f"`{name}` downloads what it runs"
        if rest and rest[0] in verbs:
            return f"`{name} {rest[0]}` installs, removes or publishes packages"
        if name == "yarn" and not rest:
            return "`yarn` installs packages"
    if name == "git" and rest and rest[0] in _REMOTE_GIT and not asks:
        return f"`git {rest[0]}` needs the network"
    return None


def _prompts(name: str, words: Sequence[str]) -> str | None:
    if name in _PROMPTS and (len(words) == 1 or words[1:] == ["-i"]):
        return f"`{name}` alone is interactive"
    if name in ("bash", "sh", "zsh", "fish") and (len(words) == 1 or words[1] in ("-i", "-l")):
        return f"`{name}` alone is interactive"
    return None
