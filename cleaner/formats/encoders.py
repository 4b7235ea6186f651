"""Articles -> bytes or rows. Encoders are small values that travel to worker processes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from ..document import Article
from ..errors import InputError, OutputError
from .entries import Entry
from .files import write_atomic

__all__ = [
    "DiffEncoder",
    "Encoder",
    "FolderEncoder",
    "JsonlEncoder",
    "NullEncoder",
    "RowEncoder",
    "TextEncoder",
    "front_matter",
    "to_json",
]


class Encoder(Protocol):
    """Makes of an article what its sink takes: bytes, a row, or nothing if it has written files itself."""

    def __call__(self, article: Article, entry: Entry) -> Any:
        """Encode one article.

        Raises:
            InputError: this one cannot be written.
            OutputError: nothing can be written (a full disk).
        """


def to_json(value: object, indent: int | None = None) -> str:
    """Return JSON with its characters as they are."""
    return json.dumps(value, ensure_ascii=False, indent=indent, default=_plain)


def encode(text: str) -> bytes:
    r"""Return UTF-8; a lone surrogate, which UTF-8 cannot hold, as ``\ud800`` (in JSON that is its escape)."""
    return text.encode("utf-8", "backslashreplace")


def _plain(value: object) -> object:
    """Return what JSON can hold of a carried-through value (Parquet and CSV have types that JSON has not)."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return dict(value) if isinstance(value, Mapping) else str(value)


@dataclass(frozen=True, slots=True)
class NullEncoder:
    """For runs that only count."""

    def __call__(self, article: Article, entry: Entry) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class JsonlEncoder:
    """One JSON object a line: ``Article.to_dict()``."""

    def __call__(self, article: Article, entry: Entry) -> bytes:
        """Return the line."""
        del entry
        return encode(to_json(article.to_dict()) + "\n")


@dataclass(frozen=True, slots=True)
class TextEncoder:
    """Bodies one after the other; with several inputs under a line ``==> name <==``, as ``head`` does."""

    headed: bool = False
    markdown: bool = False

    def __call__(self, article: Article, entry: Entry) -> bytes:
        """Return the body, with a line end."""
        del entry
        head = f"\n==> {article.id} <==\n" if self.headed else ""
        front = front_matter(article) if self.markdown else ""
        return encode(head + front + _body(article))


@dataclass(frozen=True, slots=True)
class DiffEncoder:
    """A unified diff from the decoded input to the body."""

    def __call__(self, article: Article, entry: Entry) -> bytes:
        """Return the diff; empty if nothing goes."""
        del entry
        return encode("".join(unified_diff(article)))


@dataclass(frozen=True, slots=True)
class RowEncoder:
    """A row for tables: the article's fields, one of metadata each, and the carried-through ones."""

    def __call__(self, article: Article, entry: Entry) -> dict[str, Any]:
        """Return the row; ``extra`` holds the carried-through fields."""
        del entry
        metadata = article.metadata.to_dict()
        metadata.pop("url", None)
        removed = [r.to_dict() for r in article.removed]
        return {
            "id": article.id,
            "url": article.url,
            "text": article.text,
            **metadata,
            "removed": removed,
            "extra": dict(article.extra),
        }


@dataclass(frozen=True, slots=True)
class FolderEncoder:
    """Writes ``<name>.txt`` and ``<name>.json``, or ``<name>.md``, below a folder."""

    folder: Path
    markdown: bool = False
    single: str | None = None
    """Name of the output, where there is but one."""
    protected: frozenset[str] = field(default_factory=frozenset)
    """Inputs, as real paths: they are never written over."""

    def __call__(self, article: Article, entry: Entry) -> None:
        """Write the files of one article, each under its name only when it is whole."""
        stem = self.folder / (self.single or entry.name)
        for suffix, content in self._files(article):
            target = stem.with_name(stem.name + suffix)
            if self.protected and os.path.realpath(target) in self.protected:
                raise InputError(article.id, "its output would overwrite an input; choose another folder with -o")
            try:
                write_atomic(target, encode(content))
            except OutputError as error:
                if error.general:
                    raise
                raise InputError(article.id, f"its output cannot be written: {error}") from error

    def _files(self, article: Article) -> Iterator[tuple[str, str]]:
        if self.markdown:
            yield ".md", front_matter(article) + _body(article)
            return
        yield ".txt", _body(article)
        yield ".json", to_json({k: v for k, v in article.to_dict().items() if k != "text"}, indent=2) + "\n"


def _body(article: Article) -> str:
    return article.text if not article.text or article.text.endswith("\n") else article.text + "\n"


# YAML takes JSON's strings but for these: it would fold or refuse them.
_YAML_ESCAPES = {code: f"\\u{code:04x}" for code in (0x7F, *range(0x80, 0xA0), 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF)}


def front_matter(article: Article) -> str:
    """Return the metadata as YAML between two ``---`` lines. Values are written as JSON, which YAML includes."""
    found = {"id": article.id, **article.metadata.to_dict(), "url": article.url or article.metadata.url}
    if article.extra:
        found["extra"] = dict(article.extra)
    lines = [f"{key}: {to_json(value)}" for key, value in found.items() if value not in (None, [], {})]
    return "---\n" + "\n".join(lines).translate(_YAML_ESCAPES) + "\n---\n"


_CONTEXT = 3


def unified_diff(article: Article) -> Iterator[str]:
    """Yield a unified diff from the input to the body, in linear time: the body's lines are lines of the input."""
    before = article.restore().splitlines(keepends=True)
    marks = _marks(before, article.text.splitlines(keepends=True))
    changed = [i for i, (mark, _) in enumerate(marks) if mark != " "]
    if not changed:
        return
    # A name may hold anything, also what would begin a line of the diff.
    name = "".join(ch if ch.isprintable() else ascii(ch)[1:-1] for ch in article.id)
    yield f"--- {name}\n+++ {name} (cleaned)\n"
    old = new = start = done = 0
    while done < len(changed):
        last = done
        while last + 1 < len(changed) and changed[last + 1] - changed[last] <= 2 * _CONTEXT:
            last += 1
        first, end = max(0, changed[done] - _CONTEXT), min(len(marks), changed[last] + _CONTEXT + 1)
        old += sum(mark != "+" for mark, _ in marks[start:first])
        new += sum(mark != "-" for mark, _ in marks[start:first])
        yield from _hunk(marks[first:end], old, new)
        start, done = first, last + 1


def _hunk(marks: list[tuple[str, str]], old: int, new: int) -> Iterator[str]:
    olds, news = (sum(mark != other for mark, _ in marks) for other in "+-")
    yield f"@@ -{old + bool(olds)},{olds} +{new + bool(news)},{news} @@\n"
    for mark, line in marks:
        end = "" if line.endswith("\n") else "\n\\ No newline at end of file\n"
        yield f"{mark}{line}{end}"


def _marks(before: list[str], after: list[str]) -> list[tuple[str, str]]:
    """Return each line with its mark. What cannot be matched (another line end) is shown as taken out and put in."""
    marks: list[tuple[str, str]] = []
    position = 0
    for line in before:
        if position < len(after) and line == after[position]:
            marks.append((" ", line))
            position += 1
        elif position < len(after) and line.rstrip("\r\n") == after[position].rstrip("\r\n"):
            marks += [("-", line), ("+", after[position])]
            position += 1
        else:
            marks.append(("-", line))
    return marks + [("+", line) for line in after[position:]]
