"""How many of a line's words begin with a capital, for all lines of a text at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

__all__ = ["capital_shares"]

# Capitals are counted in so many words.
_WORDS = 20
_PLANE = 0x10000
_SOLID, _CAPITAL = 1, 2


@cache
def _kinds() -> npt.NDArray[np.uint8]:
    """Return for every character of the basic plane whether it is a blank, and whether it is a capital."""
    characters = list(map(chr, range(_PLANE)))
    blank = np.fromiter(map(str.isspace, characters), dtype=np.bool_, count=_PLANE)
    capital = np.fromiter(map(str.isupper, characters), dtype=np.bool_, count=_PLANE)
    return np.where(blank, 0, _SOLID) + (capital * _CAPITAL).astype(np.uint8)


def capital_shares(lines: Sequence[str]) -> list[float]:
    """Return the share of each line's first words that begin with a capital; 0 for a line without words.

    >>> capital_shares(["The Old mill", "", "«Так»"])
    [0.6666666666666666, 0.0, 0.0]
    """
    codes = np.frombuffer("\n".join(["", *lines]).encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
    sizes = np.fromiter(map(len, lines), dtype=np.int64, count=len(lines))
    ends = (sizes + 1).cumsum()
    if len(lines) and ends[-1] != len(codes):
        # Characters beyond the basic plane take two codes.
        return list(map(_capital_share, lines))
    kinds = _kinds().take(codes)
    solid = kinds & _SOLID
    # A word begins where a blank stands before it; each line has a line end before it.
    begins = (solid[1:] > solid[:-1]).nonzero()[0] + 1
    words = np.zeros(len(lines) + 1, dtype=np.int64)
    words[1:] = begins.searchsorted(ends)
    capitals = np.zeros(len(begins) + 1, dtype=np.int64)
    (kinds.take(begins) > _SOLID).cumsum(out=capitals[1:])
    first = words[:-1]
    read = np.minimum(words[1:] - first, _WORDS)
    shares: list[float] = ((capitals.take(first + read) - capitals.take(first)) / np.maximum(read, 1)).tolist()
    return shares


def _capital_share(line: str) -> float:
    """Return the same for one line, of any characters."""
    words = line.split(None, _WORDS)[:_WORDS]
    return sum(word[0].isupper() for word in words) / (len(words) or 1)
