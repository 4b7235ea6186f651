"""The words of a text as numbers: each different word is looked up once, the rest is arithmetic over all lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, repeat

import numpy as np
import numpy.typing as npt

from .credits import credit_words
from .dates import date_words
from .language import function_words
from .lexicons import cue_index
from .tokens import tokenize_lines

__all__ = ["CREDIT", "DATE", "FUNCTION", "Words", "read_words"]

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FUNCTION = 1
"""A function word of some language."""
DATE = 2
"""A month or weekday."""
CREDIT = 4
"""A word that photo credits begin with."""
# Above these bits stands the number of the word in the index of cues.
_CUE_SHIFT = 3


@cache
def _known() -> dict[str, int]:
    """Return what is known of single words, in one look-up."""
    out = {word: number << _CUE_SHIFT for word, number in cue_index().word_numbers.items()}
    for bit, words in ((FUNCTION, function_words()), (DATE, date_words()), (CREDIT, credit_words())):
        for word in words:
            out[word] = out.get(word, 0) | bit
    return out


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of n lines."""

    lines: tuple[tuple[str, ...], ...]
    """The tokens of each line."""
    different: tuple[str, ...]
    """Each different token once, in the order of appearance; m of them."""
    numbers: Integers
    """For every token of the text, its place in ``different``."""
    starts: Integers
    """Shape (n + 1,): line i has the tokens ``starts[i]:starts[i + 1]``."""
    owners: Integers
    """For every token, its line."""
    places: Integers
    """For every token, its place in its line."""
    known: Integers
    """For every token, the bits above and the number of the cues' index."""

    @property
    def cue_numbers(self) -> Integers:
        """For every token, its number in the index of cues; 0 for others."""
        return self.known >> _CUE_SHIFT

    def count(self, bit: int, first: int | None = None) -> list[int]:
        """Return for each line how many of its tokens, or of its first ones, are known as ``bit``."""
        wanted = (self.known & bit) > 0
        if first is not None:
            wanted &= self.places < first
        return self._count(wanted)

    def count_word(self, word: str) -> list[int]:
        """Return how often each line has ``word``."""
        if word not in self.different:
            return [0] * len(self.lines)
        return self._count(self.numbers == self.different.index(word))

    def _count(self, wanted: Flags) -> list[int]:
        counts: list[int] = np.bincount(self.owners[wanted], minlength=len(self.lines)).tolist()
        return counts

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        """Iterate over the tokens of each line."""
        return iter(self.lines)


def read_words(texts: Sequence[str]) -> Words:
    """Return the tokens of lines.

    >>> words = read_words(["3 comments", "Share this"])
    >>> words.lines
    (('#', 'comments'), ('share', 'this'))
    >>> words.count_word("#")
    [1, 0]
    """
    lines = tuple(map(tuple, tokenize_lines(texts)))
    flat = list(chain.from_iterable(lines))
    different = tuple(dict.fromkeys(flat))
    places = dict(zip(different, range(len(different)), strict=True))
    numbers = np.fromiter(map(places.__getitem__, flat), dtype=np.int64, count=len(flat))
    sizes = np.fromiter(map(len, lines), dtype=np.int64, count=len(lines))
    starts = np.zeros(len(lines) + 1, dtype=np.int64)
    sizes.cumsum(out=starts[1:])
    owners = np.arange(len(lines)).repeat(sizes)
    known = np.fromiter(map(_known().get, different, repeat(0)), dtype=np.int64, count=len(different))
    places_in_line = np.arange(len(flat)) - starts[owners]
    return Words(lines, different, numbers, starts, owners, places_in_line, known[numbers])
