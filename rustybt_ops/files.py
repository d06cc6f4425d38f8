"""Files that are either wholly there or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from rustybt_ops.errors import ConfigurationError


def expand(path: str | os.PathLike[str]) -> Path:
    """The path with `~` replaced by the home folder; an empty HOME is as good as none."""
    found = Path(path)
    if found.parts[:1] == ("~",) and os.environ.get("HOME") == "":
        import pwd  # noqa: PLC0415 - not on every system

        return Path(pwd.getpwuid(os.getuid()).pw_dir, *found.parts[1:])
    return found.expanduser()


def write_atomically(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write beside the target, flush to the disk, then rename: no reader sees half a file.

    Raises:
        OSError: The folder cannot be written to; nothing is left behind.
    """
    if path.exists() and not path.is_file():  # a device or a pipe is written to, never replaced
        path.write_bytes(data)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        part.chmod(mode)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def require_file(path: Path, advice: str = "") -> None:
    """Make sure that there is such a file.

    Raises:
        ConfigurationError: There is none, or the path is that of a folder.
    """
    if path.is_dir():
        raise ConfigurationError(f"{path} is a folder, not a file", advice=advice)
    if not path.is_file():
        raise ConfigurationError(f"there is no file {path}", advice=advice)


def ensure_writable(folder: Path, setting: str) -> None:
    """Create the folder if need be and prove that files can be made in it.

    Raises:
        ConfigurationError: They cannot; the message names the setting.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ConfigurationError(
            f"cannot write into {folder}: {error.strerror or error}",
            advice=f"Choose another folder with {setting}.",
        ) from error
