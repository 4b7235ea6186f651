"""Writing files so that none is ever half-written under its name."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import OutputError

__all__ = ["output_errors", "sync_folder", "write_atomic"]

# Failures of one name; all others (a full disk, a broken one, one that is read-only) meet the next file as well.
_OF_ONE_NAME = {errno.ENAMETOOLONG, errno.EISDIR, errno.ENOTDIR, errno.EINVAL, errno.EILSEQ, errno.EEXIST, errno.ELOOP}


@contextmanager
def output_errors(path: Path) -> Iterator[None]:
    """Turn the system's errors into ``OutputError``, with the path and what to do."""
    try:
        yield
    except OSError as error:
        what = error.strerror or str(error)
        advice = {
            errno.ENOSPC: "; make room on the disk and run the same command again: it goes on where it stopped",
            errno.EDQUOT: "; your quota is used up: make room and run the same command again",
            errno.EACCES: "; choose another place with -o, or change its permissions",
            errno.EROFS: "; choose another place with -o",
        }.get(error.errno or 0, "")
        raise OutputError(f"{path}: {what}{advice}", general=error.errno not in _OF_ONE_NAME) from error


def write_atomic(path: Path, data: bytes) -> None:
    """Write a file: a temporary one beside it, then renamed. Missing folders are made.

    Raises:
        OutputError: it cannot be written; nothing is left of it then.
    """
    # The same name each time: what a killed run leaves behind, the next one writes over and renames.
    digest = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]
    temporary = path.with_name(f".cleaner-{digest}.part")
    with output_errors(path):
        try:
            _write(temporary, data)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def _write(path: Path, data: bytes) -> None:
    try:
        stream = path.open("wb")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = path.open("wb")
    with stream:
        stream.write(data)


def sync_folder(folder: Path) -> None:
    """Make renames in ``folder`` last through a power loss, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)
