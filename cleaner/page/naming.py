"""What sites call the elements of their pages -> columns: the words of classes and ids, weighed by what stood in them.

A vocabulary holds a weight for each word of a class or id that several sites use: how much more of what stands in
elements of that name is furniture. Elements take their own names, and those of the elements around them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain

import numpy as np
import numpy.typing as npt

from ..hashes import remembered_hashes
from ..table import Vocabulary
from .elements import Elements

__all__ = ["NAME_COLUMNS", "name_keys", "name_parts", "read_names"]

Keys = npt.NDArray[np.uint32]
Integers = npt.NDArray[np.int64]
Table = npt.NDArray[np.float64]

NAME_COLUMNS = (
    *("names", "best name", "worst name"),
    *("parent's names", "parent's best name", "parent's worst name", "grandparent's names"),
    *("names around", "best name around", "worst name around", "names known"),
)
# What is said of an element is said of those inside it, less so with each step.
_FADING = 0.8
# Names that are longer are made by machines; of a long list of names the first say what the element is.
_LONGEST, _MOST = 40, 24
_NUMBER = re.compile(r"\d+")
_INNER = re.compile(r"[-_/.:]+")
# A weight of 1 in a vocabulary is so many times its log-odds.
_WEIGHT = 16


@lru_cache(maxsize=50_000)
def name_parts(names: str) -> tuple[str, ...]:
    """Return an element's names, and the parts of compound ones behind a mark.

    >>> name_parts("article-body box12")
    ('article-body', 'box0', '~article', '~body')
    """
    whole = [name for name in _NUMBER.sub("0", names).split() if len(name) < _LONGEST]
    parts = [f"~{part}" for name in whole for part in _INNER.split(name) if part and part != name]
    return tuple(dict.fromkeys([*whole, *parts]))[:_MOST]


def name_keys(elements: Elements) -> tuple[Keys, Integers]:
    """Return the keys of all elements' names, one after the other, and the element that each is of."""
    parts = [name_parts(element.names) for element in elements.elements]
    owner = np.repeat(np.arange(len(elements)), [len(own) for own in parts])
    keys = remembered_hashes(list(chain.from_iterable(parts))) >> np.uint64(32)
    return keys.astype(np.uint32), owner


def read_names(elements: Elements, vocabulary: Vocabulary) -> Table:
    """Return the columns of ``NAME_COLUMNS``, shape (blocks, columns).

    Args:
        elements: of a page.
        vocabulary: what names say.
    """
    count = len(elements)
    keys, owner = name_keys(elements)
    weights = vocabulary[keys].astype(np.float64) / _WEIGHT
    known = np.bincount(owner, weights=weights != 0, minlength=count)
    own = np.zeros((count, 3))
    own[:, 0] = np.bincount(owner, weights=weights, minlength=count) / np.sqrt(np.maximum(known, 1))
    np.minimum.at(own[:, 1], owner, weights)
    np.maximum.at(own[:, 2], owner, weights)
    around = own.copy()
    for at in elements.levels():
        outer = around[elements.parents[at]]
        around[at, 0] += _FADING * outer[:, 0]
        around[at, 1] = np.minimum(around[at, 1], outer[:, 1])
        around[at, 2] = np.maximum(around[at, 2], outer[:, 2])
    parent = np.where(elements.has_parent[:, None], own[elements.up], 0.0)
    grandparent = np.where(elements.has_parent, parent[elements.up, 0], 0.0)
    return np.column_stack([own, parent, grandparent, around, known])[elements.of_block]
