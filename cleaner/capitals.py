"""How many of a line's words begin with a capital, for all lines of a text at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Shapes", "capital_shares", "shape_table"]

# Capitals are counted in so many words, within so many characters.
_WORDS = 20
_READ = 400
_PLANE = 0x10000
_SOLID, _CAPITAL = 1, 2


class Shapes(NamedTuple):
    """The characters of a text's lines, without those that take two codes."""

    kinds: npt.NDArray[np.uint8]
    """Of each character what ``shape_table`` says."""
    ends: npt.NDArray[np.int64]
    """Where each line ends; the next begins behind a line end."""


@cache
def shape_table() -> npt.NDArray[np.uint8]:
    """Return for every character of the basic plane whether it is a blank, and whether it is a capital."""
    characters = list(map(chr, range(_PLANE)))
    blank = np.fromiter(map(str.isspace, characters), dtype=np.bool_, count=_PLANE)
    capital = np.fromiter(map(str.isupper, characters), dtype=np.bool_, count=_PLANE)
    return np.asarray(~blank * np.uint8(_SOLID) + capital * np.uint8(_CAPITAL))


def capital_shares(lines: Sequence[str], shapes: Shapes | None = None) -> list[float]:
    """Return the share of each line's first words that begin with a capital; 0 for a line without words.

    Args:
        lines: without blanks at their beginnings.
        shapes: theirs, if the text has been read for them.

    >>> capital_shares(["The Old mill", "", "«Так»"])
    [0.6666666666666666, 0.0, 0.0]
    """
    kinds, ends = _read(lines) if shapes is None else shapes
    starts = np.zeros(len(ends), dtype=np.int64)
    starts[1:] = ends[:-1] + 1
    # A word begins where a blank or nothing stands before it.
    solid = (kinds & _SOLID).view(np.bool_)
    opens = solid.copy()
    np.greater(solid[1:], solid[:-1], out=opens[1:])
    begins = opens.nonzero()[0]
    capitals = np.zeros(len(begins) + 1, dtype=np.int64)
    (kinds.take(begins) > _SOLID).cumsum(out=capitals[1:])
    first = begins.searchsorted(starts)
    words = np.minimum(begins.searchsorted(np.minimum(ends, starts + _READ)) - first, _WORDS)
    shares: list[float] = ((capitals.take(first + words) - capitals.take(first)) / np.maximum(words, 1)).tolist()
    return shares


# Characters beyond the basic plane, which take two codes: emoji mostly.
_BEYOND = re.compile("[\U00010000-\U0010ffff]")


def _read(lines: Sequence[str]) -> Shapes:
    """Return the shapes of lines."""
    read = [line[:_READ] for line in lines]
    text = "\n".join(read)
    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
    if len(codes) != len(text):
        text = _BEYOND.sub(lambda found: "A" if found[0].isupper() else "-", text)
        codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
    sizes = np.fromiter(map(len, read), dtype=np.int64, count=len(read))
    return Shapes(shape_table().take(codes), (sizes + 1).cumsum() - 1)
