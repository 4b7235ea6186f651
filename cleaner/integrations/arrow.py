"""Arrow tables -> the same tables with four columns more: what Spark, Ray, datasets and Polars have in common.

Only the columns that are read become Python values; all others are passed on as they are.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from cleaner.config import Config

from .rows import FIELDS, RowCleaner, failed

__all__ = ["SCHEMA", "TableCleaner"]

_STRINGS = pa.list_(pa.string())
_EVIDENCE = pa.struct([("source", pa.string()), ("detail", pa.string()), ("weight", pa.float64())])
# Not a map: datasets knows none.
_SOURCE = pa.struct([("field", pa.string()), ("source", pa.string())])

_METADATA = pa.struct(
    [
        ("title", pa.string()),
        ("authors", _STRINGS),
        ("published", pa.string()),
        ("modified", pa.string()),
        ("site", pa.string()),
        ("url", pa.string()),
        ("language", pa.string()),
        ("description", pa.string()),
        ("tags", _STRINGS),
        ("comment_count", pa.int64()),
        ("paywalled", pa.bool_()),
        ("encoding", pa.string()),
        ("media_type", pa.string()),
        ("sources", pa.list_(_SOURCE)),
        ("warnings", _STRINGS),
    ]
)
_REMOVED = pa.struct(
    [
        ("text", pa.string()),
        ("block", pa.int64()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("label", pa.string()),
        ("action", pa.string()),
        ("score", pa.float64()),
        ("evidence", pa.list_(_EVIDENCE)),
    ]
)

SCHEMA = pa.schema(
    [
        ("clean_text", pa.string()),
        ("clean_metadata", _METADATA),
        ("clean_removed", pa.list_(_REMOVED)),
        ("clean_error", pa.string()),
    ]
)
"""The columns that are added: every one may be null. ``docs/pipelines.md`` explains them."""


class TableCleaner:
    """Cleans tables with one configuration: ``pa.Table -> pa.Table``, rows and their order kept.

    >>> table = TableCleaner(text_col="body")(pa.table({"body": ["One line is all there is in it.", None]}))
    >>> table.column_names, table["clean_text"].null_count
    (['body', 'clean_text', 'clean_metadata', 'clean_removed', 'clean_error'], 1)
    """

    def __init__(self, config: Config | None = None, **columns: str | None) -> None:
        """Use ``config``, or the defaults; ``columns`` are the fields of ``Columns``.

        Raises:
            ConfigError: a column argument is unknown, or nothing is named to be cleaned.

        """
        self._rows = RowCleaner(config, **columns)

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns that are read."""
        return self._rows.columns.names

    def check(self, names: list[str]) -> None:
        """Raise ``ConfigError`` unless a table with these columns can be cleaned."""
        self._rows.columns.check(names)

    def __call__(self, table: pa.Table) -> pa.Table:
        """Return ``table`` with the columns of ``SCHEMA`` at its end.

        Raises:
            ConfigError: it lacks a column that is to be read, or has one that is to be added.

        """
        self.check(table.column_names)
        for field, column in zip(SCHEMA, self.columns(table), strict=True):
            table = table.append_column(field, column)
        return table

    def columns(self, table: pa.Table) -> list[pa.Array]:
        """Return the arrays of the added columns, in the order of ``SCHEMA``."""
        rows = [self._rows.fields(row) for row in table.select(self.reads).to_pylist()]
        try:
            return _arrays(rows)
        except UnicodeEncodeError:
            return _arrays([_encodable(row) for row in rows])


def _arrays(rows: list[dict[str, Any]]) -> list[pa.Array]:
    values = {name: [row[name] for row in rows] for name in FIELDS}
    values["clean_metadata"] = [_metadata(row["clean_metadata"]) for row in rows]
    return [pa.array(values[field.name], type=field.type) for field in SCHEMA]


def _metadata(metadata: dict[str, Any] | None) -> dict[str, Any] | None:
    if metadata is None:
        return None
    sources = [{"field": field, "source": source} for field, source in metadata["sources"].items()]
    return {**metadata, "sources": sources}


def _encodable(row: dict[str, Any]) -> dict[str, Any]:
    """Return the row, or one that says why Arrow, whose strings are UTF-8, cannot hold it."""
    try:
        _arrays([row])
    except UnicodeEncodeError as error:
        return failed(f"its text has half a surrogate pair, which UTF-8 cannot hold: {error.reason}")
    return row
