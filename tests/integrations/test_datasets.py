"""The function in Hugging Face datasets: in memory, streaming, in processes, and from the cache."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from samples import CONFIG, engine, expected, pages, plain, rows

from cleaner import Config, ConfigError

os.environ["HF_HUB_OFFLINE"] = "1"
datasets = engine("datasets")
fingerprint = engine("datasets.fingerprint", "datasets")

from cleaner.integrations.datasets import CleanBatch  # noqa: E402


@pytest.fixture
def function() -> CleanBatch:
    return CleanBatch(CONFIG, id_col="key", url_col="url")


@pytest.fixture
def dataset() -> Any:
    return datasets.Dataset.from_list(rows())


def test_arrow_format_equals_pipe(dataset: Any, function: CleanBatch) -> None:
    cleaned = dataset.with_format("arrow").map(function, batched=True, batch_size=50).with_format(None)
    assert [plain(row) for row in cleaned] == expected(CONFIG)
    assert cleaned.features == CleanBatch.features(dataset.features)


def test_default_format_equals_pipe(dataset: Any, function: CleanBatch) -> None:
    features = CleanBatch.features(dataset.features)
    cleaned = dataset.map(function, batched=True, batch_size=50, features=features)
    assert [plain(row) for row in cleaned] == expected(CONFIG)


@pytest.mark.parametrize("form", [None, "arrow"])
def test_streaming_equals_pipe(dataset: Any, function: CleanBatch, form: str | None) -> None:
    features = CleanBatch.features(dataset.features)
    stream = dataset.to_iterable_dataset(num_shards=2).with_format(form)
    cleaned = stream.map(function, batched=True, batch_size=50, features=features).with_format(None)
    assert [plain(row) for row in cleaned] == expected(CONFIG)


def test_processes_give_the_same(dataset: Any, function: CleanBatch) -> None:
    cleaned = dataset.with_format("arrow").map(function, batched=True, num_proc=2).with_format(None)
    assert [plain(row) for row in cleaned] == expected(CONFIG)


def test_a_bad_page_fails_no_job() -> None:
    dataset = datasets.Dataset.from_list(pages()).with_format("arrow")
    cleaned = dataset.map(CleanBatch(html_col="page"), batched=True).with_format(None)
    assert [row["key"] for row in cleaned if row["clean_error"] is not None] == ["pdf"]


def test_cache_is_found_again(tmp_path: Path, function: CleanBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    datasets.Dataset.from_list(rows()[:20]).save_to_disk(tmp_path / "data")
    first = datasets.load_from_disk(tmp_path / "data").with_format("arrow").map(function, batched=True)

    def fail(_self: CleanBatch, _batch: Any) -> None:
        pytest.fail("the batch was cleaned again")

    monkeypatch.setattr(CleanBatch, "__call__", fail)
    again = CleanBatch(Config(care="recall", policy=dict(CONFIG.policy)), id_col="key", url_col="url")
    second = datasets.load_from_disk(tmp_path / "data").with_format("arrow").map(again, batched=True)
    assert second.cache_files == first.cache_files
    assert second.to_list() == first.to_list()


def test_fingerprint_is_stable_and_tells_options_apart(function: CleanBatch) -> None:
    script = (
        "from datasets.fingerprint import Hasher; from cleaner import Config; "
        "from cleaner.integrations.datasets import CleanBatch; "
        "config = Config(care='recall', policy={'title': 'keep', 'share': 'move'}); "
        "print(Hasher.hash(CleanBatch(config, id_col='key', url_col='url')))"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    before = fingerprint.Hasher.hash(function)
    function(datasets.Dataset.from_list(rows()[:2])[:])
    assert elsewhere.stdout.strip() == before == fingerprint.Hasher.hash(function)
    others = [CleanBatch(CONFIG, id_col="key"), CleanBatch(Config(), id_col="key", url_col="url")]
    assert before not in [fingerprint.Hasher.hash(other) for other in others]


def test_fingerprint_changes_with_the_version(function: CleanBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint.Hasher.hash(function)
    monkeypatch.setattr("cleaner.integrations.rows.version", lambda _name: "99.0")
    assert fingerprint.Hasher.hash(function) != before


def test_a_missing_column_is_named(dataset: Any) -> None:
    with pytest.raises(ConfigError, match="no column 'body'"):
        dataset.map(CleanBatch(text_col="body"), batched=True)
