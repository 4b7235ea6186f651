"""What a text is about: whether a line's rare words are those of the lines that look like its body.

Teasers of other articles, and articles below the article, have paragraphs like a body's; their names and subjects are
others. A word is rare that the vocabulary does not know. All sums are of integers.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["TOPIC_NAMES", "read_topic"]

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

TOPIC_NAMES = ("words of the body", "words of the body around", "words of the headline", "rare words")
_REACH = 2


def read_topic(words: Integers, starts: Integers, rare: Flags, body: Integers, whole: int, title: int | None) -> Array:
    """Return the columns of ``TOPIC_NAMES``, shape (columns, lines).

    Args:
        words: a number for each word of all lines, the same for the same words.
        starts: line i has the words ``starts[i]:starts[i + 1]``.
        rare: for each word, whether the vocabulary lacks it.
        body: chance that each line is body, from 0 to ``whole``.
        whole: what stands for certainty.
        title: the line that is the headline.
    """
    count = len(starts) - 1
    owner = np.arange(count).repeat(starts[1:] - starts[:-1])[rare]
    which = words[rare]
    out = np.zeros((len(TOPIC_NAMES), count))
    if not len(which):
        return out
    chance = body.take(owner)
    elsewhere = np.bincount(which, weights=chance).take(which) - chance
    held = np.bincount(owner, weights=np.minimum(elsewhere, whole), minlength=count)
    sizes = np.bincount(owner, minlength=count)
    out[0] = held / (whole * (sizes + 1))
    out[1] = _window(held) / (whole * (_window(sizes) + 1))
    if title is not None:
        named = np.zeros(int(which.max()) + 1, dtype=np.bool_)
        named[which[owner == title]] = True
        out[2] = np.bincount(owner, weights=named.take(which), minlength=count) / (sizes + 1)
    out[3] = np.log1p(sizes)
    return out


def _window(values: npt.NDArray[np.number]) -> Array:
    sums = np.zeros(len(values) + 2 * _REACH + 1)
    padded = np.zeros(len(values) + 2 * _REACH)
    padded[_REACH:-_REACH] = values
    padded.cumsum(out=sums[1:])
    return np.asarray(sums[2 * _REACH + 1 :] - sums[: len(values)])
