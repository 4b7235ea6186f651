"""Words that were met before, with what is known of each: texts share most of their words, so most are known.

A memory alone: words get numbers as they come, and nothing depends on a number but that it tells words apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import repeat
from threading import Lock

import numpy as np
import numpy.typing as npt

from .credits import credit_words
from .dates import date_words
from .hashes import Hashes, word_hashes
from .language import function_word_numbers, function_words
from .lexicons import cue_index
from .shapes import MACHINE_WORDS
from .tokens import NUMBER, is_unspaced

__all__ = ["CHARACTER", "CUE_SHIFT", "FIELD", "MACHINE", "OPENER", "UNSPACED_SCRIPT", "Glossary", "number_words"]

Integers = npt.NDArray[np.int64]

UNSPACED_SCRIPT = 1
"""A word, or a character, of a script that writes no spaces."""
MACHINE = 2
"""A word that a page's machinery may show with."""
OPENER = 4
"""A word that cues begin with."""
CHARACTER = 8
"""A character alone, beyond the alphabets: where no spaces are written, pairs of them are what words are elsewhere."""
CUE_SHIFT = 4
"""Above so many bits stands the number of the word in the index of cues."""

FIELD = 19
"""Bits of a count: a line, so far as it is read, has fewer words than they hold, of signs that fold to several, too."""
# The first letters stand for a word in its inflections.
_STEM = 4


class Glossary:
    """Up to so many different words, numbered from 0, and five numbers of each."""

    def __init__(self, size: int) -> None:
        """Make room for ``size`` words."""
        self.numbers: dict[str, int] = {}
        self.known = np.zeros(size, dtype=np.int64)
        """The bits above and the number of the cues' index."""
        self.counted = np.zeros(size, dtype=np.int64)
        """A one in the fields of those kinds that it is of: numbers, dates, credits, function words."""
        self.stems = np.zeros(size, dtype=np.int64)
        """A number of its first letters; 0 for words without meaning."""
        self.functional = np.zeros(size, dtype=np.int64)
        """Its number among the function words; 0 for others."""
        self.hashes = np.zeros(size, dtype=np.uint64)
        """Its ``word_hashes``."""
        self._stems: dict[str, int] = {}
        bits = (2 * size).bit_length()
        self._shift = np.uint64(64 - bits)
        # Where words are found by their marks, in one of two places that were free: the mark and the number.
        self._marks = np.zeros(1 << bits, dtype=np.uint64)
        self._marked = np.full(1 << bits, -1, dtype=np.int64)

    def add(self, words: Sequence[str]) -> None:
        """Take in different words that are new."""
        begin, end = len(self.numbers), len(self.numbers) + len(words)
        lexical = _lexical()
        facts = np.array([lexical.get(word, _NOTHING) for word in words], dtype=np.int64).reshape(-1, 2)
        self.known[begin:end] = facts[:, 0] | np.fromiter(map(_script, words), dtype=np.int64, count=len(words))
        self.counted[begin:end] = facts[:, 1]
        functional, stems = function_word_numbers(), self._stems
        self.functional[begin:end] = [functional.get(word, 0) for word in words]
        self.stems[begin:end] = [
            0 if len(word) < _STEM or word in functional else stems.setdefault(word[:_STEM], len(stems) + 1)
            for word in words
        ]
        self.hashes[begin:end] = word_hashes(words)
        # Last: other threads find no word of which nothing is known yet.
        self.numbers.update(zip(words, range(begin, end), strict=True))

    def look_up(self, words: Sequence[str]) -> Integers:
        """Return the number of each word, -1 for those that it lacks."""
        return np.fromiter(map(self.numbers.get, words, repeat(-1)), dtype=np.int64, count=len(words))

    def recall(self, marks: Hashes) -> Integers:
        """Return the number of each word, given their ``hashes.marks``; -1 for those that it does not know by them."""
        found = self._found(marks, self._first(marks))
        missing = (found < 0).nonzero()[0]
        if len(missing):
            rest = marks.take(missing)
            found[missing] = self._found(rest, self._second(rest))
        return found

    def remember(self, marks: Hashes, numbers: Integers) -> None:
        """Know words by their marks where they do not stand in each other's way; for one thread at a time."""
        for place in (self._first, self._second):
            at = place(marks)
            free = (self._marked.take(at) < 0).nonzero()[0]
            if not len(free):
                continue
            at, first = np.unique(at[free], return_index=True)
            # The mark last: other threads find nothing there before.
            self._marked[at] = numbers[free[first]]
            self._marks[at] = marks[free[first]]
            rest = (self._found(marks, place(marks)) < 0).nonzero()[0]
            marks, numbers = marks[rest], numbers[rest]

    def _first(self, marks: Hashes) -> Integers:
        return (marks >> self._shift).astype(np.int64)

    def _second(self, marks: Hashes) -> Integers:
        return (marks & np.uint64(len(self._marks) - 1)).astype(np.int64)

    def _found(self, marks: Hashes, at: Integers) -> Integers:
        return np.where(self._marks.take(at) == marks, self._marked.take(at), -1)


# The letters of the alphabets that such scripts are mixed with stand below it.
_LAST_LETTER = "\u0e00"


def _script(word: str) -> int:
    """Return the bits that say how a word is written."""
    return is_unspaced(word) * UNSPACED_SCRIPT | (len(word) == 1 and word > _LAST_LETTER) * CHARACTER


_NOTHING = (0, 0)


@cache
def _lexical() -> dict[str, tuple[int, int]]:
    """Return what the lexicons know of single words: ``Glossary.known`` and ``Glossary.counted``."""
    known = {word: number << CUE_SHIFT for word, number in cue_index().word_numbers.items()}
    for bit, marked in ((MACHINE, MACHINE_WORDS), (OPENER, cue_index().openers)):
        for word in marked:
            known[word] = known.get(word, 0) | bit
    counted: dict[str, int] = {}
    for place, words in enumerate(({NUMBER}, date_words(), credit_words(), function_words())):
        for word in words:
            counted[word] = counted.get(word, 0) | 1 << FIELD * place
    return {word: (known.get(word, 0), counted.get(word, 0)) for word in known.keys() | counted.keys()}


_MOST = 50_000
_glossary = Glossary(_MOST)
_lock = Lock()


def number_words(words: Sequence[str], marks: Hashes | None = None) -> tuple[Integers, Glossary]:
    """Return the number of each word, and the glossary that gave it.

    By their marks, words are found in arrays; without, each is looked up.
    """
    glossary = _glossary
    if marks is None:
        return _number(words, glossary)
    found = glossary.recall(marks)
    missing = (found < 0).nonzero()[0]
    if len(missing):
        numbers, grown = _number([words[i] for i in missing.tolist()], glossary)
        if grown is not glossary:
            return _number(words, grown)
        found[missing] = numbers
        with _lock:
            glossary.remember(marks[missing], numbers)
    return found, glossary


def _number(words: Sequence[str], glossary: Glossary) -> tuple[Integers, Glossary]:
    """Do the same one word after the other, beginning with a glossary that may lack some."""
    found = glossary.look_up(words)
    missing = (found < 0).nonzero()[0]
    if len(missing):
        new = [words[i] for i in missing.tolist()]
        if (grown := _grown(glossary, new, words)) is not glossary:
            return grown.look_up(words), grown
        found[missing] = glossary.look_up(new)
    return found, glossary


def _grown(glossary: Glossary, missing: Sequence[str], words: Sequence[str]) -> Glossary:
    """Return the glossary with the words that it misses; when it is full, one that is begun anew with all of them."""
    global _glossary  # noqa: PLW0603  a memory alone; other threads go on with the full one
    with _lock:
        # Another thread may have begun anew.
        asked = missing if _glossary is glossary else words
        new = [word for word in dict.fromkeys(asked) if word not in _glossary.numbers]
        if len(_glossary.numbers) + len(new) > len(_glossary.known):
            new = list(dict.fromkeys(words))
            _glossary = Glossary(max(_MOST, 2 * len(new)))
        _glossary.add(new)
        return _glossary
