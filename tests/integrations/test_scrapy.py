"""The item pipeline in a real crawl, and its settings item by item."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from samples import BODY, PDF, TEXT, engine, expected, rows

from cleaner import Config, ConfigError, clean

scrapy = engine("scrapy")
test_tools = engine("scrapy.utils.test", "scrapy")

from cleaner.integrations.scrapy import CleanPipeline  # noqa: E402

CRAWL = """
import json, sys
import scrapy
from scrapy.crawler import CrawlerProcess

class Articles(scrapy.Spider):
    name = "articles"

    async def start(self):
        yield scrapy.Request("data:,start")

    def parse(self, response):
        with open("rows.json") as file:
            yield from json.load(file)

process = CrawlerProcess({
    "ITEM_PIPELINES": {"cleaner.integrations.scrapy.CleanPipeline": 300},
    "CLEANER_CONFIG": {"care": "recall", "policy": {"title": "keep", "share": "move"}},
    "CLEANER_INPUT": {"id_col": "key", "url_col": "url"},
    "FEEDS": {"items.json": {"format": "json"}},
    "LOG_LEVEL": "WARNING",
    "TELNETCONSOLE_ENABLED": False,
})
crawler = process.create_crawler(Articles)
process.crawl(crawler)
process.start()
stats = {key: value for key, value in crawler.stats.get_stats().items() if key.startswith("cleaner/")}
with open("stats.json", "w") as file:
    json.dump(stats, file)
"""


def test_crawls_equal_pipe(tmp_path: Path) -> None:
    config = Config(care="recall", policy={"title": "keep", "share": "move"})
    (tmp_path / "rows.json").write_text(json.dumps(rows()))
    subprocess.run([sys.executable, "-W", "error:::cleaner", "-c", CRAWL], cwd=tmp_path, check=True, timeout=300)
    found = sorted(json.loads((tmp_path / "items.json").read_text()), key=lambda row: row["carried"])
    wanted = expected(config)
    assert found == wanted
    removed = Counter(block["label"] for row in wanted for block in row["clean_removed"] or ())
    stats = json.loads((tmp_path / "stats.json").read_text())
    assert stats == {"cleaner/cleaned": len(wanted), **{f"cleaner/removed/{name}": n for name, n in removed.items()}}


def _pipeline(**settings: Any) -> tuple[CleanPipeline, Any]:
    crawler = test_tools.get_crawler(settings_dict=settings)
    return CleanPipeline.from_crawler(crawler), crawler.stats


@dataclass
class Page:
    """An item with fields of its own names."""

    html: bytes | None
    body: str | None = None
    why: str | None = None


class Declared(scrapy.Item):  # type: ignore[misc, name-defined]
    """An item that takes declared fields only."""

    text = scrapy.Field()
    clean_text = scrapy.Field()


TITLED = Config(policy={"title": "keep"})
OUTPUT = {"clean_text": "body", "clean_error": "why", "clean_metadata": None, "clean_removed": None}


def test_configured_fields_are_read_and_filled() -> None:
    pipeline, stats = _pipeline(CLEANER_INPUT={"html_col": "html", "media_type_col": "type"}, CLEANER_OUTPUT=OUTPUT)
    assert pipeline.process_item(Page(None)) == Page(None)
    bad = pipeline.process_item(Page(PDF))
    assert (bad.body, bad.why) == (None, "this is no text but a PDF document; give plain text or HTML")
    assert stats.get_value("cleaner/failed") == 1
    text = pipeline.process_item({"html": TEXT, "type": "text/plain"})
    assert text == {"html": TEXT, "type": "text/plain", "body": BODY, "why": None}


def test_the_text_itself_can_be_replaced() -> None:
    pipeline, _ = _pipeline(CLEANER_OUTPUT={**OUTPUT, "clean_text": "text"})
    assert pipeline.process_item({"text": TEXT}) == {"text": BODY, "why": None}


def test_other_items_pass() -> None:
    pipeline, stats = _pipeline()
    item = {"image": "https://site.example/a.png"}
    assert pipeline.process_item(item) is item
    assert item == {"image": "https://site.example/a.png"}
    assert stats.get_value("cleaner/skipped") == 1


def test_a_config_object_will_do() -> None:
    pipeline, _ = _pipeline(CLEANER_CONFIG=TITLED)
    assert pipeline.process_item({"text": TEXT})["clean_text"] == clean(TEXT, config=TITLED).text


def test_an_undeclared_field_is_named() -> None:
    pipeline, _ = _pipeline()
    with pytest.raises(ConfigError, match="Declared declares no field 'clean_metadata'"):
        pipeline.process_item(Declared(text=TEXT))
    pipeline, _ = _pipeline(CLEANER_OUTPUT={"clean_metadata": None, "clean_removed": None, "clean_error": None})
    assert dict(pipeline.process_item(Declared(text=TEXT))) == {"text": TEXT, "clean_text": BODY}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"CLEANER_OUTPUT": {"body": "body"}}, "CLEANER_OUTPUT: 'body' is unknown; use clean_text"),
        ({"CLEANER_INPUT": {"html": "html"}}, "html is no option; columns are named with html_col"),
        ({"CLEANER_CONFIG": {"carefully": "recall"}}, "CLEANER_CONFIG: .*carefully"),
        ({"CLEANER_CONFIG": {"care": "much"}}, "care: 'much' is unknown"),
    ],
)
def test_wrong_settings(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        _pipeline(**settings)
