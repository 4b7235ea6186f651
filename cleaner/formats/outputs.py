"""Articles -> files: a text and a JSON file each, or JSON lines. No file is ever left half-written."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol

from ..document import Article
from ..errors import InputError
from .inputs import Source

__all__ = ["FolderWriter", "JsonlWriter", "StreamWriter", "Writer", "open_atomic"]


class Writer(Protocol):
    """Takes articles one after the other."""

    def write(self, source: Source, article: Article) -> None:
        """Write one article; ``InputError`` if this one cannot be written."""

    def __enter__(self) -> Writer:
        """Open the output."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the output; after an error what was not finished is left away."""


@contextmanager
def open_atomic(path: Path) -> Iterator[IO[str]]:
    """Open ``path`` for writing UTF-8: a temporary file beside it, renamed at the end, removed after an error."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:80]}.", suffix=".part")
    try:
        with open(handle, "w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
            yield stream
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(name, 0o666 & ~umask)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


class _Plain:
    """The empty context: nothing to open, nothing to finish."""

    def __enter__(self) -> _Plain:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def write(self, source: Source, article: Article) -> None:
        raise NotImplementedError


class FolderWriter(_Plain):
    """Writes ``<name>.txt`` (the body) and ``<name>.json`` (metadata and what was removed) below a folder."""

    def __init__(self, folder: Path) -> None:
        """Write below ``folder``, which is made if it does not exist."""
        self.folder = folder
        self._taken: set[Path] = set()

    def write(self, source: Source, article: Article) -> None:
        """Write the two files of one article; an input is never written over."""
        stem = self._stem(source)
        data = {key: value for key, value in article.to_dict().items() if key != "text"}
        body = article.text if not article.text or article.text.endswith("\n") else article.text + "\n"
        try:
            stem.parent.mkdir(parents=True, exist_ok=True)
            for suffix, content in ((".txt", body), (".json", _json(data, indent=2) + "\n")):
                target = stem.with_name(stem.name + suffix)
                if source.path is not None and target.exists() and target.samefile(source.path):
                    raise InputError(source.id, "its output would overwrite it; choose another folder with -o")
                with open_atomic(target) as stream:
                    stream.write(content)
        except OSError as error:
            raise InputError(source.id, f"its output cannot be written: {error}") from error

    def _stem(self, source: Source) -> Path:
        """Return the output path without suffix; inputs that differ in the suffix alone keep it."""
        plain = self.folder / source.relative.with_suffix("")
        full = self.folder / source.relative
        stem = full if plain in self._taken else plain
        number = 2
        while stem in self._taken:
            stem = full.with_name(f"{full.name}-{number}")
            number += 1
        self._taken.add(stem)
        return stem


class JsonlWriter:
    """Writes one JSON object a line, ``Article.to_dict()``, into a file or a stream."""

    def __init__(self, target: Path | IO[str]) -> None:
        """Write to ``target``; a file appears under its name when all is written."""
        self._target = target

    def __enter__(self) -> JsonlWriter:
        """Open the file."""
        if isinstance(self._target, Path):
            self._target.parent.mkdir(parents=True, exist_ok=True)
            self._context = open_atomic(self._target)
            self._stream = self._context.__enter__()
        else:
            self._stream = self._target
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Rename the finished file into place."""
        if isinstance(self._target, Path):
            self._context.__exit__(kind, error, trace)

    def write(self, source: Source, article: Article) -> None:
        """Write one article."""
        del source
        self._stream.write(_json(article.to_dict()) + "\n")


class StreamWriter(_Plain):
    """Writes bodies to a stream; with several inputs under a line ``==> name <==``, as ``head`` does."""

    def __init__(self, stream: IO[str], *, headed: bool) -> None:
        """Write to ``stream``."""
        self._stream = stream
        self._headed = headed
        self._first = True

    def write(self, source: Source, article: Article) -> None:
        """Write one body."""
        if self._headed:
            self._stream.write(f"{'' if self._first else chr(10)}==> {source.id} <==\n")
        self._first = False
        self._stream.write(article.text)
        if article.text and not article.text.endswith("\n"):
            self._stream.write("\n")


def _json(value: object, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)
