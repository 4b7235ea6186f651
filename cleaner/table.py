"""The table that the first trees read: a line's own numbers, what its words say and what stands around it.

Everything is language-neutral but the words; what a word says is one number, from a vocabulary of hashes.
Unknown words say nothing, so a text in a language without a vocabulary is read by shape, place and cues alone.
Columns are rows of the arrays, and hold integers: trees compare many lines at once, and platforms agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from .vectors import Vectors, word_keys

__all__ = ["SCALE", "Vocabulary", "build_table", "rounded", "table_names"]

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint32]
Table = npt.NDArray[np.int16]

SCALE = 256
"""An integer of a table is so many times its number."""
_MOST = 32_767

WORD_COLUMNS = tuple("words_mean words_max words_min pairs_mean pairs_max pairs_min first last known".split())
# Columns that are also read of the neighbours and over the whole text.
_NEAR = (
    "size terminal prose bullet digits capitals functional cue dated ago address separators quoted furniture "
    "chars chars_stop chars_comma chars_symbol word_length overlap hand words_mean words_max first"
).split()
_MEANS = ("size terminal prose bullet digits functional cue dated ago chars_symbol furniture hand words_mean").split()
_STEPS = (-2, -1, 1, 2)
_REACH = 5
_TEXT = ("words_above", "words_below", "log_words", "hand_text_words", "words_text_words", "prose_text_words")
HAND_CLIP = 10.0
# Words are looked up in a table of so many slots, by the last bits of their keys.
SLOTS = 1 << 18


@dataclass(frozen=True)
class Vocabulary:
    """How much words, pairs and ends speak for noise."""

    keys: Keys
    """Hashes, without 0; no two with the same slot."""
    weights: npt.NDArray[np.int8]
    """For each, in sixteenths of a log-odd."""

    @cached_property
    def _slots(self) -> tuple[Keys, npt.NDArray[np.int8]]:
        keys, weights = np.zeros(SLOTS, dtype=np.uint32), np.zeros(SLOTS, dtype=np.int8)
        at = self.keys & np.uint32(SLOTS - 1)
        keys[at], weights[at] = self.keys, self.weights
        return keys, weights

    def __getitem__(self, keys: Keys) -> npt.NDArray[np.int8]:
        """Return the weight of each key; 0 for those that it lacks.

        >>> Vocabulary(np.array([5, 9], dtype=np.uint32), np.array([16, -3], dtype=np.int8))[
        ...     np.array([9, 7, 0], dtype=np.uint32)].tolist()
        [-3, 0, 0]
        """
        known, weights = self._slots
        at = (keys & np.uint32(SLOTS - 1)).astype(np.intp)
        return np.asarray(weights.take(at) * (known.take(at) == keys))


@cache
def table_names(numbers: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of the table's columns, given those of the vectors' numbers."""
    own = (*numbers, "hand", *WORD_COLUMNS)
    near = tuple(f"{name} {step:+d}" for step in _STEPS for name in _NEAR)
    return (*own, *near, *(f"{name} around" for name in _NEAR), *(f"{name} text" for name in _MEANS), *_TEXT)


def own_columns(numbers: tuple[str, ...]) -> int:
    """Return how many of the table's columns, the first ones, are of the line itself."""
    return len(numbers) + 1 + len(WORD_COLUMNS)


def build_table(vectors: Vectors, hand: Array, vocabulary: Vocabulary, names: tuple[str, ...]) -> Table:
    """Return the table, shape (columns, lines).

    Args:
        vectors: of a document of at least one line.
        hand: log-odds of the hand-set terms.
        vocabulary: what words say.
        names: names of the vectors' numbers.
    """
    clipped = np.minimum(np.maximum(hand, -HAND_CLIP), HAND_CLIP)
    own = np.concatenate([vectors.numbers, clipped[None], word_columns(vectors, vocabulary)])
    return _add_context(own, _places(names))


def rounded(columns: Array) -> Table:
    """Return columns as integers."""
    found = np.rint(columns * SCALE)
    np.maximum(found, -_MOST, out=found)
    np.minimum(found, _MOST, out=found)
    return found.astype(np.int16)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where columns stand among the line's own."""

    near: Integers
    means: Integers
    shared: Integers
    size: int


@cache
def _places(numbers: tuple[str, ...]) -> _Places:
    names = (*numbers, "hand", *WORD_COLUMNS)
    near, means, shared = (
        np.array([names.index(name) for name in chosen]) for chosen in (_NEAR, _MEANS, ("hand", "words_mean", "prose"))
    )
    return _Places(near, means, shared, names.index("size"))


def _add_context(own: Array, places: _Places) -> Table:
    """Return the lines' own columns as integers, with those of their neighbours and of the text behind them."""
    near = own.take(places.near, axis=0)
    count = own.shape[1]
    sums = np.zeros((len(near), count + 2 * _REACH + 1))
    padded = np.zeros((len(near), count + 2 * _REACH))
    padded[:, _REACH : _REACH + count] = near
    padded.cumsum(axis=1, out=sums[:, 1:])
    around = (sums[:, 2 * _REACH + 1 :] - sums[:, :count]) / (2 * _REACH + 1)
    means = np.add.reduce(own.take(places.means, axis=0), axis=1, keepdims=True) / count
    # Shifts of what is rounded already.
    table = rounded(own)
    shifted = np.zeros((len(near), count + 2 * _REACH), dtype=np.int16)
    shifted[:, _REACH : _REACH + count] = table.take(places.near, axis=0)
    steps = [shifted[:, _REACH + step : _REACH + step + count] for step in _STEPS]
    text = rounded(_text_columns(own, places))
    return np.concatenate([table, *steps, rounded(around), rounded(means).repeat(count, axis=1), text])


def _text_columns(own: Array, places: _Places) -> Array:
    words = np.expm1(own[places.size]) + 1e-3
    total = float(words.sum())
    above = words.cumsum() - words
    out = np.empty((len(_TEXT), own.shape[1]))
    out[0] = above / total
    out[1] = (total - above - words) / total
    out[2] = np.log1p(total)
    out[3:] = (own.take(places.shared, axis=0) * words).sum(axis=1, keepdims=True) / total
    return out


def word_columns(vectors: Vectors, vocabulary: Vocabulary) -> Array:
    """Return what the words of each line say, shape (``WORD_COLUMNS``, lines)."""
    words, pairs, ends = word_keys(vectors)
    told = vocabulary[np.concatenate([words, pairs, ends.ravel()])].astype(np.int32)
    sizes = vectors.starts[1:] - vectors.starts[:-1]
    out = np.zeros((len(WORD_COLUMNS), len(sizes)))
    filled = sizes > 0
    begins = vectors.starts[:-1][filled]
    if len(begins):
        both = told[: 2 * len(words)].reshape(2, -1)
        out[0:6:3, filled] = np.add.reduceat(both, begins, axis=1) / (2.0 + sizes[filled])
        out[1:6:3, filled] = np.maximum.reduceat(both, begins, axis=1)
        out[2:6:3, filled] = np.minimum.reduceat(both, begins, axis=1)
        out[8, filled] = np.add.reduceat((both[0] != 0).astype(np.int32), begins) / sizes[filled]
    out[6:8] = told[2 * len(words) :].reshape(len(sizes), 2, 3).sum(axis=2).T
    out[:8] /= 16
    return out
