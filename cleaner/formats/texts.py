"""Text files and pages: one document a file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import PurePath

from ..document import Record
from ..errors import InputError
from .entries import Entry, Item, Reading
from .fields import too_large
from .sources import Source

__all__ = ["media_type", "read_text"]

_MEDIA_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".shtml": "text/html",
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/plain",
}


def media_type(name: str, reading: Reading) -> str | None:
    """Return the media type told, or that of a file's suffix."""
    return reading.media_type or _MEDIA_TYPES.get(PurePath(name).suffix.lower())


def read_text(stream: io.BufferedReader, source: Source, inner: str, reading: Reading) -> Iterator[Item]:
    """Yield the one document of ``stream``; ``inner`` is the file's name without the suffix of its compression.

    Raises:
        InputError: it cannot be read, or is larger than the limit.
    """
    payload = read_bounded(stream, source.id, reading.max_bytes)
    record = Record(source.id, payload, media_type(inner, reading), reading.charset)
    yield Entry(source.id, "", source.name, record, len(payload))


def read_bounded(stream: io.BufferedReader, source: str, limit: int) -> bytes:
    """Return all bytes of ``stream``.

    Raises:
        InputError: there are more than ``limit``; the rest is not read.
    """
    payload = stream.read(limit + 1)
    if len(payload) > limit:
        raise InputError(source, too_large(len(payload), limit).replace("(", "(at least ", 1))
    return payload
