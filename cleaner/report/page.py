"""The page: its own sources and the packed documents -> one HTML file that loads nothing."""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import IO, Any

from ..config import Config
from ..errors import InputError
from .documents import ReportDocument
from .payload import CHUNK, packed, packed_documents
from .summary import ACTIONS, LABELS, summarise

__all__ = ["Written", "write_report"]

# In this order they are one script: each uses what stands above it.
_SCRIPTS = (
    "base",
    "data",
    "state",
    "review",
    "charts",
    "overview",
    "list",
    "reader",
    "inspector",
    "keys",
    "main",
)
# A report of this size is put together in memory; a larger one by way of a temporary file.
_IN_MEMORY = 64 << 20


@dataclass(frozen=True, slots=True)
class Written:
    """What a report shows: counts."""

    documents: int
    failures: int


def write_report(
    documents: Iterable[ReportDocument | InputError],
    path: Path,
    *,
    title: str = "Cleaning report",
    config: Config | None = None,
) -> Written:
    """Write one self-contained HTML page that shows ``documents``.

    The documents are read once and not held; the file appears under its name when it is complete.

    Args:
        documents: what to show, in its order. Errors are listed as inputs that could not be cleaned.
        path: the file to write.
        title: the page's heading.
        config: the configuration that cleaned them; its policy says what the labels given in a review mean.
    """
    parts = _page_parts()
    index = _Index(title, config or Config())
    with tempfile.SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="ascii") as blocks, _replacing(path) as page:
        for number, chunk in enumerate(_chunked(documents, index)):
            blocks.write(_block(f"c{number}", packed_documents(chunk)))
        page.write(parts.head)
        page.write(_block("index", packed(index.to_dict())))
        page.write(parts.script)
        _copy(blocks, page)
        page.write(parts.tail)
    return Written(len(index.rows), len(index.failures))


@contextmanager
def _replacing(path: Path) -> Iterator[IO[str]]:
    """Open a file beside ``path`` that takes its place when all is written, and is gone after an error."""
    umask = os.umask(0)
    os.umask(umask)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".report-", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            yield stream
        Path(name).chmod(0o666 & ~umask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@dataclass(slots=True)
class _Index:
    """Gathers the rows while the chunks are written."""

    title: str
    config: Config
    rows: list[dict[str, Any]] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "version": version("cleaner"),
            "care": self.config.care,
            "labels": [
                [str(label), ACTIONS.index(self.config.action(label)), label.is_noise, label.is_metadata]
                for label in LABELS
            ],
            "actions": [str(action) for action in ACTIONS],
            "rows": self.rows,
            "failures": self.failures,
        }


def _chunked(documents: Iterable[ReportDocument | InputError], index: _Index) -> Iterator[list[ReportDocument]]:
    """Yield the documents in chunks of about ``CHUNK`` characters, with their rows added to ``index``."""
    chunk: list[ReportDocument] = []
    number = size = 0
    for document in documents:
        if isinstance(document, InputError):
            index.failures.append((document.source, document.reason))
            continue
        index.rows.append(summarise(document, number, len(chunk)))
        chunk.append(document)
        size += len(document.text)
        if size >= CHUNK:
            yield chunk
            chunk, size, number = [], 0, number + 1
    if chunk:
        yield chunk


def _block(name: str, data: str) -> str:
    return f'<script type="application/octet-stream" id="{name}">{data}</script>\n'


def _copy(source: IO[str], target: IO[str]) -> None:
    source.seek(0)
    while piece := source.read(1 << 20):
        target.write(piece)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The page around its data."""

    head: str
    script: str
    tail: str


@cache
def _page_parts() -> _Parts:
    """Return the page's own sources put together, with a policy that lets these run and nothing else."""
    folder = files(__package__) / "assets"
    sources = "\n".join((folder / f"{name}.js").read_text("utf-8") for name in _SCRIPTS)
    script = f'(() => {{\n"use strict";\n{sources}\n}})();\n'
    style = (folder / "page.css").read_text("utf-8")
    # Data blocks are never run, whatever the policy says; trusted types take innerHTML and its kin away altogether.
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    page = (folder / "page.html").read_text("utf-8").replace("%POLICY%", policy)
    head, rest = page.replace("%STYLE%", style).split("%SCRIPT%\n")
    return _Parts(head, f"<script>{script}</script>\n", rest)


def _hash(source: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode("ascii")
