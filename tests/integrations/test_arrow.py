"""Tables: the schema, and what Arrow itself can refuse."""

from __future__ import annotations

from dataclasses import fields

import pytest
from samples import CONFIG, PDF, engine, expected, pages, plain, rows

from cleaner import ConfigError, Metadata, Removed

pa = engine("pyarrow", "spark")

from cleaner.integrations.arrow import SCHEMA, TableCleaner  # noqa: E402


def test_tables_equal_pipe() -> None:
    cleaned = TableCleaner(CONFIG, id_col="key", url_col="url")(pa.Table.from_pylist(rows()))
    assert [plain(row) for row in cleaned.to_pylist()] == expected(CONFIG)


def test_schema_is_fixed() -> None:
    given = pa.table({"text": pa.array([None], pa.null()), "n": pa.array([1], pa.int8())})
    cleaned = TableCleaner()(given)
    assert cleaned.schema == pa.schema([*given.schema, *SCHEMA])
    assert TableCleaner()(given.slice(0, 0)).schema == cleaned.schema


def test_schema_has_every_field_of_the_types() -> None:
    """A field that the schema lacks would be lost on its way through Arrow."""
    metadata = [field.name for field in SCHEMA.field("clean_metadata").type]
    removed = [field.name for field in SCHEMA.field("clean_removed").type.value_type]
    assert metadata == [field.name for field in fields(Metadata)]
    assert sorted(removed) == sorted(field.name for field in fields(Removed))


def test_a_bad_page_has_an_error_and_nulls() -> None:
    cleaned = TableCleaner(html_col="page")(pa.Table.from_pylist(pages())).to_pylist()
    assert [row["key"] for row in cleaned if row["clean_error"]] == ["pdf"]
    assert cleaned[4]["page"] == PDF
    assert [cleaned[4][name] for name in SCHEMA.names[:3]] == [None] * 3


def test_half_a_surrogate_pair_fails_its_row_alone() -> None:
    good, bad = b"Le bassin rouvre lundi.", b"Le bassin rouvre+2AA- lundi."
    given = pa.table({"text": [good, bad], "charset": ["utf-8", "utf-7"]})
    rows = TableCleaner(charset_col="charset")(given).to_pylist()
    assert [row["clean_text"] for row in rows] == ["Le bassin rouvre lundi.", None]
    assert rows[1]["clean_error"].startswith("its text has half a surrogate pair")


def test_wrong_tables() -> None:
    with pytest.raises(ConfigError, match="there is no column 'text'; there are page, n"):
        TableCleaner()(pa.table({"page": ["a"], "n": [1]}))
    with pytest.raises(ConfigError, match="has a 'clean_error' already"):
        TableCleaner()(pa.table({"text": ["a"], "clean_error": [None]}))
