"""Rows -> Parquet. Row groups are collected in an Arrow stream, which can be cut back; Parquet files cannot."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from ..document import Metadata
from .encoders import to_json
from .files import output_errors
from .parquet import pyarrow
from .sinks import FileSink, column_name

__all__ = ["ParquetSink"]

_GROUP_ROWS = 1000


class ParquetSink(FileSink):
    """Writes rows as Parquet: the article's columns, then those of the input with the types of the first rows.

    What later rows bring beyond that, a further field or a value that does not fit the type, goes as JSON
    into the column ``extra``.
    """

    def __init__(self, path: Path, like: Any = None) -> None:
        """Write to ``path``; ``like`` is the Arrow schema of a Parquet input, whose types are kept."""
        super().__init__(path)
        self._pa = pyarrow()
        self._like = like
        self._schema: Any = None
        self._rows: list[dict[str, Any]] = []

    def open(self, state: Mapping[str, Any] | None) -> None:
        """Go on with the schema that was found."""
        if state:
            message = self._pa.py_buffer(base64.b64decode(state["schema"]))
            self._schema = self._pa.ipc.read_schema(message)
        super().open(state)

    def write(self, parts: Sequence[Any]) -> None:
        """Write rows, in row groups of a fixed number."""
        self._rows += parts
        while len(self._rows) >= _GROUP_ROWS:
            self._group(self._rows[:_GROUP_ROWS])
            self._rows = self._rows[_GROUP_ROWS:]

    def _group(self, rows: list[dict[str, Any]]) -> None:
        if self._schema is None:
            self._schema = self._find_schema(rows)
            self._append(self._schema.serialize().to_pybytes())
        self._append(self._batch(rows).serialize().to_pybytes())

    def state(self) -> dict[str, Any] | None:
        """As a file's, between row groups."""
        if self._rows or self._schema is None or (state := super().state()) is None:
            return None
        return {**state, "schema": base64.b64encode(self._schema.serialize().to_pybytes()).decode()}

    def finish(self) -> None:
        """Write the rest, make Parquet of the stream, and rename."""
        if self._rows:
            self._group(self._rows)
            self._rows = []
        if self._schema is None:
            self._schema = self._find_schema([])
            self._append(self._schema.serialize().to_pybytes())
        self.close()
        temporary = self.path.with_name(self.path.name + ".part2")
        with output_errors(self.path):
            self._convert(temporary)
            temporary.replace(self.path)
            self.part.unlink()

    def _convert(self, target: Path) -> None:
        with (
            self.part.open("rb") as stream,
            self._pa.ipc.open_stream(stream) as batches,
            target.open("wb") as out,
            self._pa.parquet.ParquetWriter(out, self._schema, compression="zstd") as writer,
        ):
            for batch in batches:
                writer.write_batch(batch)

    def _find_schema(self, rows: list[dict[str, Any]]) -> Any:
        """Return the schema: the article's columns, then the carried-through ones with the types of their values."""
        pa = self._pa
        core = _core(pa)
        names = dict.fromkeys(str(name) for row in rows for name in row["extra"])
        carried = []
        for name in names:
            kind = self._type(name, [row["extra"].get(name) for row in rows])
            if kind is not None:
                carried.append(pa.field(column_name(name, core.names), kind, metadata={"name": name}))
        return pa.schema([*core, *carried])

    def _type(self, name: str, values: list[Any]) -> Any:
        """Return a column's type, ``None`` if its values have none in common, or are all null."""
        pa = self._pa
        if self._like is not None and name in self._like.names:
            return self._like.field(name).type
        try:
            kind = pa.infer_type(values)
        except (pa.ArrowException, OverflowError):
            return None
        return None if pa.types.is_null(kind) or _has_empty_struct(pa, kind) else kind

    def _batch(self, rows: list[dict[str, Any]]) -> Any:
        """Return rows as a record batch of the schema."""
        further: list[dict[str, Any]] = [dict(row["extra"]) for row in rows]
        arrays: dict[str, Any] = {}
        for column in self._schema:
            name = (column.metadata or {}).get(b"name")
            if name is not None:
                values = [extra.pop(name.decode(), None) for extra in further]
                arrays[column.name] = self._array(values, column.type, name.decode(), further)
        for row, left in zip(rows, further, strict=True):
            row["extra"] = to_json(left) if left else None
        for column in self._schema:
            if column.name not in arrays:
                values = [_core_value(row[column.name], column.type, self._pa) for row in rows]
                arrays[column.name] = self._pa.array(values, column.type)
        return self._pa.RecordBatch.from_arrays([arrays[c.name] for c in self._schema], schema=self._schema)

    def _array(self, values: list[Any], kind: Any, name: str, further: list[dict[str, Any]]) -> Any:
        """Return a column; values that do not fit its type go to ``further``."""
        try:
            return self._pa.array(values, kind)
        except (self._pa.ArrowException, OverflowError, UnicodeError, TypeError, ValueError):
            pass
        for i, value in enumerate(values):
            try:
                self._pa.array([value], kind)
            except (self._pa.ArrowException, OverflowError, UnicodeError, TypeError, ValueError):
                further[i][name] = value
                values[i] = None
        return self._pa.array(values, kind)


def _core(pa: Any) -> Any:
    """Return the schema of the article's own columns, metadata by its declaration."""
    evidence = pa.struct([("source", pa.string()), ("detail", pa.string()), ("weight", pa.float64())])
    removed = pa.struct(
        [
            ("text", pa.string()),
            ("block", pa.int64()),
            ("start", pa.int64()),
            ("end", pa.int64()),
            ("label", pa.string()),
            ("action", pa.string()),
            ("score", pa.float64()),
            ("evidence", pa.list_(evidence)),
        ]
    )
    metadata = [(f.name, _metadata_type(pa, str(f.type))) for f in fields(Metadata) if f.name != "url"]
    ends = [("removed", pa.list_(removed)), ("extra", pa.string())]
    return pa.schema([("id", pa.string()), ("url", pa.string()), ("text", pa.string()), *metadata, *ends])


def _metadata_type(pa: Any, annotation: str) -> Any:
    """Return the Arrow type for a field of ``Metadata``; JSON text for kinds that are not known here."""
    kinds = {
        "str": pa.string(),
        "int": pa.int64(),
        "bool": pa.bool_(),
        "float": pa.float64(),
        "tuple[str, ...]": pa.list_(pa.string()),
        "Mapping[str, str]": pa.map_(pa.string(), pa.string()),
    }
    return kinds.get(annotation.removesuffix(" | None"), pa.string())


def _core_value(value: Any, kind: Any, pa: Any) -> Any:
    """Return a value of the article's own as its column takes it: Arrow has no lone surrogates."""
    if isinstance(value, str):
        return _sound(value)
    if isinstance(value, Mapping) and kind is not None and pa.types.is_map(kind):
        return [(_sound(str(k)), _sound(str(v))) for k, v in value.items()]
    if isinstance(value, Mapping):
        return {k: _core_value(v, None, pa) for k, v in value.items()} if kind is None else to_json(value)
    if isinstance(value, list):
        return [_core_value(v, None, pa) for v in value]
    return value


def _sound(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def _has_empty_struct(pa: Any, kind: Any) -> bool:
    """Whether a type holds a struct without fields, which Parquet cannot store."""
    if pa.types.is_struct(kind):
        return kind.num_fields == 0 or any(_has_empty_struct(pa, kind.field(i).type) for i in range(kind.num_fields))
    return pa.types.is_list(kind) and _has_empty_struct(pa, kind.value_type)
