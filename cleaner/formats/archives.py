"""ZIP and tar archives of texts and pages. Members are read in place: nothing is ever unpacked to disk."""

from __future__ import annotations

import io
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from ..document import Record
from ..errors import InputError
from .compression import Measured
from .entries import Entry, Item, Reading, Unread
from .fields import too_large
from .sources import Source, shorten
from .texts import media_type

__all__ = ["read_tar", "read_zip"]

_BLOCK = 512


def read_zip(measured: Measured, source: Source, reading: Reading) -> Iterator[Item]:
    """Yield an entry for each member that is a file.

    Raises:
        InputError: it is no ZIP archive, or a truncated one.
    """
    with source.file.open("rb") as stream:
        try:
            archive = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
            raise InputError(source.id, _zip_reason(stream, error)) from error
        number = 0
        for info in archive.infolist():
            measured.count = max(measured.count, info.header_offset)
            if info.is_dir() or _hidden(info.filename):
                continue
            number += 1
            yield _zip_member(archive, info, number, source, reading)


def _zip_reason(stream: BinaryIO, error: Exception) -> str:
    stream.seek(0)
    if stream.read(4) == b"PK\x03\x04":
        return "it is truncated: the ZIP archive's list of members, at its end, is missing"
    return f"it is no ZIP archive: {error}"


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, number: int, source: Source, reading: Reading) -> Item:
    name = info.filename
    place = f"member {name}"
    if (problem := _problem(name, info.file_size, reading)) is not None:
        return Unread(source.id, place, problem)
    if stat.S_ISLNK(info.external_attr >> 16):
        return Unread(source.id, place, "it is a link", skipped=True)
    try:
        with archive.open(info) as member:
            # Sizes in the list of members can lie.
            payload = member.read(reading.max_bytes + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        return Unread(source.id, place, f"the member cannot be unpacked: {error or 'it is truncated'}")
    return _entry(name, payload, number, source, reading)


def read_tar(stream: io.BufferedReader, source: Source, inner: str, reading: Reading) -> Iterator[Item]:
    """Yield an entry for each member that is a file, in one pass.

    Raises:
        InputError: it is no tar archive, or a truncated one.
    """
    del inner
    ended = _Ending(stream)
    number = 0
    try:
        with tarfile.open(fileobj=cast("BinaryIO", ended), mode="r|", errorlevel=1) as archive:
            for info in archive:
                # The module keeps all members that it has seen.
                archive.members = []  # type: ignore[attr-defined]
                if info.isdir() or _hidden(info.name):
                    continue
                number += 1
                yield _tar_member(archive, info, number, source, reading)
    except tarfile.TarError as error:
        truncated = number and "unexpected end" in str(error)
        what = "it is truncated: the tar archive ends in the middle" if truncated else "it is no sound tar archive"
        raise InputError(source.id, f"{what}, at member {number} ({error})") from error
    while ended.read(1 << 16):
        pass
    if not ended.marked:
        raise InputError(source.id, f"it is truncated: the tar archive has no end mark after member {number}")


def _tar_member(archive: tarfile.TarFile, info: tarfile.TarInfo, number: int, source: Source, reading: Reading) -> Item:
    place = f"member {info.name}"
    if not info.isreg():
        kind = "a link" if info.issym() or info.islnk() else "no regular file"
        return Unread(source.id, place, f"it is {kind}", skipped=True)
    if (problem := _problem(info.name, info.size, reading)) is not None:
        return Unread(source.id, place, problem)
    member = archive.extractfile(info)
    payload = member.read() if member is not None else b""
    if len(payload) < info.size:
        raise InputError(source.id, f"it is truncated: the tar archive ends in the middle of {place}")
    return _entry(info.name, payload, number, source, reading)


class _Ending(io.RawIOBase):
    """Passes a stream on; knows whether its last two blocks are zeros, as a whole tar archive's are.

    ``tarfile`` takes an archive that is cut between two members for a whole one.
    """

    def __init__(self, inner: io.BufferedReader) -> None:
        self._inner = inner
        self._last = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._inner.read1(size)
        self._last = (self._last + data[-2 * _BLOCK :])[-2 * _BLOCK :]
        return data

    @property
    def marked(self) -> bool:
        return self._last == bytes(2 * _BLOCK)


def _hidden(name: str) -> bool:
    """Whether a member is hidden, or of macOS's shadow folder."""
    parts = PurePosixPath(name).parts
    return any(part.startswith((".", "__MACOSX")) and part not in (".", "..") for part in parts)


def _problem(name: str, size: int, reading: Reading) -> str | None:
    """Return why a member is not read, if it is not."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":")):
        return "the member's name points outside of the archive; it was not read"
    if size > reading.max_bytes:
        return too_large(size, reading.max_bytes)
    return None


def _entry(name: str, payload: bytes, number: int, source: Source, reading: Reading) -> Item:
    if len(payload) > reading.max_bytes:
        return Unread(source.id, f"member {name}", too_large(len(payload), reading.max_bytes))
    place = f"member {name}"
    # A number makes the output's name unique: archives may hold a name twice, or names that differ in the case.
    output = f"{source.full_name}/{shorten(f'{number:06d}-{PurePosixPath(name).stem}')}"
    record = Record(f"{source.id}/{name}", payload, media_type(name, reading), reading.charset)
    return Entry(source.id, place, output, record, len(payload))
