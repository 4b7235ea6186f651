"""Hugging Face datasets: a function for ``map`` of datasets and of streaming datasets.

    dataset.with_format("arrow").map(CleanBatch(text_col="text"), batched=True)

In the Arrow format the added columns always have the same types. In the default format ``datasets`` takes the types
from the first batch, in which a column may be all null: give it ``features=CleanBatch.features(dataset.features)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .rows import needs_extra

with needs_extra("datasets"):
    import pyarrow as pa
    from datasets import Features

    from .arrow import SCHEMA, TableCleaner

__all__ = ["CleanBatch"]


class CleanBatch(TableCleaner):
    """Cleans batches: an Arrow table with four columns more, or a dict of columns -> the four columns.

    Pickles as its options and the version of `cleaner`, and so has the same fingerprint in every process: a cached
    result is found again, and is made anew after an upgrade.
    """

    def __call__(self, batch: pa.Table | Mapping[str, list[Any]]) -> Any:
        """Return what ``map(batched=True)`` expects for a batch in its format.

        Raises:
            ConfigError: the batch lacks a column that is to be read, or has one that is to be added.

        """
        if isinstance(batch, pa.Table):
            return super().__call__(batch)
        self.check(list(batch))
        table = pa.table({name: batch[name] for name in self.reads})
        return {field.name: array.to_pylist() for field, array in zip(SCHEMA, self.columns(table), strict=True)}

    @staticmethod
    def features(features: Features) -> Features:
        """Return ``features`` with those of the added columns."""
        return Features({**features, **Features.from_arrow_schema(SCHEMA)})
