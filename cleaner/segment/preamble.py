"""Metadata that converters write above a text: YAML between two rules, or a line for each field.

YAML is what static sites and trafilatura's ``with_metadata`` write; ``Title:``, ``URL Source:`` and ``Published Time:``
stand above the Markdown of readers for language models.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..document import Block, Label
from ..tokens import tokenize

__all__ = ["Preamble", "read_preamble"]

# The fields of the metadata by the names that they are written with, and what a line of each is.
_NAMES = {
    "title": "title",
    "author": "authors",
    "authors": "authors",
    "byline": "authors",
    "date": "published",
    "published": "published",
    "published time": "published",
    "publish date": "published",
    "pubdate": "published",
    "updated": "modified",
    "modified": "modified",
    "lastmod": "modified",
    "url": "url",
    "url source": "url",
    "link": "url",
    "source": "url",
    "sitename": "site",
    "site": "site",
    "description": "description",
    "summary": "description",
    "excerpt": "description",
    "tags": "tags",
    "keywords": "tags",
}
_LABELS = {
    "title": Label.TITLE,
    "authors": Label.BYLINE,
    "published": Label.DATELINE,
    "modified": Label.DATELINE,
    "url": Label.SOURCE,
    "site": Label.SOURCE,
    "tags": Label.TAGS,
}
_SEVERAL = ("authors", "tags")
_FIELD = re.compile(r"([A-Za-z][\w .-]{0,30}?)\s*:(?:\s+(.*))?")
_ITEM = re.compile(r"\s+-?\s*(\S.*)|-\s+(\S.*)")
# A preamble is no longer.
_LINES = 60
_CONTENT = "markdown content:"
_EMPTY = ("null", "~")
# Signs of YAML for a value that stands in the lines below.
_FOLDED = (">", "|", ">-", "|-", ">+", "|+")


class Preamble(NamedTuple):
    """The first lines of a text, which say what it is."""

    labels: tuple[Label, ...]
    """What each of them is."""
    values: Mapping[str, tuple[str, ...]]
    """By fields of the metadata."""
    places: Mapping[str, int]
    """The line that gives each field, from 0."""

    def names_other_title(self, line: str) -> bool:
        """Whether another title is stated than a line that looks like the headline."""
        words = set(tokenize(line))
        stated = {word for title in self.values.get("title", ()) for word in tokenize(title)}
        return bool(stated) and len(words & stated) * 2 < len(words)


def read_preamble(lines: Sequence[Block]) -> Preamble | None:
    """Return the preamble of a text, if it has one.

    >>> from .text import segment
    >>> read_preamble(segment("---\\ntitle: The weir\\ntags:\\n  - swans\\n---\\nIt sang.")[1]).values
    {'title': ('The weir',), 'tags': ('swans',)}
    """
    first = lines[0].text.strip() if lines else ""
    texts = [line.text.rstrip() for line in lines[:_LINES]]
    if first == "---":
        end = next((i for i, text in enumerate(texts) if i and text in ("---", "...")), 0)
        return _read(texts[: end + 1], 1, end) if end > 1 else None
    if first.startswith("Title: ") and len(texts) > 1 and texts[1].startswith("URL Source: "):
        # Without a line that ends it, "Note: ..." may be the text's first.
        known = next((i for i, text in enumerate(texts) if _name(text) is None), len(texts))
        end = next((i + 1 for i, text in enumerate(texts) if text.lower() == _CONTENT), known)
        return _read(texts[:end], 0, end)
    return None


def _read(texts: Sequence[str], begin: int, end: int) -> Preamble | None:
    """Read the fields of the lines from ``begin`` to ``end``; the others are rules."""
    labels = [Label.TEMPLATE] * len(texts)
    values: dict[str, tuple[str, ...]] = {}
    places: dict[str, int] = {}
    name: str | None = None
    for i in range(begin, end):
        if (found := _ITEM.fullmatch(texts[i])) and i > begin:
            given: tuple[str, ...] = (_plain(found[1] or found[2]),)
            if name in values and name not in _SEVERAL:
                # A long value goes on.
                values[name] = (f"{values[name][-1]} {given[0]}",)
                given = ()
        elif found := _FIELD.fullmatch(texts[i]):
            name = _name(texts[i])
            given = _items(found[2] or "") if name not in values else ()
        else:
            return None
        labels[i] = _LABELS.get(name or "", Label.TEMPLATE)
        if name is not None and given:
            values[name] = (*values.get(name, ()), *given)
            places.setdefault(name, i)
    # A list of what is needed may have a source, too.
    tells = "title" in values or len(values) > 1
    return Preamble(tuple(labels), values, places) if tells else None


def _name(text: str) -> str | None:
    """Return the field of the metadata that a line gives."""
    found = _FIELD.fullmatch(text)
    return _NAMES.get(found[1].lower().replace("_", " ")) if found else None


def _items(text: str) -> tuple[str, ...]:
    """Return a value, or those of a list in brackets; nothing for one that is empty or stands below."""
    text = text.strip()
    if text in (*_FOLDED, *_EMPTY):
        return ()
    parts = text[1:-1].split(",") if text[:1] == "[" and text[-1:] == "]" else [text]
    return tuple(plain for part in parts if (plain := _plain(part)))


def _plain(text: str) -> str:
    text = text.strip()
    return text[1:-1].strip() if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text
