"""What all engines are given, what ``Cleaner.pipe`` makes of it, and the door before tests that need an engine."""

from __future__ import annotations

import importlib
import os
from functools import cache
from typing import Any

import pytest
from cases import ROOT, load_cases

from cleaner import Cleaner, Config, Record, clean

SKIPPED: set[str] = set()
"""One line for each engine that was not there."""

# What another option shows: with these, other blocks stay and other metadata is found.
CONFIG = Config(care="recall", policy={"title": "keep", "share": "move"})
PDF = b"%PDF-1.7\n1 0 obj\n"


def engine(module: str, extra: str | None = None) -> Any:
    """Import an engine for a test module, or skip the module; with CLEANER_REQUIRE_ENGINES=1 it must be there."""
    return require(module, extra or module, allow_module_level=True)


def require(module: str, extra: str, *, allow_module_level: bool = False) -> Any:
    """Import a module, or skip the test that needs it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        line = f'{error}: pip install "cleaner[{extra}]"'
        if os.environ.get("CLEANER_REQUIRE_ENGINES") == "1":
            pytest.fail(f"CLEANER_REQUIRE_ENGINES=1, and {line}", pytrace=False)
        SKIPPED.add(line)
        pytest.skip(line, allow_module_level=allow_module_level)


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """(id, text) of all seeds and fixtures."""
    seeds = [(path.stem, path.read_bytes().decode()) for path in sorted((ROOT / "seeds").glob("*.txt"))]
    return (*seeds, *((case.name, case.text) for kind in ("wild", "negative") for case in load_cases(kind)))


def rows() -> list[dict[str, Any]]:
    """Rows of the seeds and fixtures, one that is null, one that is empty and one with a column that is carried."""
    found: list[dict[str, Any]] = [
        {"key": key, "text": text, "url": f"https://site.example/{n}"} for n, (key, text) in enumerate(texts())
    ]
    found.insert(3, {"key": "null", "text": None, "url": None})
    found.insert(9, {"key": "empty", "text": "", "url": None})
    return [{**row, "carried": n} for n, row in enumerate(found)]


def pages() -> list[dict[str, Any]]:
    """Rows of bytes, one of which cannot be cleaned."""
    found = [{"key": key, "page": text.encode()} for key, text in texts()[:8]]
    found.insert(4, {"key": "pdf", "page": PDF})
    return found


@cache
def _expected(config: Config | None) -> dict[str, dict[str, Any]]:
    given = [Record(row["key"], row["text"], url=row["url"]) for row in rows() if row["text"] is not None]
    found = {article.id: article.to_dict() for article in Cleaner(config).pipe(given)}
    return {
        key: {"clean_text": data["text"], "clean_metadata": data["metadata"], "clean_removed": data["removed"]}
        for key, data in found.items()
    }


def expected(config: Config | None = None) -> list[dict[str, Any]]:
    """The rows with what ``Cleaner.pipe`` makes of them."""
    nothing = {"clean_text": None, "clean_metadata": None, "clean_removed": None}
    return [{**row, **_expected(config).get(row["key"], nothing), "clean_error": None} for row in rows()]


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row as an Arrow engine gives it back, in the shape of ``Article.to_dict()``."""
    metadata = row["clean_metadata"]
    if metadata is not None:
        metadata = {**metadata, "sources": {pair["field"]: pair["source"] for pair in metadata["sources"]}}
    return {**row, "clean_metadata": metadata}


# A text of which something goes, whatever the detector makes of this one or that.
TEXT = next(text for _, text in texts() if clean(text).text not in ("", text))
BODY = clean(TEXT).text
