"""The words of a text as numbers: each word is looked up in the glossary, the rest is arithmetic over all lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .capitals import Shapes
from .glossary import CUE_SHIFT, FIELD, OPENER, UNSPACED_SCRIPT, Glossary, number_words
from .tokens import tokenize_lines

__all__ = ["Counts", "Words", "read_words"]

Integers = npt.NDArray[np.int64]

_ALL = (1 << FIELD) - 1


class Counts(NamedTuple):
    """How many words of each kind every line has."""

    numbers: list[int]
    dates: list[int]
    """Months and weekdays."""
    credits: list[int]
    """Words that photo credits begin with."""
    functional: list[float]
    """The share of function words of any language among the line's first words."""


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of n lines."""

    lines: tuple[tuple[str, ...], ...]
    """The tokens of each line."""
    glossary: Glossary
    """What is known of them."""
    numbers: Integers
    """For every token of the text, its number in the glossary."""
    starts: Integers
    """Shape (n + 1,): line i has the tokens ``starts[i]:starts[i + 1]``."""
    owners: Integers
    """For every token, its line."""
    places: Integers
    """For every token, its place in its line."""
    known: Integers
    """For every token, the glossary's bits and the number of the cues' index."""
    doubtful: Sequence[int]
    """The lines whose tokens were read one line after the other, as they have characters that few texts have."""
    unspaced: bool
    """Whether there are characters of scripts that write no spaces."""
    shapes: Shapes | None
    """Of the lines' characters, if they are known."""

    @property
    def cue_numbers(self) -> Integers:
        """For every token, its number in the index of cues; 0 for others."""
        return self.known >> CUE_SHIFT

    @property
    def openers(self) -> list[int]:
        """The lines whose first word opens a phrase of the cues' index."""
        filled = (self.starts[1:] > self.starts[:-1]).nonzero()[0]
        opening = self.known.take(self.starts.take(filled)) & OPENER
        where: list[int] = filled[opening > 0].tolist()
        return where

    def those(self, bit: int) -> set[str]:
        """Return the tokens that are known as ``bit``."""
        where = (self.known & bit).nonzero()[0]
        return {self.lines[i][k] for i, k in zip(self.owners[where].tolist(), self.places[where].tolist(), strict=True)}

    def functional(self, lines: int) -> Integers:
        """Return the ``function_word_numbers`` of the tokens of the first ``lines``, 0 for other words."""
        return self.glossary.functional.take(self.numbers[: self.starts[lines]])

    def count(self, first: int) -> Counts:
        """Count the kinds of words of each line: function words among the ``first``, up to 63, the others in all."""
        # All kinds are summed in the fields of one integer. Sums of the whole text may overflow; as integers wrap
        # around, the difference of two is right. Function words, of which a line may have more, stand topmost.
        sums = np.zeros(len(self.numbers) + 1, dtype=np.int64)
        self.glossary.counted.take(self.numbers).cumsum(out=sums[1:])
        begins, ends = self.starts[:-1], self.starts[1:]
        before = sums.take(begins)
        counted = sums.take(ends) - before
        read = np.minimum(ends - begins, first)
        opening = sums.take(begins + read) - before
        functional = (opening >> 3 * FIELD & _ALL) / np.maximum(read, 1)
        fields = np.array([counted, counted >> FIELD, counted >> 2 * FIELD]) & _ALL
        numbers, dates, credits_ = fields.tolist()
        return Counts(numbers, dates, credits_, functional.tolist())

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        """Iterate over the tokens of each line."""
        return iter(self.lines)


def read_words(texts: Sequence[str]) -> Words:
    """Return the tokens of lines.

    >>> words = read_words(["3 comments", "Share this"])
    >>> words.lines
    (('#', 'comments'), ('share', 'this'))
    >>> words.count(40).numbers
    [1, 0]
    """
    words, starts, marks, doubtful, unspaced, shapes = tokenize_lines(texts)
    ends = starts.tolist()
    lines = tuple(tuple(words[start:end]) for start, end in pairwise(ends))
    numbers, glossary = number_words(words, marks)
    owners = np.arange(len(lines)).repeat(starts[1:] - starts[:-1])
    places = np.arange(len(numbers)) - starts.take(owners)
    known = glossary.known.take(numbers)
    unspaced = unspaced and bool(np.count_nonzero(known & UNSPACED_SCRIPT))
    return Words(lines, glossary, numbers, starts, owners, places, known, doubtful, unspaced, shapes)
