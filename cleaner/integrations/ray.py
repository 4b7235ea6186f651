"""Ray Data: a callable class for ``Dataset.map_batches``.

Given as a class, with ``batch_format="pyarrow"``, it is built once in each actor, and what it loads stays there for
all batches::

    dataset.map_batches(
        CleanBatch,
        fn_constructor_kwargs={"text_col": "text"},
        batch_format="pyarrow",
        compute=ray.data.ActorPoolStrategy(size=2),
    )
"""

from __future__ import annotations

from .rows import needs_extra

with needs_extra("ray"):
    import ray.data  # noqa: F401 - without Ray Data the class is of no use

    from .arrow import TableCleaner

__all__ = ["CleanBatch"]


class CleanBatch(TableCleaner):
    """Cleans Arrow batches: ``pa.Table -> pa.Table`` with the four columns at its end.

    Its constructor takes ``config`` and the fields of ``Columns``; use ``batch_format="pyarrow"``.
    """
