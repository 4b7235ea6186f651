"""Polars: the expression namespace ``cleaner``, registered by importing this module.

    df.with_columns(pl.col("text").cleaner.text().alias("body"))
    df.with_columns(pl.struct("page", "url").cleaner.article(html_col="page", url_col="url").struct.unnest())

Both work in lazy frames and in the streaming engine.
"""

from __future__ import annotations

from cleaner.config import Config

from .rows import Columns, needs_extra

with needs_extra("polars"):
    import polars as pl
    import pyarrow as pa

    from .arrow import SCHEMA, TableCleaner

__all__ = ["SCHEMA_POLARS", "CleanerNamespace"]

SCHEMA_POLARS = pl.Struct(dict(pl.DataFrame(SCHEMA.empty_table()).schema))
"""The type of ``cleaner.article()``: a struct of the four columns."""


@pl.api.register_expr_namespace("cleaner")
class CleanerNamespace:
    """Cleans the texts of an expression; nulls stay null."""

    def __init__(self, expr: pl.Expr) -> None:
        """Hold the expression."""
        self._expr = expr

    def text(self, config: Config | None = None, **columns: str | None) -> pl.Expr:
        """Return the bodies, as ``String``; null where there is no input, and where it cannot be cleaned.

        ``article`` says why, and has the metadata and what was removed too.
        """
        return self.article(config, **columns).struct.field("clean_text")

    def article(self, config: Config | None = None, **columns: str | None) -> pl.Expr:
        """Return a struct a row, of type ``SCHEMA_POLARS``.

        The expression is a column of texts or pages (``String`` or ``Binary``), or a struct of several columns whose
        fields ``columns`` name, as the fields of ``Columns`` do.

        Raises:
            ConfigError: a column argument is unknown; or, when the query runs, the struct lacks a field.

        """
        cleaner = TableCleaner(config, **columns)
        payload = Columns.of(columns).payloads[0]

        def clean(series: pl.Series) -> pl.Series:
            if isinstance(series.dtype, pl.Struct):
                table = series.struct.unnest().to_arrow()
            else:
                table = pa.table({payload: series.to_arrow()})
            return pl.DataFrame(cleaner(table).select(SCHEMA.names)).to_struct(series.name)

        return self._expr.map_batches(clean, return_dtype=SCHEMA_POLARS, is_elementwise=True)
