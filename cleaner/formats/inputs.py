"""Paths -> records: files, folders and standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..document import Record
from ..errors import InputError

__all__ = ["STDIN", "Source", "find_sources", "read_source"]

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """One input to be read: its name in messages, where it is, and its place in an output folder."""

    id: str
    path: Path | None
    """``None`` for standard input."""
    relative: Path
    """Path below the folder that was given (the bare name for a file)."""


def find_sources(inputs: Sequence[str], *, without: Path | None = None) -> Iterator[Source]:
    """Return the files that ``inputs`` name, folders walked in sorted order.

    Hidden files and folders are passed over, and so is ``without``, the output folder. Links to folders are
    not followed: they may form loops.

    Raises:
        FileNotFoundError: an input does not exist.
    """
    skip = without.resolve() if without is not None else None
    for name in inputs:
        if name == STDIN:
            yield Source("stdin", None, Path("stdin"))
            continue
        path = Path(name)
        if path.is_dir():
            yield from _walk(path, skip)
        elif path.exists():
            yield Source(name, path, Path(path.name))
        else:
            raise FileNotFoundError(name)


def _walk(folder: Path, skip: Path | None) -> Iterator[Source]:
    for root, folders, names in os.walk(folder):
        here = Path(root)
        folders[:] = sorted(
            d for d in folders if not d.startswith(".") and (skip is None or (here / d).resolve() != skip)
        )
        for name in sorted(names):
            path = here / name
            if not name.startswith(".") and path.is_file():
                yield Source(str(path), path, path.relative_to(folder))


_MEDIA_TYPES = {".html": "text/html", ".htm": "text/html", ".xhtml": "text/html", ".txt": "text/plain"}


def read_source(source: Source, *, charset: str | None = None, media_type: str | None = None) -> Record:
    """Read one input.

    Raises:
        InputError: it cannot be read; the message holds the system's reason.
    """
    try:
        payload = sys.stdin.buffer.read() if source.path is None else source.path.read_bytes()
    except OSError as error:
        raise InputError(source.id, f"it cannot be read: {error.strerror or error}") from error
    by_name = _MEDIA_TYPES.get(source.path.suffix.lower()) if source.path else None
    return Record(source.id, payload, media_type or by_name, charset)
