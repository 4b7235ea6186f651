"""Apache Spark: a DataFrame with articles -> the same DataFrame with four columns more.

Runs through ``mapInArrow``: rows travel as Arrow batches, and nothing is shuffled. Workers need `cleaner` installed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cleaner.config import Config

from .rows import needs_extra

with needs_extra("spark"):
    import pyarrow as pa
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

    from .arrow import SCHEMA, TableCleaner

__all__ = ["clean_dataframe"]


def clean_dataframe(df: DataFrame, config: Config | None = None, **columns: str | None) -> DataFrame:
    """Clean the articles of a DataFrame.

    Lazy, as Spark is. Works in local mode, on a cluster and through Spark Connect.

    Args:
        df: one row a record; string or binary columns are cleaned.
        config: the options; ``None`` for the defaults.
        columns: where a row has what: the fields of ``Columns``, such as ``html_col="page"``.

    Returns:
        ``df`` with the columns ``clean_text STRING``, ``clean_metadata STRUCT``, ``clean_removed ARRAY<STRUCT>`` and
        ``clean_error STRING``; their full schema stands in ``docs/pipelines.md``.

    Raises:
        ConfigError: a column to be read is missing, or one to be added is there already.

    """
    cleaner = TableCleaner(config, **columns)
    cleaner.check(df.columns)
    added = df.sparkSession.createDataFrame(SCHEMA.empty_table()).schema
    return df.mapInArrow(_mapper(cleaner), StructType([*df.schema.fields, *added.fields]))


def _mapper(cleaner: TableCleaner) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return a function that Spark can send to its workers: it holds the options and nothing of the session."""

    def clean_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield from cleaner(pa.Table.from_batches([batch])).to_batches()

    return clean_batches
