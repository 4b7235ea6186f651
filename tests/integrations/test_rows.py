"""``clean_batch`` on plain dicts, the columns, and what a user without an engine reads."""

from __future__ import annotations

import pickle
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import CONFIG, PDF, expected, rows

from cleaner import Article, Cleaner, Config, ConfigError, MissingDependency, Record
from cleaner.integrations import FIELDS, Columns, clean_batch
from cleaner.integrations.rows import RowCleaner

ENGINES = {
    "spark": "pyspark",
    "ray": "ray",
    "datatrove": "datatrove",
    "datasets": "datasets",
    "pandas": "pandas",
    "polars": "polars",
    "scrapy": "itemadapter",
}
TEXT = "Piscine\n\nLe bassin rouvre lundi, dit la mairie de la ville.\n\nLaisser un commentaire\n"


@pytest.mark.parametrize("config", [None, CONFIG])
def test_rows_equal_pipe(config: Config | None) -> None:
    assert clean_batch(rows(), config, id_col="key", url_col="url") == expected(config)


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(), st.binary(), st.integers()), max_size=4))
def test_every_value_gives_one_row(values: list[Any]) -> None:
    given_rows = [{"text": value} for value in values]
    cleaned = clean_batch(given_rows)
    assert [row["text"] for row in cleaned] == values
    for row in cleaned:
        assert list(row) == ["text", *FIELDS]
        has_result = row["clean_text"] is not None
        assert has_result == (row["text"] is not None and row["clean_error"] is None)


def test_given_rows_are_not_changed() -> None:
    row = {"text": TEXT}
    clean_batch([row])
    assert row == {"text": TEXT}


def test_bad_rows_say_why_and_good_ones_go_on() -> None:
    given_rows: list[dict[str, Any]] = [{"text": PDF}, {"text": 5}, {"page": TEXT}, {"text": TEXT}]
    errors = [row["clean_error"] for row in clean_batch(given_rows)]
    assert errors == [
        "this is no text but a PDF document; give plain text or HTML",
        "its 'text' is int; give str or bytes",
        "it has no field 'text'",
        None,
    ]


def test_a_fault_inside_fails_its_row_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Cleaner.__call__

    def faulty(self: Cleaner, record: Record) -> Article:
        if record.id == "bad":
            raise RecursionError("too deep")
        return real(self, record)

    monkeypatch.setattr(Cleaner, "__call__", faulty)
    bad, good = clean_batch([{"key": "bad", "text": TEXT}, {"key": "good", "text": TEXT}], id_col="key")
    assert (bad["clean_text"], bad["clean_error"]) == (None, "RecursionError: too deep")
    assert good["clean_error"] is None
    assert "bassin" in good["clean_text"]


def test_a_missing_package_is_no_fault_of_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(_self: Cleaner, _record: Record) -> Article:
        raise MissingDependency('pip install "cleaner[x]"')

    monkeypatch.setattr(Cleaner, "__call__", without)
    with pytest.raises(MissingDependency, match="pip install"):
        clean_batch([{"text": TEXT}])


def test_record_of_a_row() -> None:
    columns = Columns.of({"html_col": "page", "text_col": "text", "id_col": "n", "url_col": "u", "charset_col": "cs"})
    row = {"page": b"<p>a", "text": "b", "n": 7, "u": "https://a.example/", "cs": "utf-8"}
    assert columns.record(row, 0) == Record("7", b"<p>a", "text/html", "utf-8", "https://a.example/")
    assert columns.record({**row, "page": None}, 0) == Record("7", "b", None, "utf-8", "https://a.example/")
    assert columns.record({"page": None, "text": None}, 0) is None


def test_media_type_column_goes_first() -> None:
    columns = Columns.of({"html_col": "page", "media_type_col": "type"})
    assert columns.record({"page": "a", "type": "text/plain"}, 2) == Record("row 2", "a", "text/plain")
    assert columns.record({"page": "a", "type": None}, 2) == Record("row 2", "a", "text/html")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"column": "text"}, "column is no option; columns are named with html_col, text_col, id_col"),
        ({"text_col": None}, "text_col and html_col are both None"),
    ],
)
def test_wrong_columns(columns: dict[str, str | None], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        clean_batch([], None, **columns)


def test_nothing_is_written_over() -> None:
    once = clean_batch([{"text": TEXT}])
    with pytest.raises(ConfigError, match="has a 'clean_text' already"):
        clean_batch(once)


def test_pickles_as_its_options() -> None:
    cleaner = RowCleaner(CONFIG, id_col="key", url_col="url")
    again = pickle.loads(pickle.dumps(cleaner))  # noqa: S301 - its own
    assert pickle.dumps(again) == pickle.dumps(cleaner)
    assert again(rows()[:9]) == cleaner(rows()[:9])


@pytest.mark.parametrize(("extra", "module"), ENGINES.items())
def test_without_its_engine_an_adapter_says_what_to_install(extra: str, module: str) -> None:
    script = f"import sys; sys.modules[{module!r}] = None; import cleaner.integrations.{extra}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"MissingDependency: cleaner.integrations.{extra} cannot be used" in done.stderr
    assert done.stderr.rstrip().endswith(f'pip install "cleaner[{extra}]"')


def test_no_engine_is_imported_by_the_package() -> None:
    script = "import sys, cleaner.integrations; print([m for m in ('pyarrow', 'pandas', 'ray') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
