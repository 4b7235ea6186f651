"""The table that the learned scorer reads: a row a line, with what its words say and what stands around it.

Everything is language-neutral but the words; what a word says is one number, from a vocabulary of hashes.
Unknown words say nothing, so a text in a language without a vocabulary is read by shape, place and cues alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .vectors import Vectors, find_rows, word_keys

__all__ = ["Vocabulary", "build_table", "table_names"]

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

WORD_COLUMNS = tuple("words_mean words_max words_min pairs_mean pairs_max pairs_min first last known".split())
# Columns that are also read of the neighbours and over the whole text.
_NEAR = (
    "size terminal prose bullet digits capitals functional cue dated ago address separators quoted furniture "
    "chars chars_stop chars_comma chars_symbol word_length overlap hand words_mean words_max first"
).split()
_MEANS = ("size terminal prose bullet digits functional cue dated ago chars_symbol furniture hand words_mean").split()
_STEPS = (-2, -1, 1, 2)
_REACH = 5
HAND_CLIP = 10.0


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How much words, pairs and ends speak for noise."""

    keys: npt.NDArray[np.uint32]
    """Hashes in rising order, without 0."""
    weights: npt.NDArray[np.int8]
    """Shape (keys + 1,), in sixteenths of a log-odd; the first is 0, for unknown words."""


def table_names(numbers: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of the table's columns, given those of the vectors' numbers."""
    own = (*numbers, "hand", *WORD_COLUMNS)
    near = tuple(f"{name} {step:+d}" for step in _STEPS for name in _NEAR)
    return (*own, *near, *(f"{name} around" for name in _NEAR), *(f"{name} text" for name in _MEANS), *_TEXT)


_TEXT = ("words_above", "words_below", "log_words", "hand_text_words", "words_text_words", "prose_text_words")


def build_table(vectors: Vectors, hand: Array, vocabulary: Vocabulary, names: tuple[str, ...]) -> Array:
    """Return the table, shape (lines, columns).

    Args:
        vectors: of a document of at least one line.
        hand: log-odds of the hand-set terms.
        vocabulary: what words say.
        names: names of the vectors' numbers.
    """
    own = np.column_stack([vectors.numbers, np.clip(hand, -HAND_CLIP, HAND_CLIP), word_columns(vectors, vocabulary)])
    return add_context(own, (*names, "hand", *WORD_COLUMNS))


def add_context(own: Array, names: tuple[str, ...]) -> Array:
    """Add the neighbours' columns and the text's to those of the lines themselves."""
    place = {name: i for i, name in enumerate(names)}
    near = own[:, [place[name] for name in _NEAR]]
    count = len(own)
    padded = np.zeros((count + 2 * _REACH, near.shape[1]))
    padded[_REACH : _REACH + count] = near
    steps = [padded[_REACH + step : _REACH + step + count] for step in _STEPS]
    sums = np.cumsum(np.vstack([np.zeros((1, near.shape[1])), padded]), axis=0)
    around = (sums[2 * _REACH + 1 :] - sums[: count]) / (2 * _REACH + 1)
    means = np.broadcast_to(own[:, [place[name] for name in _MEANS]].mean(axis=0), (count, len(_MEANS)))
    return np.hstack([own, *steps, around, means, _text_columns(own, place)])


def _text_columns(own: Array, place: dict[str, int]) -> Array:
    words = np.expm1(own[:, place["size"]]) + 1e-3
    total = words.sum()
    above = np.cumsum(words) - words
    shared = own[:, [place["hand"], place["words_mean"], place["prose"]]].T @ words / total
    out = np.empty((len(own), len(_TEXT)))
    out[:, 0] = above / total
    out[:, 1] = (total - above - words) / total
    out[:, 2] = np.log1p(total)
    out[:, 3:] = shared
    return out


def word_columns(vectors: Vectors, vocabulary: Vocabulary) -> Array:
    """Return what the words of each line say, shape (lines, ``WORD_COLUMNS``)."""
    words, pairs, ends = (vocabulary.weights[find_rows(keys, vocabulary.keys)] for keys in word_keys(vectors))
    out = np.zeros((len(vectors.starts) - 1, len(WORD_COLUMNS)))
    for column, weights in ((0, words), (3, pairs)):
        total, most, least = _summed(weights.astype(np.int32), vectors.starts)
        out[:, column] = total / (2.0 + np.diff(vectors.starts)) / 16
        out[:, column + 1], out[:, column + 2] = most / 16, least / 16
    sides = ends.astype(np.int32).reshape(len(ends), 2, 3).sum(axis=2)
    out[:, 6:8] = sides / 16
    known, _, _ = _summed((words != 0).astype(np.int32), vectors.starts)
    out[:, 8] = known / np.maximum(np.diff(vectors.starts), 1)
    return out


def _summed(values: npt.NDArray[np.int32], starts: Integers) -> tuple[Integers, Integers, Integers]:
    """Sum, maximum and minimum of the values line by line; 0 for a line without words."""
    filled = starts[1:] > starts[:-1]
    out = np.zeros((3, len(starts) - 1), dtype=np.int64)
    if filled.any():
        begins = starts[:-1][filled]
        for row, operation in enumerate((np.add, np.maximum, np.minimum)):
            out[row, filled] = operation.reduceat(values, begins)
    return out[0], out[1], out[2]
