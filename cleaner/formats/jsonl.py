"""JSON lines: an object a line. Lines are only cut here; workers parse them."""

from __future__ import annotations

import io
from collections.abc import Iterator

from .entries import Entry, Item, Reading, Unread
from .fields import too_large
from .sources import Source

__all__ = ["bounded_lines", "read_jsonl"]

# A line also holds the other fields, and escapes: up to six bytes for one of text.
_LINE_FACTOR = 8


def read_jsonl(stream: io.BufferedReader, source: Source, inner: str, reading: Reading) -> Iterator[Item]:
    """Yield an entry for each line that is not blank.

    Raises:
        InputError: the file cannot be read to its end.
    """
    del inner
    folder = source.full_name
    for number, (line, size) in enumerate(bounded_lines(stream, reading.max_bytes * _LINE_FACTOR), 1):
        place = f"line {number}"
        if line is None:
            yield Unread(source.id, place, too_large(size, reading.max_bytes))
        elif number == 1 and line.startswith(b"\xef\xbb\xbf"):
            yield Entry(source.id, place, f"{folder}/{number:08d}", line[3:], len(line))
        elif not line.isspace():
            yield Entry(source.id, place, f"{folder}/{number:08d}", line, len(line))


def bounded_lines(stream: io.BufferedReader, limit: int) -> Iterator[tuple[bytes | None, int]]:
    """Yield each line with its size; ``None`` for a line longer than ``limit``, which is read past piece by piece."""
    while line := stream.readline(limit):
        if len(line) < limit or line.endswith(b"\n"):
            yield line, len(line)
            continue
        size = len(line)
        while (piece := stream.readline(1 << 20)) and not piece.endswith(b"\n"):
            size += len(piece)
        yield None, size + len(piece)
