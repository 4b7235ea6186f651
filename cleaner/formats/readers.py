"""Sources -> entries: which reader a file's suffix asks for."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import PurePath

from ..errors import InputError, MissingDependency
from .archives import read_tar, read_zip
from .compression import SUFFIXES, Measured, decompressed, open_measured
from .entries import Item, Reading, Unread
from .jsonl import read_jsonl
from .parquet import read_parquet
from .sources import Source
from .tables import read_table
from .texts import read_text
from .warc import read_warc

__all__ = ["FORMATS", "form_of", "is_single", "read"]

_STREAMS: dict[str, Callable[[io.BufferedReader, Source, str, Reading], Iterator[Item]]] = {
    "text": read_text,
    "html": read_text,
    "jsonl": read_jsonl,
    "csv": read_table,
    "tsv": read_table,
    "warc": read_warc,
    "tar": read_tar,
}
_FILES: dict[str, Callable[[Measured, Source, Reading], Iterator[Item]]] = {"parquet": read_parquet, "zip": read_zip}
FORMATS = (*_STREAMS, *_FILES)

_BY_SUFFIX = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".warc": "warc",
    ".wet": "warc",
    ".tar": "tar",
    ".zip": "zip",
}
_SHORT = {".tgz": ".tar.gz", ".tbz2": ".tar.bz2", ".txz": ".tar.xz", ".tzst": ".tar.zst"}


def form_of(name: str, reading: Reading) -> tuple[str, str, str]:
    """Return a file's format, its name without the suffix of its compression, and that suffix.

    >>> form_of("dump.jsonl.gz", Reading())
    ('jsonl', 'dump.jsonl', '.gz')
    """
    path = PurePath(name)
    suffix = path.suffix.lower()
    if suffix in _SHORT:
        path = PurePath(path.stem + _SHORT[suffix])
        suffix = path.suffix
    packed = suffix if suffix in SUFFIXES else ""
    inner = path.stem if packed else path.name
    form = reading.form or _BY_SUFFIX.get(PurePath(inner).suffix.lower(), "text")
    if form == "html" and PurePath(inner).suffix.lower() not in _BY_SUFFIX:
        inner += ".html"
    return form, inner, packed


def is_single(source: Source, reading: Reading) -> bool:
    """Whether the file is one document."""
    return form_of(_name(source), reading)[0] in ("text", "html")


def read(source: Source, reading: Reading, measured: Callable[[Measured], None] | None = None) -> Iterator[Item]:
    """Yield what a source holds, in its order, as a stream. What cannot be read comes as ``Unread``, nothing raises it.

    Args:
        source: the file.
        reading: how it is read.
        measured: is given the file's byte counter, for a progress bar.
    """
    if source.problem is not None:
        yield Unread(source.id, "", source.problem, skipped=source.skipped)
        return
    count = 0
    try:
        for item in _items(source, reading, measured):
            count += 1
            yield item
    except MissingDependency as error:
        yield Unread(source.id, "", str(error), error="MissingDependency")
    except (InputError, OSError) as error:
        reason = error.reason if isinstance(error, InputError) else f"it cannot be read: {error.strerror or error}"
        place = f"after document {count}" if count else ""
        yield Unread(source.id, place, reason, error=type(error).__name__)


def _items(source: Source, reading: Reading, measured: Callable[[Measured], None] | None) -> Iterator[Item]:
    form, inner, packed = form_of(_name(source), reading)
    if source.path is None:
        if form in _FILES:
            yield from _FILES[form](Measured(sys.stdin.buffer), source, reading)
            return
        counter = Measured(sys.stdin.buffer)
        yield from _STREAMS[form](decompressed(counter, packed, source.id), source, inner, reading)
        return
    with open_measured(source.path, source.id) as counter:
        if measured is not None:
            measured(counter)
        if form not in _FILES:
            yield from _STREAMS[form](decompressed(counter, packed, source.id), source, inner, reading)
        elif packed:
            raise InputError(source.id, f"a {form} file inside of {packed} cannot be searched; unpack it first")
        else:
            yield from _FILES[form](counter, source, reading)


def _name(source: Source) -> str:
    return source.path.name if source.path is not None else "stdin"
