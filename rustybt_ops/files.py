"""Files that are either wholly there or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from rustybt_ops.errors import ConfigurationError

LARGEST = 1_000_000  # bytes of a file that a person writes
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # elsewhere there are no pipes among the files


def expand(path: str | os.PathLike[str]) -> Path:
    """The path with `~` replaced by the home folder; an empty HOME is as good as none.

    Raises:
        ConfigurationError: It begins with the name of a user whom this machine does not know.
    """
    found = Path(path)
    if found.parts[:1] == ("~",) and os.environ.get("HOME") == "":
        import pwd  # noqa: PLC0415 - not on every system

        return Path(pwd.getpwuid(os.getuid()).pw_dir, *found.parts[1:])
    try:
        return found.expanduser()
    except RuntimeError as error:
        raise ConfigurationError(
            f"{found}: this machine knows no user {found.parts[0]}",
            advice=f"Write ./{found} if it is the name of a folder.",
        ) from error


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
        ConfigurationError: There is none, it is a folder or a device, or a folder above it is
            closed to us.
    """
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise ConfigurationError(f"there is no file {path}", advice=advice) from None
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"cannot read {path}: {reason(error)}", advice=advice) from error
    if stat.S_ISDIR(mode):
        raise ConfigurationError(f"{path} is a folder, not a file", advice=advice)
    if not stat.S_ISREG(mode):
        raise ConfigurationError(f"{path} is a pipe or a device, not a file", advice=advice)


def read_file(path: Path, most: int = LARGEST) -> bytes:
    """The content of a file that a person has written; a pipe is not waited for.

    Raises:
        OSError: It cannot be read, is no file, or is larger than so many bytes; `reason` says
            which.
    """
    with os.fdopen(os.open(path, os.O_RDONLY | _NO_WAIT), "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError("it is a pipe or a device, not a file")
        data = stream.read(most + 1)
    if len(data) > most:
        raise OSError(f"it is larger than {most / 1e6:g} MB")
    return data


def require_no_pipe(path: Path) -> None:
    """Make sure that opening a file to write into it does not wait for a reader.

    Raises:
        OSError: It is a pipe.
    """
    if path.is_fifo():
        raise OSError(f"{path.name} is a pipe, not a file")


def reason(error: OSError | ValueError) -> str:
    """Why a file cannot be read or written, in words."""
    return getattr(error, "strerror", None) or str(error)


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
