"""pandas: a Series of texts -> a Series of bodies; a DataFrame -> the same DataFrame with four columns more."""

from __future__ import annotations

import warnings
from typing import Any

from cleaner.config import Config

from .rows import FIELDS, RowCleaner, needs_extra

with needs_extra("pandas"):
    import pandas as pd

__all__ = ["clean_dataframe", "clean_series"]


def clean_series(series: pd.Series, config: Config | None = None, *, media_type: str | None = None) -> pd.Series:
    """Return the bodies of a Series of texts or pages; index, name and nulls are kept.

    A text that cannot be cleaned gives ``None``, and one ``UserWarning`` says of how many and why.
    ``clean_dataframe`` says it row by row, and has the metadata and what was removed too.

    Args:
        series: ``str`` or ``bytes``, and nulls of any kind.
        config: the options; ``None`` for the defaults.
        media_type: ``"text/plain"`` or ``"text/html"``; ``None``: look and see.

    """
    cleaner = RowCleaner(config, media_type_col="media_type")
    empty = series.isna()
    bodies: list[Any] = list(series)
    errors: list[str] = []
    for number, (value, null) in enumerate(zip(series, empty, strict=True)):
        if not null:
            row = cleaner.fields({"text": value, "media_type": media_type})
            bodies[number] = row["clean_text"]
            errors += [row["clean_error"]] if row["clean_error"] is not None else []
    if errors:
        message = f"{len(errors)} of {len(series)} texts could not be cleaned and are null; the first: {errors[0]}"
        warnings.warn(message, stacklevel=2)
    # A column of strings stays one; in any other, such as one of bytes or of categories, the bodies are objects.
    dtype = series.dtype if pd.api.types.is_string_dtype(series.dtype) else object
    return pd.Series(bodies, index=series.index, name=series.name, dtype=dtype)


def clean_dataframe(df: pd.DataFrame, config: Config | None = None, **columns: str | None) -> pd.DataFrame:
    """Return a copy of ``df`` with the four columns that ``FIELDS`` names.

    Args:
        df: one row a record; the index may be of any kind.
        config: the options; ``None`` for the defaults.
        columns: where a row has what: the fields of ``Columns``, such as ``html_col="page"``.

    Returns:
        Metadata is a dict a row, removed a list of dicts, both ``None`` where there is no result.

    Raises:
        ConfigError: a column to be read is missing, or one to be added is there already.

    """
    cleaner = RowCleaner(config, **columns)
    cleaner.columns.check(list(df.columns))
    read = {name: df[name].astype(object).where(df[name].notna(), None) for name in cleaner.columns.names}
    rows = [cleaner.fields(dict(zip(read, values, strict=True))) for values in zip(*read.values(), strict=True)]
    added = {name: pd.Series([row[name] for row in rows], index=df.index, dtype=object) for name in FIELDS}
    return df.assign(**added)
