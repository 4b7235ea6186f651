"""Lines that say again what the page declares of itself: its title, its author, its date. They are metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..dates import find_dates
from ..document import Block, Label, Place
from ..features import Features
from .profile import Profile

__all__ = ["Identity", "declared_roles", "title_keys"]

_WORD = re.compile(r"\w+")
_BAR = re.compile(r"\s+[|–—·•»:-]+\s+|\s*[|»]\s*")
# How many lines below the headline, and above it, bylines and dates stand.
_BELOW, _ABOVE = 8, 3
_BYLINE_CHARS = 120
# Words beside the names in a line that is nothing but a byline: "Von Anna Beispiel", "Story by Jane Doe".
_LEAD_WORDS = 3


class Identity(NamedTuple):
    """What a page declares of itself: keys to compare lines with, and what kind of page it is."""

    titles: frozenset[str] = frozenset()
    authors: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()
    """Dates, ``2024-05-12``."""
    profile: Profile = Profile()


def title_keys(title: str) -> Iterator[str]:
    """Yield the keys of a declared title: as a whole, and of its parts between bars.

    >>> sorted(title_keys("The pool opens | The Daily"))
    ['the daily', 'the pool opens', 'the pool opens the daily']
    """
    for part in (title, *_BAR.split(title)):
        if key := _key(part):
            yield key


def _key(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def declared_roles(
    blocks: Sequence[Block], features: Features, identity: Identity, language: str | None
) -> dict[int, Label]:
    """Return the lines that are the declared title, author or date, with their labels, by their place."""
    title = _find_title(blocks, identity.titles)
    top = title if title is not None else features.structure.title
    roles = {} if title is None else {title: Label.TITLE}
    if top is None:
        return roles
    for i in range(max(0, top - _ABOVE), min(len(blocks), top + _BELOW + 1)):
        text = blocks[i].text
        if i == top or len(text) > _BYLINE_CHARS or features.lines[i].prose:
            continue
        if _is_byline(text, features, i, identity.authors):
            roles[i] = Label.BYLINE
        elif identity.days and features["dated"][i] >= _DATED and _is_day(text, identity.days, language):
            roles[i] = Label.DATELINE
    return roles


# The share of a line that is a date.
_DATED = 0.6


def _find_title(blocks: Sequence[Block], titles: frozenset[str]) -> int | None:
    """Find the ``<h1>`` that a reader sees and that says what the page's title says, the longest of several."""
    found: dict[int, int] = {}
    for i, block in enumerate(blocks):
        element = block.element
        if element is None or not (element.tag == "h1" or (element.parent is not None and element.parent.tag == "h1")):
            continue
        if not element.place & Place.HIDDEN and (key := _key(block.text)) in titles:
            found[i] = len(key)
    return max(found, key=lambda i: found[i], default=None)


def _is_byline(text: str, features: Features, i: int, authors: frozenset[str]) -> bool:
    """Whether a line is a declared author's name, with or without the words that open a byline."""
    key = _key(text)
    if key in authors:
        return True
    opening = next((key[: -len(name)] for name in authors if key.endswith(f" {name}")), None)
    return opening is not None and features["led_by"][i] > 0 and len(opening.split()) <= _LEAD_WORDS


def _is_day(text: str, days: frozenset[str], language: str | None) -> bool:
    found = find_dates(text, language)
    return len(found) == 1 and found[0].iso[:10] in days
