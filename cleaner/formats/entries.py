"""What readers yield: entries, and what could not be read. Small, picklable values that travel to worker processes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..document import Record

__all__ = ["Entry", "Item", "Items", "Reading", "Unread"]

_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Reading:
    """How inputs are read; ``None`` means: by the usual names, or look and see."""

    form: str | None = None
    """Format of the inputs (``"jsonl"``, ``"csv"``, ...); ``None``: by suffix."""
    charset: str | None = None
    """Encoding of texts, pages and tables, if it is known."""
    media_type: str | None = None
    """``"text/plain"`` or ``"text/html"``."""
    text_field: str | None = None
    html_field: str | None = None
    id_field: str | None = None
    url_field: str | None = None
    max_bytes: int = 16 * _MIB
    """A document larger than this is set aside, and never held in memory."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document as a reader found it. The costly step to a record is left to the worker (``fields.record``)."""

    source: str
    """Name of the file, for messages."""
    place: str
    """Where in the file: ``"line 12"``; empty if the file is the document."""
    name: str
    """Path of its output below an output folder, without suffix; unique in a run."""
    content: Record | bytes | Mapping[str, Any]
    """A record, a line of JSON, or a row of a table."""
    size: int
    """Bytes, about: chunks are cut by it."""


@dataclass(frozen=True, slots=True)
class Unread:
    """What a reader could not read, or passed over."""

    source: str
    place: str
    reason: str
    id: str | None = None
    error: str = "InputError"
    """Name of the exception, for the rejects file."""
    skipped: bool = False
    """Whether it is no document at all (an image in a WARC, a link to a folder) rather than a failure."""

    @property
    def size(self) -> int:
        """Bytes, about."""
        return 200


Item = Entry | Unread
Items = Iterator[Entry | Unread]
