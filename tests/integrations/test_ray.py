"""The adapter in a real Ray with two CPUs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from samples import CONFIG, engine, expected, pages, plain, rows

ray = engine("ray.data", "ray") and engine("ray")
pa = engine("pyarrow", "ray")

from cleaner.integrations.ray import CleanBatch  # noqa: E402

# What Ray and its processes leave open, and what Ray says of its own settings, is theirs.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning",
    "ignore::pytest.PytestUnraisableExceptionWarning",
    "ignore::DeprecationWarning:ray",
)


@pytest.fixture(scope="module", autouse=True)
def _cluster() -> Iterator[None]:
    ray.init(num_cpus=2, include_dashboard=False, object_store_memory=100_000_000, log_to_driver=False)
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield
    ray.shutdown()


def _actors(count: int) -> dict[str, Any]:
    # Half a CPU each: actors that hold all CPUs leave none for the tasks around them, which then wait for ever.
    return {"compute": ray.data.ActorPoolStrategy(size=count), "num_cpus": 0.5}


def test_datasets_equal_pipe() -> None:
    given = ray.data.from_arrow([pa.Table.from_pylist(rows()[n : n + 40]) for n in range(0, len(rows()), 40)])
    options: dict[str, Any] = {"config": CONFIG, "id_col": "key", "url_col": "url"}
    cleaned = given.map_batches(
        CleanBatch, fn_constructor_kwargs=options, batch_format="pyarrow", batch_size=50, **_actors(2)
    )
    found = sorted((plain(row) for row in cleaned.take_all()), key=lambda row: row["carried"])
    assert found == expected(CONFIG)


def test_a_cleaner_is_built_once_an_actor(tmp_path: Path) -> None:
    class Counted(CleanBatch):
        def __init__(self, folder: str, **options: Any) -> None:
            with Path(folder, str(os.getpid())).open("a") as log:
                log.write("built\n")
            super().__init__(**options)

    block = pa.table({"text": ["Le bassin rouvre lundi, dit la mairie."] * 5})
    given = ray.data.from_arrow([block] * 8)
    cleaned = given.map_batches(
        Counted, fn_constructor_args=(str(tmp_path),), batch_format="pyarrow", batch_size=5, **_actors(1)
    )
    assert cleaned.count() == 40
    assert [path.read_text() for path in tmp_path.iterdir()] == ["built\n"]


def test_a_bad_page_fails_no_job() -> None:
    given = ray.data.from_arrow(pa.Table.from_pylist(pages()))
    cleaned = given.map_batches(
        CleanBatch, fn_constructor_kwargs={"html_col": "page"}, batch_format="pyarrow", **_actors(1)
    )
    assert [row["key"] for row in cleaned.take_all() if row["clean_error"] is not None] == ["pdf"]
