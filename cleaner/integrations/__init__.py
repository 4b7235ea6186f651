"""`cleaner` as a stage in other people's pipelines: one function over a batch of rows, and a thin adapter an engine.

Each adapter is a module of its own, imported by its users alone: ``cleaner.integrations.spark``, ``ray``,
``datatrove``, ``datasets``, ``pandas``, ``polars`` and ``scrapy``. Without its engine, importing one raises
``MissingDependency`` with the line that installs it. ``docs/pipelines.md`` has an example for each.
"""

from .rows import FIELDS, Columns, clean_batch

__all__ = ["FIELDS", "Columns", "clean_batch"]
