"""The expression namespace: eager, lazy and streaming."""

from __future__ import annotations

import pytest
from samples import CONFIG, PDF, engine, expected, pages, plain, rows

from cleaner import ConfigError

pl = engine("polars")

from cleaner.integrations.polars import SCHEMA_POLARS  # noqa: E402

ARTICLE = {"id_col": "key", "url_col": "url"}


def test_structs_equal_pipe() -> None:
    given = pl.DataFrame(rows())
    article = pl.struct("key", "text", "url").cleaner.article(CONFIG, **ARTICLE)
    cleaned = given.with_columns(article.alias("cleaned")).unnest("cleaned")
    assert [plain(row) for row in cleaned.to_dicts()] == expected(CONFIG)


def test_texts_equal_pipe_and_nulls_stay() -> None:
    given = pl.DataFrame(rows())
    cleaned = given.select(pl.col("text").cleaner.text(CONFIG))
    assert cleaned.schema == {"clean_text": pl.String}
    assert cleaned["clean_text"].to_list() == [row["clean_text"] for row in expected(CONFIG)]


@pytest.mark.parametrize("engine_name", ["in-memory", "streaming"])
def test_lazy_frames_know_the_schema_and_give_the_same(engine_name: str) -> None:
    article = pl.struct("key", "text", "url").cleaner.article(CONFIG, **ARTICLE)
    lazy = pl.DataFrame(rows()).lazy().with_columns(article.alias("cleaned"))
    assert lazy.collect_schema()["cleaned"] == SCHEMA_POLARS
    found = lazy.collect(engine=engine_name).unnest("cleaned").to_dicts()
    assert [plain(row) for row in found] == expected(CONFIG)


def test_nothing_and_all_null() -> None:
    for values in ([], [None]):
        given = pl.DataFrame({"text": values}, schema={"text": pl.String})
        cleaned = given.select(pl.col("text").cleaner.article().alias("a"))
        assert cleaned.schema == {"a": SCHEMA_POLARS}
        assert cleaned.unnest("a")["clean_text"].to_list() == values


def test_bad_pages_have_errors() -> None:
    cleaned = pl.DataFrame(pages()).with_columns(pl.col("page").cleaner.article(html_col="page").alias("a")).unnest("a")
    assert cleaned.filter(pl.col("clean_error").is_not_null())["key"].to_list() == ["pdf"]
    assert cleaned["page"][4] == PDF


def test_wrong_columns() -> None:
    with pytest.raises(ConfigError, match="column is no option"):
        pl.col("text").cleaner.text(column="text")
    with pytest.raises((ConfigError, pl.exceptions.ComputeError), match="no column 'text'; there are page"):
        pl.DataFrame({"page": ["a"]}).select(pl.struct("page").cleaner.article())
