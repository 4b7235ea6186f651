"""The step in a real datatrove pipeline: two tasks, and a run again that skips what is done."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from samples import CONFIG, engine, expected, rows

from cleaner import Cleaner, Record

data = engine("datatrove.data", "datatrove")
executor = engine("datatrove.executor.local", "datatrove")
jsonl_reader = engine("datatrove.pipeline.readers.jsonl", "datatrove")
jsonl_writer = engine("datatrove.pipeline.writers.jsonl", "datatrove")

from cleaner.integrations.datatrove import ArticleCleaner  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


def _given() -> list[dict[str, Any]]:
    return [row for row in rows() if row["text"]]


def _run(folder: Path) -> Any:
    pipeline = [
        jsonl_reader.JsonlReader(str(folder / "in"), id_key="key"),
        ArticleCleaner(CONFIG),
        jsonl_writer.JsonlWriter(str(folder / "out")),
    ]
    local = executor.LocalPipelineExecutor(
        pipeline, tasks=2, workers=2, logging_dir=str(folder / "logs"), skip_completed=True
    )
    return local.run()


def _output(folder: Path) -> list[dict[str, Any]]:
    packed = b"".join(gzip.decompress(path.read_bytes()) for path in folder.glob("*.jsonl.gz"))
    found = [json.loads(line) for line in packed.splitlines()]
    return sorted(found, key=lambda row: row["metadata"]["carried"])


def test_pipelines_equal_pipe(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for half in (0, 1):
        lines = [json.dumps(row) for row in _given()[half::2]]
        (tmp_path / "in" / f"{half}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    stats = _run(tmp_path)
    wanted = [row for row in expected(CONFIG) if row["text"]]
    found = _output(tmp_path / "out")
    assert [row["text"] for row in found] == [row["clean_text"] for row in wanted]
    for got, row in zip(found, wanted, strict=True):
        for name in ("clean_metadata", "clean_removed", "clean_error"):
            assert got["metadata"][name] == row[name]

    removed = Counter(block["label"] for row in wanted for block in row["clean_removed"])
    counted = json.loads((tmp_path / "logs" / "stats.json").read_text())[1]["stats"]
    assert {name: int(_total(counted, f"removed_{name}")) for name in removed} == removed
    assert _total(counted, "changed") + _total(counted, "unchanged") == len(wanted)
    assert "failed" not in counted
    assert stats is not None

    written = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}
    assert len(written) == 2
    _run(tmp_path)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()} == written


def _total(stats: dict[str, Any], name: str) -> float:
    value = stats.get(name, 0)
    return float(value["total"] if isinstance(value, dict) else value)


def test_a_failed_document_stays_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_self: Cleaner, _record: Record) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(Cleaner, "__call__", fail)
    step = ArticleCleaner()
    (document,) = step.run(iter([data.Document(text="A text.", id="1")]))
    assert document.text == "A text."
    assert document.metadata["clean_error"] == "RecursionError: too deep"
    assert step.stats["failed"].total == 1


def test_nothing_in_gives_nothing() -> None:
    assert list(ArticleCleaner().run(None)) == []
