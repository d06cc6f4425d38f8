"""Which paths a block needs to read: the system's, an interpreter's, a program's."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from doccheck.errors import SandboxPolicyError

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store")
CONFIGURATION = (
    "alternatives",
    "bash.bashrc",
    "ca-certificates",
    "fonts",
    "gai.conf",
    "host.conf",
    "hosts",
    "inputrc",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "locale.alias",
    "localtime",
    "magic",
    "mime.types",
    "nsswitch.conf",
    "os-release",
    "pki/ca-trust",
    "pki/tls/certs",
    "profile",
    "protocols",
    "services",
    "ssl/certs",
    "ssl/openssl.cnf",
    "terminfo",
    "timezone",
)
PROCESSORS = "/sys/devices/system/cpu"
SEARCH = ("/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin")


def system() -> list[str]:
    """Return the system's paths that exist here."""
    wanted = [*SYSTEM, *(f"/etc/{name}" for name in CONFIGURATION), PROCESSORS]
    return [path for path in wanted if os.path.lexists(path)]


def own_interpreter() -> tuple[str, list[str]]:
    """Return the interpreter that runs the supervisor, and what it reads."""
    base = Path(sys.base_prefix)
    named = base / "bin" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    executable = named if named.exists() else Path(sys.executable).resolve()
    return str(executable), [str(base), str(executable.resolve().parent.parent)]


def interpreter(python: Path) -> tuple[Path, ...]:
    """Return what a virtual environment's or other interpreter needs, found without running it.

    That is its own prefix, the one it is based on, and the folders that its `.pth` files and
    editable installs point to.
    """
    prefix = Path(os.path.abspath(python)).parent.parent
    found = [prefix, *_bases(prefix), python.resolve().parent.parent]
    for site in prefix.glob("lib*/python3*/site-packages"):
        found += _pointed(site)
    return tuple(dict.fromkeys(path for path in found if path.exists() and not _broad(path)))


def _bases(prefix: Path) -> Iterator[Path]:
    try:
        text = (prefix / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return
    for line in text.splitlines():
        key, _, value = line.partition("=")
        if key.strip() == "home":
            yield Path(value.strip()).parent
            yield Path(value.strip()).resolve().parent


def _pointed(site: Path) -> Iterator[Path]:
    for pth in site.glob("*.pth"):
        for line in pth.read_text(encoding="utf-8", errors="replace").splitlines():
            path = Path(line.strip())
            if line.strip() and path.is_absolute():
                yield path
    for finder in site.glob("__editable__*finder.py"):
        yield from _mapped(finder.read_text(encoding="utf-8", errors="replace"))


def _mapped(source: str) -> Iterator[Path]:
    """Read the `MAPPING` of a setuptools editable finder."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    for node in tree.body:
        if not isinstance(node, (ast.Assign, ast.AnnAssign)):
            continue
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        if isinstance(target, ast.Name) and target.id == "MAPPING":
            yield from _folders(node.value)


def _folders(mapping: ast.expr | None) -> Iterator[Path]:
    for item in mapping.values if isinstance(mapping, ast.Dict) else ():
        if isinstance(item, ast.Constant):
            path = Path(str(item.value))
            yield path if path.is_dir() else path.parent


def _home() -> Path | None:
    """Return the home directory; a user without a name and without `HOME` has none."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  # never raises, as Path.home may
    return home.resolve() if home.is_absolute() else None


def _broad(path: Path) -> bool:
    """Tell whether `path` is the home directory, or holds it."""
    resolved, home = path.resolve(), _home()
    holds = home is not None and home.is_relative_to(resolved)
    return holds or resolved in {Path("/"), Path("/usr")}


def guard(paths: Iterable[Path]) -> list[str]:
    """Return `paths` as they are and resolved.

    Raises:
        SandboxPolicyError: One is the home directory or above it: that would show its secrets.
    """
    granted: list[str] = []
    for path in paths:
        if _broad(path):
            raise SandboxPolicyError(
                f"`{path}` is the home directory or holds it: blocks could read what is private",
                hint="move the project below it; name single folders in `run.read-only`",
            )
        granted += [os.path.abspath(path), str(path.resolve())]
    return list(dict.fromkeys(granted))
