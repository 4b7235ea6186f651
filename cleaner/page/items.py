"""Elements that repeat -> columns: comments, teasers, posts and products are printed by one template, many times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ..document import Block
from .elements import Elements

__all__ = ["ITEM_COLUMNS", "read_items"]

Table = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

ITEM_COLUMNS = (
    *("items", "items' words", "items' share", "items dated", "items' links"),
    *("item's words", "item's place", "item's height"),
    *("prints", "print"),
)
# An item is one of so many siblings at least, of one tag and one name, and has so many blocks.
_LEAST_ITEMS, _LEAST_BLOCKS = 3, 2
_NUMBER = re.compile(r"\d+")


def read_items(blocks: Sequence[Block], elements: Elements, sizes: Table, dated: Table) -> Table:
    """Return the columns of ``ITEM_COLUMNS``, shape (blocks, columns): of the innermost item around each block.

    Args:
        blocks: of a page, at least one.
        elements: around them.
        sizes: words of each block, shape (blocks,).
        dated: 1 for blocks that are dates or times, shape (blocks,).
    """
    links = np.array([block.links for block in blocks])
    within = elements.within(elements.alone((np.ones(len(blocks)), sizes, dated, sizes * links)))
    kinds, place = _kinds(elements)
    many = np.bincount(kinds).astype(np.float64)
    words, stamped, linked = (
        np.bincount(kinds, weights=values) for values in (within[:, 1], within[:, 2] > 0, within[:, 3])
    )
    total = max(float(sizes.sum()), 1.0)
    of_kind = np.column_stack(
        [np.log1p(many), np.log1p(words / many), words / total, stamped / many, linked / np.maximum(words, 1.0)]
    )
    own = np.column_stack([of_kind[kinds], np.log1p(within[:, 1]), np.log1p(place), np.zeros(len(elements))])
    is_item = (many[kinds] >= _LEAST_ITEMS) & (within[:, 0] >= _LEAST_BLOCKS) & elements.has_parent
    own[~is_item] = 0.0
    for at in elements.levels():
        inside = at[~is_item[at]]
        own[inside] = own[elements.parents[inside]]
        own[inside, -1] += own[inside, 0] > 0
    return np.hstack([own[elements.of_block], _prints(blocks)])


def _kinds(elements: Elements) -> tuple[Integers, Table]:
    """Return, for each element, the number that it shares with its like among its siblings, and its place there."""
    numbers: dict[tuple[int, str, str], int] = {}
    seen: list[int] = []
    kinds, places = [], []
    for element, parent in zip(elements.elements, elements.parents.tolist(), strict=True):
        kind = numbers.setdefault((parent, element.tag, _without_numbers(element.names)), len(seen))
        if kind == len(seen):
            seen.append(0)
        kinds.append(kind)
        places.append(seen[kind])
        seen[kind] += 1
    return np.array(kinds, dtype=np.int64), np.array(places, dtype=np.float64)


@lru_cache(maxsize=50_000)
def _without_numbers(names: str) -> str:
    return _NUMBER.sub("0", names)


def _prints(blocks: Sequence[Block]) -> Table:
    """How often a line's text is printed on the page, and how many prints stand before it."""
    times: dict[str, int] = {}
    before = []
    for block in blocks:
        before.append(times.get(block.text, 0))
        times[block.text] = before[-1] + 1
    pairs = [(times[block.text], earlier) for block, earlier in zip(blocks, before, strict=True)]
    return np.asarray(np.log1p(np.array(pairs)))
