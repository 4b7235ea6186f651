"""CSV and TSV: a document a row, the first row names the columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from ..encoding import decode
from ..errors import InputError
from .entries import Entry, Item, Reading, Unread
from .fields import find_fields
from .sources import Source

__all__ = ["read_table"]

_SAMPLE = 1 << 16
_DELIMITERS = ",;\t|"


def read_table(stream: io.BufferedReader, source: Source, inner: str, reading: Reading) -> Iterator[Item]:
    """Yield an entry for each row. The delimiter of a ``.csv`` is the one that its first line has most of.

    Raises:
        InputError: the file cannot be read to its end, has no header, or no column that holds the text.
    """
    text = _text_stream(stream, source, reading)
    lines = _Lines(text, reading.max_bytes)
    first = next(lines, "")
    if not first.strip():
        raise InputError(source.id, "the table is empty: its first line must name the columns")
    delimiter = "\t" if inner.lower().endswith(".tsv") else max(_DELIMITERS, key=first.count)
    # The module's limit is one for the process; nothing else in it reads tables.
    csv.field_size_limit(reading.max_bytes)
    header = next(csv.reader([first], delimiter=delimiter))
    find_fields(dict.fromkeys(header), reading, source.id)
    yield from _rows(csv.reader(lines, delimiter=delimiter), header, lines, source)


def _rows(rows: Iterator[list[str]], header: list[str], lines: _Lines, source: Source) -> Iterator[Item]:
    folder = source.full_name
    number = 0
    while True:
        number += 1
        start = lines.number + 1
        place = f"row {number} (line {start})"
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Unread(source.id, place, f"the row cannot be read: {error}; is a quotation mark left open?")
            continue
        if lines.ended and row:
            # A row is complete at its line's end: one that needed more is cut off inside of quotation marks.
            yield Unread(source.id, place, "the file ends inside of a quoted cell: it is truncated")
        elif len(row) != len(header):
            if row:
                reason = f"the row has {len(row)} cells, the header {len(header)}"
                yield Unread(source.id, place, reason)
            else:
                number -= 1
        else:
            size = sum(map(len, row))
            yield Entry(source.id, f"row {number}", f"{folder}/{number:08d}", dict(zip(header, row, strict=True)), size)


class _Lines:
    """The lines of a text stream; knows how many were read, and whether more were asked for than there are."""

    def __init__(self, stream: io.TextIOWrapper, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self.number = 0
        self.ended = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(self._limit)
        if not line:
            self.ended = True
            raise StopIteration
        self.number += 1
        return line


def _text_stream(stream: io.BufferedReader, source: Source, reading: Reading) -> io.TextIOWrapper:
    """Return ``stream`` decoded, with the encoding of its first bytes."""
    head = _head(stream)
    # A character or a line cut in two at the sample's end says nothing about the encoding.
    sample = head[: head.rfind(b"\n") + 1] or head
    if b"\0" not in sample and len(sample) % 2 == 0:
        # A table has commas and line ends: in UTF-16 they hold NULs. Text of odd length is not taken for it.
        sample += b"\n"
    decoded = decode(sample, charset=reading.charset, source=source.id)
    encoding = "utf-8-sig" if decoded.encoding == "utf-8" else decoded.encoding
    wide = {"utf-16-le": "utf-16", "utf-16-be": "utf-16", "utf-32-le": "utf-32", "utf-32-be": "utf-32"}
    if encoding in wide and not decoded.text.startswith(head[:2].decode(encoding, "replace")):
        # The mark is there, and that codec takes it away.
        encoding = wide[encoding]
    return io.TextIOWrapper(stream, encoding, errors="replace", newline="")


def _head(stream: io.BufferedReader) -> bytes:
    return stream.peek(_SAMPLE)[:_SAMPLE]
