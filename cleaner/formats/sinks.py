"""Encoded articles -> files that can be cut back to a checkpoint and gone on with.

A sink writes into ``<output>.part`` and renames it at the end. ``state()`` makes all that was written durable and
returns what ``open`` needs to go on from exactly there; what the output holds depends on the documents alone,
not on where it was interrupted.
"""

from __future__ import annotations

import csv
import io
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from .compression import compressor
from .encoders import encode, to_json
from .files import output_errors, sync_folder

__all__ = ["CsvSink", "FileSink", "FolderSink", "NullSink", "Sink", "StreamSink"]

_State = Mapping[str, Any]
# A compressed output is a row of members of this many bytes; it can be cut between them.
_MEMBER = 1 << 20
# Rows from which the columns of a table are found.
_HEAD_ROWS = 1000


class Sink(Protocol):
    """Takes what an encoder makes, in order."""

    def open(self, state: _State | None) -> None:
        """Begin anew (``None``), or go on from what ``state()`` returned."""

    def write(self, parts: Sequence[Any]) -> None:
        """Write some; ``OutputError`` if they cannot be written."""

    def state(self) -> dict[str, Any] | None:
        """Make durable what was written and return where that is; ``None`` if the output cannot be cut here."""

    def finish(self) -> None:
        """Put the whole output under its name."""

    def close(self) -> None:
        """Let go of it, finished or not."""


class NullSink:
    """Takes nothing: for runs that only count."""

    def open(self, state: _State | None) -> None:
        """Do nothing."""

    def write(self, parts: Sequence[Any]) -> None:
        """Do nothing."""

    def state(self) -> dict[str, Any] | None:
        """Return an empty state."""
        return {}

    def finish(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class FolderSink(NullSink):
    """Stands for a folder into which the encoder has written files itself."""

    def __init__(self, folder: Path) -> None:
        """Stand for ``folder``."""
        self._folder = folder

    def open(self, state: _State | None) -> None:
        """Make the folder."""
        del state
        with output_errors(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)

    def state(self) -> dict[str, Any] | None:
        """Have the system write out what it still holds: far cheaper than asking for each of thousands of files."""
        if hasattr(os, "sync"):
            os.sync()
        return {}

    def finish(self) -> None:
        """Have all written out."""
        self.state()


class StreamSink(NullSink):
    """Writes to standard output."""

    def __init__(self, stream: BinaryIO | None = None) -> None:
        """Write to ``stream``, by default standard output."""
        self._stream = stream or sys.stdout.buffer
        self._fresh = True

    def write(self, parts: Sequence[bytes]) -> None:
        """Write and flush."""
        data = b"".join(parts)
        if self._fresh and data:
            # Headings begin with a blank line, but for the first.
            data = data.removeprefix(b"\n")
            self._fresh = False
        self._stream.write(data)
        self._stream.flush()

    def state(self) -> dict[str, Any] | None:
        """Return None: what a reader has taken cannot be taken back."""
        return None


class FileSink:
    """Writes bytes into one file, compressed if its suffix says so."""

    def __init__(self, path: Path, *, keep_empty: bool = True) -> None:
        """Write to ``path``; an empty file is not kept if ``keep_empty`` is False."""
        self.path = path
        self.part = path.with_name(path.name + ".part")
        self._compress = compressor(path.suffix.lower())
        self._keep_empty = keep_empty
        self._buffer: list[bytes] = []
        self._held = 0
        self._offset = 0
        self._stream: BinaryIO | None = None

    def open(self, state: _State | None) -> None:
        """Open the part file, cut to where the checkpoint was."""
        self._offset = int(state["offset"]) if state else 0
        with output_errors(self.part):
            self.part.parent.mkdir(parents=True, exist_ok=True)
            self._stream = self.part.open("r+b" if state else "wb", buffering=0)
            self._stream.truncate(self._offset)
            self._stream.seek(self._offset)

    @property
    def _open_stream(self) -> BinaryIO:
        if self._stream is None:
            raise ValueError(f"{self.path}: the sink is not open")
        return self._stream

    def write(self, parts: Sequence[Any]) -> None:
        """Write some; compressed output goes out in members of a fixed size, about."""
        self._put(b"".join(parts))

    def _put(self, data: bytes) -> None:
        if self._compress is None:
            self._append(data)
            return
        self._buffer.append(data)
        self._held += len(data)
        if self._held >= _MEMBER:
            self._flush()

    def _flush(self) -> None:
        if self._compress is not None and self._held:
            self._append(self._compress(b"".join(self._buffer)))
            self._buffer.clear()
            self._held = 0

    def _append(self, data: bytes) -> None:
        view = memoryview(data)
        with output_errors(self.part):
            while view:
                view = view[self._open_stream.write(view) :]
        self._offset += len(data)

    def state(self) -> dict[str, Any] | None:
        """Flush to the disk; only between compressed members."""
        if self._held:
            return None
        with output_errors(self.part):
            os.fsync(self._open_stream.fileno())
        return {"offset": self._offset}

    def finish(self) -> None:
        """Write the rest, and rename."""
        self._flush()
        if self._compress is not None and not self._offset:
            self._append(self._compress(b""))
        self._finished()

    def _finished(self) -> None:
        with output_errors(self.path):
            os.fsync(self._open_stream.fileno())
            self._open_stream.close()
            if self._offset or self._keep_empty:
                self.part.replace(self.path)
            else:
                self.part.unlink()
                self.path.unlink(missing_ok=True)
        sync_folder(self.path.parent)

    def close(self) -> None:
        """Close the file; the part stays for going on."""
        if self._stream is not None:
            self._stream.close()


class CsvSink(FileSink):
    """Writes rows as CSV or TSV: the article's columns, then those of the input, as the first rows have them.

    A field that later rows bring in addition goes as JSON into the column ``extra``.
    """

    def __init__(self, path: Path | None, delimiter: str = ",") -> None:
        """Write to ``path``, or to standard output."""
        self._out = StreamSink() if path is None else None
        name = path or Path("stdout.csv")
        super().__init__(name)
        self._delimiter = delimiter
        self._columns: list[str] | None = None
        self._core: list[str] = []
        self._rows: list[dict[str, Any]] = []

    def open(self, state: _State | None) -> None:
        """Go on with the columns that were found."""
        if state:
            self._columns, self._core = list(state["columns"]), list(state["core"])
        if self._out is None:
            super().open(state)

    def write(self, parts: Sequence[Any]) -> None:
        """Write rows; the first ones are held back until the columns are known."""
        self._rows += parts
        if self._columns is not None or len(self._rows) >= _HEAD_ROWS:
            self._write_rows()

    def _write_rows(self) -> None:
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=self._delimiter, lineterminator="\n")
        if self._columns is None:
            self._core, self._columns = columns(self._rows)
            writer.writerow([*self._core, *(column_name(c, self._core) for c in self._columns)])
        for row in self._rows:
            flat, known = flatten(row, self._columns)
            writer.writerow([_cell(value) for value in ({**row, "extra": flat}[c] for c in self._core)] + known)
        self._rows = []
        data = encode(text.getvalue())
        if self._out is not None:
            self._out.write([data])
        else:
            self._put(data)

    def state(self) -> dict[str, Any] | None:
        """As a file's, once the columns are known."""
        if self._out is not None or self._columns is None or (state := super().state()) is None:
            return None
        return {**state, "columns": self._columns, "core": self._core}

    def finish(self) -> None:
        """Write the rest, and rename."""
        if self._rows:
            self._write_rows()
        if self._out is None:
            super().finish()


def columns(rows: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[str]]:
    """Return the article's own columns, and those that the rows carry through, in order of appearance."""
    core = list(rows[0])
    extra = dict.fromkeys(str(name) for row in rows for name in row["extra"])
    return core, list(extra)


def column_name(name: str, core: Sequence[str]) -> str:
    """Return the name of a carried-through column: ``input_`` is put before one that the article has itself."""
    while name in core:
        name = f"input_{name}"
    return name


def flatten(row: Mapping[str, Any], names: Sequence[str]) -> tuple[str | None, list[Any]]:
    """Return the row's further fields as JSON (``None`` if there are none), and its cells of the known columns."""
    extra = row["extra"]
    further = {key: value for key, value in extra.items() if key not in names}
    return (to_json(further) if further else None), [_cell(extra.get(name)) for name in names]


def _cell(value: Any) -> Any:
    if isinstance(value, (list, tuple, Mapping)):
        return to_json(value) if value else ""
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value
