"""Series and DataFrames: the same results, the index, the nulls."""

from __future__ import annotations

from typing import Any

import pytest
from samples import BODY, CONFIG, PDF, TEXT, engine, expected, pages, rows

from cleaner import ConfigError

pd = engine("pandas")

from cleaner.integrations.pandas import clean_dataframe, clean_series  # noqa: E402


def test_dataframes_equal_pipe() -> None:
    given = pd.DataFrame(rows(), index=pd.Index([row["key"] for row in rows()], name="named"))
    before = given.copy(deep=True)
    cleaned = clean_dataframe(given, CONFIG, id_col="key", url_col="url")
    pd.testing.assert_frame_equal(given, before)
    pd.testing.assert_index_equal(cleaned.index, given.index)
    pd.testing.assert_frame_equal(cleaned[list(given.columns)], given)
    added = cleaned.drop(columns=given.columns).to_dict("records")
    assert added == [{name: row[name] for name in cleaned.columns[-4:]} for row in expected(CONFIG)]


def test_series_equal_pipe() -> None:
    given = pd.Series([row["text"] for row in rows()], name="text")
    cleaned = clean_series(given, CONFIG)
    assert cleaned.dtype == given.dtype
    assert [None if pd.isna(text) else text for text in cleaned] == [row["clean_text"] for row in expected(CONFIG)]


@pytest.mark.parametrize("dtype", ["object", "string", "str", "category"])
def test_index_name_and_nulls_are_kept(dtype: str) -> None:
    index = pd.MultiIndex.from_tuples([("a", 1), ("a", 1), ("b", 2)], names=["letter", "number"])
    given = pd.Series([TEXT, None, ""], index=index, name="article", dtype=dtype)
    cleaned = clean_series(given)
    pd.testing.assert_index_equal(cleaned.index, index)
    assert cleaned.name == "article"
    assert cleaned.isna().tolist() == [False, True, False]
    assert cleaned.iloc[[0, 2]].tolist() == [BODY, ""]


@pytest.mark.parametrize("null", [None, float("nan"), pd.NA])
def test_nulls_of_every_kind_are_nulls(null: Any) -> None:
    given = pd.DataFrame({"text": pd.Series([TEXT, null], dtype=object), "url": pd.Series([null, null], dtype=object)})
    cleaned = clean_dataframe(given, url_col="url")
    assert cleaned["clean_text"].tolist() == [BODY, None]
    assert cleaned["clean_error"].tolist() == [None, None]
    assert cleaned["clean_metadata"][0]["url"] is None
    assert clean_series(given["text"])[1] is null


def test_empty_frames() -> None:
    assert clean_series(pd.Series([], dtype=object)).empty
    cleaned = clean_dataframe(pd.DataFrame({"text": []}))
    assert (len(cleaned), list(cleaned.columns)[1:]) == (
        0,
        ["clean_text", "clean_metadata", "clean_removed", "clean_error"],
    )


def test_bad_texts_have_errors() -> None:
    cleaned = clean_dataframe(pd.DataFrame(pages()), html_col="page")
    assert cleaned.loc[cleaned["clean_error"].notna(), "key"].tolist() == ["pdf"]
    with pytest.warns(UserWarning, match="1 of 2 texts could not be cleaned and are null; the first: .*PDF"):
        assert clean_series(pd.Series([TEXT.encode(), PDF])).tolist() == [BODY, None]


def test_wrong_columns() -> None:
    with pytest.raises(ConfigError, match="no column 'text'; there are page"):
        clean_dataframe(pd.DataFrame({"page": [TEXT]}))
    once = clean_dataframe(pd.DataFrame({"text": [TEXT]}))
    with pytest.raises(ConfigError, match="has a 'clean_text' already"):
        clean_dataframe(once)
