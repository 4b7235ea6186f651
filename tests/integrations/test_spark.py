"""The adapter in a real Spark: local mode, two workers."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from samples import CONFIG, engine, expected, pages, rows

from cleaner import ConfigError

sql = engine("pyspark.sql", "spark")

from cleaner.integrations.spark import clean_dataframe  # noqa: E402

pytestmark = pytest.mark.filterwarnings(
    "ignore:PySpark does not yet fully support pandas:FutureWarning", "ignore::ResourceWarning"
)

SCHEMA = "key STRING, text STRING, url STRING, carried BIGINT"


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    # Workers must run this Python, and the driver must not look for a network.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = (
        sql.SparkSession.builder.master("local[2]")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "false")
    )
    session = builder.getOrCreate()
    yield session
    session.stop()


def test_dataframes_equal_pipe(spark: Any) -> None:
    given = spark.createDataFrame(rows(), SCHEMA).repartition(2)
    cleaned = clean_dataframe(given, CONFIG, id_col="key", url_col="url")
    found = [row.asDict(recursive=True) for row in cleaned.collect()]
    for row in found:
        if row["clean_metadata"] is not None:
            row["clean_metadata"]["sources"] = {s["field"]: s["source"] for s in row["clean_metadata"]["sources"]}
    assert cleaned.rdd.getNumPartitions() == 2
    assert sorted(found, key=lambda row: row["carried"]) == expected(CONFIG)


def test_schema_is_known_before_a_row_is_cleaned(spark: Any) -> None:
    cleaned = clean_dataframe(spark.createDataFrame([], SCHEMA))
    assert cleaned.columns == [*"key text url carried clean_text clean_metadata clean_removed clean_error".split()]
    kinds = [cleaned.schema[name].dataType.typeName() for name in cleaned.columns[4:]]
    assert kinds == ["string", "struct", "array", "string"]
    assert cleaned.count() == 0


def test_a_bad_page_fails_no_job(spark: Any) -> None:
    given = spark.createDataFrame(pages(), "key STRING, page BINARY")
    cleaned = clean_dataframe(given, html_col="page")
    errors = {row.key: row.clean_error for row in cleaned.collect()}
    assert [key for key, error in errors.items() if error is not None] == ["pdf"]
    assert len(errors) == 9


def test_a_wrong_column_is_seen_at_once(spark: Any) -> None:
    given = spark.createDataFrame(rows()[:2], SCHEMA)
    with pytest.raises(ConfigError, match="no column 'body'; there are key, text, url, carried"):
        clean_dataframe(given, text_col="body")
