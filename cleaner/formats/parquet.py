"""Parquet: a document a row, read page by page, written in row groups."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any, BinaryIO, cast

from ..errors import InputError, MissingDependency
from .compression import Measured
from .entries import Entry, Item, Reading
from .fields import find_fields
from .sources import Source

__all__ = ["pyarrow", "read_parquet", "schema_of"]

_BATCH = 64


def pyarrow() -> Any:
    """Return the module ``pyarrow``, with ``pyarrow.parquet`` loaded.

    Raises:
        MissingDependency: it is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet
    except ImportError:
        raise MissingDependency('Parquet files need the package pyarrow: pip install "cleaner[parquet]"') from None
    return cast("ModuleType", pa)


def read_parquet(measured: Measured, source: Source, reading: Reading) -> Iterator[Item]:
    """Yield an entry for each row. Memory is that of a few pages, however large the row groups are.

    Raises:
        InputError: the file is truncated or damaged, or has no column that holds the text.
        MissingDependency: pyarrow is not installed.
    """
    pa = pyarrow()
    folder = source.full_name
    number = 0
    try:
        # Single-threaded: the cores belong to the workers.
        with _open(source) as stream, pa.parquet.ParquetFile(stream, buffer_size=1 << 20, pre_buffer=False) as file:
            find_fields(dict.fromkeys(file.schema_arrow.names), reading, source.id)
            for batch in file.iter_batches(_BATCH, use_threads=False):
                for row in batch.to_pylist():
                    number += 1
                    measured.count = source.size * number // max(1, file.metadata.num_rows)
                    yield Entry(source.id, f"row {number}", f"{folder}/{number:08d}", row, _size(row))
    except (pa.ArrowException, OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(source.id, _reason(source, error, number)) from error


def schema_of(source: Source) -> Any:
    """Return the Arrow schema of a Parquet file, ``None`` if it has none that can be read."""
    pa = pyarrow()
    try:
        with _open(source) as stream:
            return pa.parquet.read_schema(stream)
    except (pa.ArrowException, OSError):
        return None


def _open(source: Source) -> BinaryIO:
    return source.file.open("rb")


def _size(row: dict[str, Any]) -> int:
    return sum(len(value) for value in row.values() if isinstance(value, (str, bytes)))


def _reason(source: Source, error: Exception, number: int) -> str:
    """Say what is wrong with a file that pyarrow cannot read."""
    try:
        with _open(source) as stream:
            head = stream.read(4)
            stream.seek(max(0, source.size - 4))
            tail = stream.read(4)
    except OSError as failure:
        return f"it cannot be read: {failure.strerror or failure}"
    if head == b"PAR1" and tail != b"PAR1":
        return "it is truncated: the end of the Parquet file, which says where its columns are, is missing"
    if head != b"PAR1":
        return "it is no Parquet file"
    detail = " ".join(str(error).split())
    return f"the Parquet file is damaged after row {number}: {detail}"
