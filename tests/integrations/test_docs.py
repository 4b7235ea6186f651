"""The examples of ``docs/pipelines.md``, run as they stand: each prints what the page says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cases import ROOT
from samples import require

PAGE = (ROOT / "docs" / "pipelines.md").read_text("utf-8")
EXAMPLES = re.findall(
    r"^## ([^\n]+)\n(?:(?!^## ).)*?^```python\n(.*?)^```\n\n```text\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL
)
ENGINES = {
    "Plain Python": None,
    "HTML": None,
    "Apache Spark": ("pyspark", "spark"),
    "Ray Data": ("ray.data", "ray"),
    "datatrove": ("datatrove", "datatrove"),
    "Hugging Face datasets": ("datasets", "datasets"),
    "pandas": ("pandas", "pandas"),
    "Polars": ("polars", "polars"),
    "Scrapy": ("scrapy", "scrapy"),
}


def test_every_engine_has_an_example() -> None:
    assert [title for title, _, _ in EXAMPLES] == list(ENGINES)


@pytest.mark.parametrize(("title", "script", "printed"), EXAMPLES, ids=[title for title, _, _ in EXAMPLES])
def test_example_prints_what_the_page_says(title: str, script: str, printed: str, tmp_path: Path) -> None:
    needed = ENGINES[title]
    if needed is not None:
        require(*needed)
    (tmp_path / "example.py").write_text(script, "utf-8")
    done = subprocess.run(
        [sys.executable, "example.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == printed


def test_schema_is_the_one_that_is_written() -> None:
    require("pyarrow", "spark")
    from cleaner.integrations.arrow import SCHEMA

    written = re.search(r"^```schema\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert written is not None
    assert written[1].split("\n")[:-1] == [f"{field.name}: {field.type}" for field in SCHEMA]
