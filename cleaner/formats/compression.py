"""Compressed files, in and out. A truncated or damaged stream is an error, never a silent end."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import BinaryIO, cast

from ..errors import InputError, MissingDependency

__all__ = ["SUFFIXES", "Measured", "compressor", "decompressed", "open_measured"]

# A text shrinks to a tenth, a page with much markup to a fortieth; gzip's utmost is 1032.
_BOMB_RATIO = 200
_BOMB_BYTES = 256 << 20
_BUFFER = 1 << 17


class Measured(io.RawIOBase):
    """A binary stream that counts the bytes read from it."""

    def __init__(self, inner: BinaryIO) -> None:
        """Read from ``inner``."""
        self._inner = inner
        self.count = 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read into ``buffer``, as ``RawIOBase`` does."""
        # A pipe gives what is there: waiting for a full buffer would hold up the first documents.
        inner = self._inner
        data = inner.read1(len(buffer)) if isinstance(inner, io.BufferedReader) else inner.read(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        return len(data)

    def close(self) -> None:
        """Close both."""
        if not self.closed:
            self._inner.close()
        super().close()


class _Guard(io.RawIOBase):
    """Turns every failure of a stream into an ``InputError`` that names the file, and stops decompression bombs."""

    def __init__(self, inner: io.BufferedIOBase, measured: Measured, source: str, kind: str) -> None:
        self._inner = inner
        self._measured = measured
        self._source = source
        self._kind = kind
        self._total = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            # What can be read before the place of a fault is handed on: ``read`` would raise it away.
            data = self._inner.read1(len(buffer))
        except InputError:
            raise
        except EOFError:
            raise InputError(self._source, f"it is truncated: its {self._kind} stream ends in the middle") from None
        except (zlib.error, gzip.BadGzipFile, lzma.LZMAError) as error:
            raise InputError(self._source, f"its {self._kind} stream is damaged: {error}") from error
        except OSError as error:
            what = "cannot be read" if error.errno else f"is no sound {self._kind} stream"
            raise InputError(self._source, f"it {what}: {error.strerror or error}") from error
        buffer[: len(data)] = data
        self._total += len(data)
        if self._total > _BOMB_BYTES and self._total > _BOMB_RATIO * self._measured.count:
            raise InputError(
                self._source,
                f"it unpacks to more than {_BOMB_RATIO} times its size ({self._total >> 20} MiB so far), "
                "which texts do not; the rest was not read",
            )
        return len(data)


class _ZstdFrames(io.RawIOBase):
    """Reads Zstandard frames one after the other. The library's own reader ends silently where a frame is cut."""

    def __init__(self, inner: io.BufferedReader) -> None:
        zstandard = _zstandard()
        self._inner = inner
        # Long-distance windows up to 2 GiB occur in dumps; memory is taken only as the frame asks for it.
        self._context = zstandard.ZstdDecompressor(max_window_size=1 << 31)
        self._error = zstandard.ZstdError
        self._frame = self._context.decompressobj()
        self._fresh = True
        self._ready = b""
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready:
            data = self._left or self._inner.read(_BUFFER)
            self._left = b""
            if not data:
                if not self._fresh:
                    raise EOFError
                return 0
            try:
                self._ready = self._frame.decompress(data)
            except self._error as error:
                raise OSError(f"Zstandard: {error}") from None
            self._fresh = False
            if self._frame.eof:
                self._left = self._frame.unused_data
                self._frame = self._context.decompressobj()
                self._fresh = True
        taken = self._ready[: len(buffer)]
        self._ready = self._ready[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


def _zstandard() -> ModuleType:
    try:
        import zstandard
    except ImportError:
        raise MissingDependency(
            'Zstandard files (.zst) need the package zstandard: pip install "cleaner[zstd]"'
        ) from None
    return zstandard


_OPENERS: dict[str, tuple[str, Callable[[io.BufferedReader], io.BufferedIOBase]]] = {
    ".gz": ("gzip", lambda stream: gzip.GzipFile(fileobj=stream)),
    ".bz2": ("bzip2", bz2.BZ2File),
    ".xz": ("xz", lzma.LZMAFile),
    ".zst": ("Zstandard", lambda stream: io.BufferedReader(_ZstdFrames(stream), _BUFFER)),
}
SUFFIXES = frozenset(_OPENERS)


@contextmanager
def open_measured(path: Path, source: str) -> Iterator[Measured]:
    """Open a file for reading and counting.

    Raises:
        InputError: it cannot be opened; the message holds the system's reason.
    """
    try:
        stream = path.open("rb", buffering=0)
    except OSError as error:
        raise InputError(source, f"it cannot be read: {error.strerror or error}") from error
    with Measured(cast("BinaryIO", stream)) as measured:
        yield measured


def decompressed(measured: Measured, suffix: str, source: str) -> io.BufferedReader:
    """Return ``measured`` unpacked as ``suffix`` (``".gz"``, ..., or ``""``) says, buffered and guarded.

    Raises (also when it is read):
        InputError: the stream is truncated, damaged, cannot be read, or is a decompression bomb.
        MissingDependency: its package is not installed.
    """
    raw = io.BufferedReader(measured, _BUFFER)
    if suffix not in _OPENERS:
        return io.BufferedReader(_Guard(raw, measured, source, "byte"), _BUFFER)
    kind, opener = _OPENERS[suffix]
    return io.BufferedReader(_Guard(opener(cast("io.BufferedReader", raw)), measured, source, kind), _BUFFER)


def compressor(suffix: str) -> Callable[[bytes], bytes] | None:
    """Return the function that makes one gzip member or Zstandard frame of a block, ``None`` for no compression.

    The result depends on the block alone: no time stamp, no file name.
    """
    if suffix == ".gz":
        return lambda block: gzip.compress(block, 6, mtime=0)
    if suffix == ".zst":
        return cast("Callable[[bytes], bytes]", _zstandard().ZstdCompressor(level=3).compress)
    return None
