"""Features -> the arrays that the learned scorer reads: numbers and hashed words, a row a line.

The numbers are language-neutral: the feature columns, counts of kinds of characters, places. The words
are hashed and looked up in the trained vocabulary by their hashes, so that the weights hold no text. Everything is
computed for all lines at once, in integers or in float64.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from .features import Features
from .hashes import Hashes, mixed, word_hashes
from .lines import Line

__all__ = ["Vectors", "number_names", "read_vectors", "read_words", "word_hashes", "word_keys"]

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Vectors:
    """What the learned scorer sees of a document of n lines."""

    numbers: Array
    """Shape (columns, n), in the order of ``number_names``."""
    words: Hashes
    """Hashes of the first and last words of every line, one after the other."""
    starts: Integers
    """Shape (n + 1,): line i has the words ``starts[i]:starts[i + 1]``."""
    same: Integers
    """A number for each word, the same for the same words."""

    def select(self, columns: Sequence[int]) -> Vectors:
        """Return the vectors with some of the numbers' columns only."""
        return Vectors(self.numbers[list(columns)], self.words, self.starts, self.same)


# Words of a line that are read, at its beginning and at its end: furniture shows there, and a long
# paragraph is known by its length.
FIRST_WORDS = 16
LAST_WORDS = 8

_ODD = np.uint64(0x9E3779B97F4A7C15)

# Kinds of characters that are counted; letters that are neither capital nor small are those of scripts without case.
_KINDS = ("other", "blank", "capital", "small", "letter", "digit", "comma", "stop", "colon", "quote", "dash", "symbol")
_OF_KIND = {
    "comma": ",،、，;；·",
    "stop": ".!?…。！？।؟۔",
    "colon": ":：",
    "quote": "\"'“”„«»‹›‘’「」『』",
    "dash": "-–—―",
}
_PLANE = 0x10000
# Only so much of a line is counted: its shape shows there.
_COUNTED = 400


def read_vectors(features: Features) -> Vectors:
    """Return the arrays of a document's features."""
    columns = np.array(list(features.columns.values()))
    numbers = np.concatenate([columns, _characters(features.lines), _places(features)])
    numbers[list(features.columns).index("size")] = np.log1p(features["size"])
    words = read_words(features)
    return Vectors(numbers, words.words, words.starts, words.same)


def read_words(features: Features) -> Vectors:
    """Return the arrays of a document's words, without numbers."""
    chosen, starts = _ends(features.words.starts)
    same = features.words.numbers.take(chosen)
    hashes = features.words.glossary.hashes.take(same)
    return Vectors(np.zeros((0, len(starts) - 1)), hashes, starts, _renumbered(same))


def _renumbered(numbers: Integers) -> Integers:
    """Return numbers below the count of words instead of ones that may be anything."""
    places = np.arange(len(numbers))
    last = np.empty(numbers.max(initial=0) + 1, dtype=np.int64)
    last[numbers] = places
    return last.take(numbers)


def number_names(features: Features) -> tuple[str, ...]:
    """Return the names of the columns of ``Vectors.numbers``."""
    return (*features.columns, *(f"chars_{kind}" for kind in _KINDS), "chars", "word_length", *_PLACES)


def _ends(starts: Integers) -> tuple[Integers, Integers]:
    """Return the places of each line's first and last words among all words, and where each line's begin."""
    sizes = starts[1:] - starts[:-1]
    read = np.minimum(sizes, FIRST_WORDS + LAST_WORDS)
    begins = np.zeros(len(starts), dtype=np.int64)
    read.cumsum(out=begins[1:])
    place = np.arange(begins[-1]) - begins[:-1].repeat(read)
    skipped = (sizes - read).repeat(read) * (place >= FIRST_WORDS)
    return starts[:-1].repeat(read) + place + skipped, begins


# Counts of six kinds at a time share an integer of 64 bits.
_BITS = 10
_PACKED = 6
_SHIFTS = np.arange(0, _PACKED * _BITS, _BITS)


@cache
def _kind_tables() -> tuple[Integers, Integers]:
    """Return for every character of the basic plane a one at the place of its kind, for each half of the kinds."""
    table = np.zeros(_PLANE, dtype=np.int64)
    by_category = {"Lu": "capital", "Ll": "small", "Lo": "letter", "Lm": "letter", "Nd": "digit", "Zs": "blank"}
    for code in range(_PLANE):
        category = unicodedata.category(chr(code))
        kind = by_category.get(category, "symbol" if category[0] in "SP" else "other")
        table[code] = _KINDS.index(kind)
    table[9] = _KINDS.index("blank")
    for kind, characters in _OF_KIND.items():
        table[[ord(c) for c in characters]] = _KINDS.index(kind)
    ones = np.left_shift(1, _BITS * (table % _PACKED))
    return np.where(table < _PACKED, ones, 0), np.where(table < _PACKED, 0, ones)


def _characters(lines: Sequence[Line]) -> Array:
    """Count the kinds of characters of every line: shares, and logarithms for marks; its length; its words' length."""
    texts = [line.text[:_COUNTED] or " " for line in lines]
    sizes = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.int32)
    codes = np.minimum(codes, _PLANE - 1)
    begins = sizes.cumsum() - sizes
    packed = np.array([np.add.reduceat(table.take(codes), begins) for table in _kind_tables()])
    counts = (packed[:, None] >> _SHIFTS[:, None] & (1 << _BITS) - 1).reshape(len(_KINDS), -1).astype(np.float64)
    letters = counts[2:5].sum(axis=0)
    log_chars = np.log1p(np.fromiter((len(line.text) for line in lines), dtype=np.float64, count=len(lines)))
    word_length = np.log1p(letters / (1 + counts[1]))
    shares = counts / sizes
    # Marks are few: their number says more than their share.
    shares[6:11] = np.log1p(counts[6:11])
    return np.concatenate([shares, log_chars[None], word_length[None]])


_PLACES = ("from_top", "from_bottom", "place", "from_first", "from_last", "from_title", "no_title", "title_sure")


def _places(features: Features) -> Array:
    """Distances in lines, as signed logarithms."""
    count = len(features.lines)
    index = np.arange(count, dtype=np.float64)
    structure = features.structure
    title = structure.title
    return np.array(
        [
            np.log1p(index),
            np.log1p(count - 1 - index),
            (index + 0.5) / count,
            _signed_log(index - structure.first),
            _signed_log(index - structure.last),
            _signed_log(index - title) if title is not None else np.zeros(count),
            np.full(count, float(title is None)),
            np.full(count, float(structure.title_sure)),
        ]
    )


def _signed_log(values: Array) -> Array:
    return np.asarray(np.sign(values) * np.log1p(np.abs(values)))


# Salts that keep pairs of words, and first and last words, apart from words.
_PAIR = np.uint64(0xD6E8FEB86659FD93)
_SALTS = np.arange(1, 7, dtype=np.uint64) * _ODD


def word_keys(vectors: Vectors) -> tuple[Keys, Keys, Keys]:
    """Return the keys of words, pairs of words and ends of each line; key 0 stands for "no word".

    Returns:
        ``(words, pairs, ends)``: shapes (words,), (words,), (n, 6). A pair stands at the place of its first
        word; the last word of a line pairs with nothing. ``ends`` are the first two words and their pair, the
        last two words and their pair.
    """
    words, starts = vectors.words, vectors.starts
    following = np.zeros(len(words), dtype=np.uint64)
    following[:-1] = words[1:]
    pairs = mixed(words * _PAIR + following)
    pair_keys = _key(pairs)
    pair_keys[starts[1:][starts[1:] > starts[:-1]] - 1] = 0
    return _key(words), pair_keys, _ends_of(words, pairs, starts)


def _key(hashes: Hashes) -> Keys:
    return np.asarray(hashes >> np.uint64(32)).astype(np.uint32)


# What the ends of a line are made of, and how many words the line must have.
_LEAST_WORDS = np.array([1, 2, 2, 1, 2, 2])[:, None]


def _ends_of(words: Hashes, pairs: Hashes, starts: Integers) -> Keys:
    begin, end, count = starts[:-1], starts[1:], len(words)
    if not count:
        return np.zeros((len(begin), 6), dtype=np.uint32)
    at = np.array([begin, begin + 1, begin, end - 1, end - 2, end - 2])
    at = np.minimum(np.maximum(at, 0), count - 1)
    at[[2, 5]] += count
    salted = _key(mixed(np.concatenate([words, pairs]).take(at) + _SALTS[:, None]))
    return np.where(end - begin >= _LEAST_WORDS, salted, 0).astype(np.uint32).T
