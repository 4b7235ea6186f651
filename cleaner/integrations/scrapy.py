"""Scrapy: an item pipeline that cleans a field of each item and fills others.

In the project's settings::

    ITEM_PIPELINES = {"cleaner.integrations.scrapy.CleanPipeline": 300}
    CLEANER_CONFIG = {"care": "recall"}
    CLEANER_INPUT = {"html_col": "html", "url_col": "url"}
    CLEANER_OUTPUT = {"clean_text": "body", "clean_removed": None}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cleaner.config import Config
from cleaner.errors import ConfigError

from .rows import FIELDS, RowCleaner, needs_extra

with needs_extra("scrapy"):
    from itemadapter import ItemAdapter

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

__all__ = ["CleanPipeline"]


class CleanPipeline:
    """Cleans items of every type that Scrapy knows: dicts, ``Item``, dataclasses, attrs and Pydantic classes.

    Settings:
        CLEANER_CONFIG: a ``Config``, or a dict of its options.
        CLEANER_INPUT: the fields that are read, as in ``Columns``; ``{"text_col": "text"}`` unless said.
        CLEANER_OUTPUT: the item's fields for ``clean_text``, ``clean_metadata``, ``clean_removed`` and
            ``clean_error``; those left out are filled under these names, ``None`` leaves one away.

    An item without a field that is to be cleaned passes untouched. Scrapy's stats count ``cleaner/cleaned``,
    ``cleaner/failed``, ``cleaner/skipped`` and ``cleaner/removed/<label>``.
    """

    def __init__(
        self,
        config: Config | None,
        columns: Mapping[str, str | None],
        output: Mapping[str, str | None],
        stats: StatsCollector,
    ) -> None:
        """Use the values of the settings.

        Raises:
            ConfigError: one of them is wrong.

        """
        if unknown := [name for name in output if name not in FIELDS]:
            raise ConfigError(f"CLEANER_OUTPUT: {unknown[0]!r} is unknown; use {', '.join(FIELDS)}")
        self._rows = RowCleaner(config, **columns)
        self._output = {name: target for name in FIELDS if (target := output.get(name, name)) is not None}
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanPipeline:
        """Read the settings."""
        settings = crawler.settings
        config = settings.get("CLEANER_CONFIG")
        if config is not None and not isinstance(config, Config):
            config = _config(settings.getdict("CLEANER_CONFIG"))
        assert crawler.stats is not None  # noqa: S101 - it is set before the pipelines are made
        return cls(config, settings.getdict("CLEANER_INPUT"), settings.getdict("CLEANER_OUTPUT"), crawler.stats)

    def process_item(self, item: Any, spider: Spider | None = None) -> Any:
        """Fill the fields of one item.

        Raises:
            ConfigError: the item's class does not declare a field that is to be filled.

        """
        del spider
        adapter = ItemAdapter(item)
        columns = self._rows.columns
        if not any(name in adapter for name in columns.payloads):
            self._stats.inc_value("cleaner/skipped")
            return item
        cleaned = self._rows.fields({name: adapter.get(name) for name in columns.names})
        self._count(cleaned)
        for name, target in self._output.items():
            try:
                adapter[target] = cleaned[name]
            except KeyError:
                raise ConfigError(
                    f"{type(item).__name__} declares no field {target!r}; declare it, or name another one, or None, "
                    f"for {name!r} in CLEANER_OUTPUT"
                ) from None
        return item

    def _count(self, cleaned: Mapping[str, Any]) -> None:
        self._stats.inc_value("cleaner/failed" if cleaned["clean_error"] is not None else "cleaner/cleaned")
        for label, count in Counter(block["label"] for block in cleaned["clean_removed"] or ()).items():
            self._stats.inc_value(f"cleaner/removed/{label}", count)


def _config(options: Mapping[str, Any]) -> Config:
    try:
        return Config(**options)
    except TypeError as error:
        raise ConfigError(f"CLEANER_CONFIG: {error}") from None
