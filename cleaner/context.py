"""The table that the second trees read: what the first ones said of a line, of those around it and of the whole text.

A body is a few long runs of lines, so a line's neighbours, the runs around it and the best run of the text say what
the line alone does not. All sums are of integers, so platforms agree.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from .table import SCALE, Table, rounded
from .topic import TOPIC_NAMES

__all__ = ["context_names", "read_context"]

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_STEPS = (-6, -4, -3, -2, -1, 1, 2, 3, 4, 6)
_WINDOWS = (1, 3, 8, 20)
_SIDES = (8, 3)
# Log-odds of the first trees are read within these limits; beyond the text's ends stands noise.
_LIMIT = 8 * SCALE
_OUTSIDE = 4 * SCALE
_WHOLE = 4096
_CHANCES = np.rint(_WHOLE / (1 + np.exp(-np.arange(-_LIMIT, _LIMIT + 1) / SCALE))).astype(np.int64)
# A line that is surely body, in words and log-odds; how far such a line is looked for.
_SURE_WORDS = 8
_SURE = -SCALE
_FAR = 60

_NAMES = (
    *(f"score {step:+d}" for step in _STEPS),
    *(f"mean of {2 * reach + 1}" for reach in _WINDOWS),
    *(f"words' mean of {2 * reach + 1}" for reach in _WINDOWS),
    *("mean above", "mean below"),
    *(f"mean of {reach} {side}" for reach in _SIDES for side in ("above", "below")),
    *("in best run", "from run's start", "from run's end", "in sure run"),
    *("noise in text", "noise words in text", "body words in text"),
    *("body above", "body below", "to body above", "to body below", "body around"),
    *("prose above", "prose below", "noise lines", "surest", "score"),
    *TOPIC_NAMES,
)


def context_names() -> tuple[str, ...]:
    """Return the names of the columns."""
    return _NAMES


def read_context(log_odds: Array, sizes: Array, prose: Flags, topic: Callable[[Integers, int], Array]) -> Table:
    """Return the columns, shape (columns, lines).

    Args:
        log_odds: what the first trees say of each line.
        sizes: words of each line.
        prose: whether a line is running text.
        topic: given the chance that each line is body, and what stands for certainty, the columns of the topic.
    """
    score = np.minimum(np.maximum(np.rint(log_odds * SCALE), -_LIMIT), _LIMIT).astype(np.int64)
    weight = np.rint(16 * np.sqrt(sizes + 0.5)).astype(np.int64)
    size = np.rint(4 * sizes).astype(np.int64)
    out = np.empty((len(_NAMES), len(score)))
    out[_TOPIC:] = topic(_WHOLE - _CHANCES.take(score + _LIMIT), _WHOLE)
    _around(out, score, weight)
    _runs(out[_RUNS:], score, weight)
    _whole_text(out[_WHOLE_TEXT:], score, size, prose)
    return rounded(out)


_RUNS = _NAMES.index("in best run")
_WHOLE_TEXT = _NAMES.index("noise in text")
_TOPIC = _NAMES.index(TOPIC_NAMES[0])
_SPANS = np.array(
    [*((-r, r) for r in _WINDOWS), *(span for r in _SIDES for span in ((-r, -1), (1, r)))], dtype=np.int64
).T[:, :, None]
_FULL = np.array([[2 * r + 1] for r in _WINDOWS])


def _summed(values: Integers) -> Integers:
    """Sums up to each place, along the last axis, from 0 on."""
    sums = np.zeros((*values.shape[:-1], values.shape[-1] + 1), dtype=np.int64)
    values.cumsum(axis=-1, out=sums[..., 1:])
    return sums


def _around(out: Array, score: Integers, weight: Integers) -> None:
    count, windows = len(score), len(_WINDOWS)
    index = np.arange(count)
    padded = np.full(count + 12, _OUTSIDE, dtype=np.int64)
    padded[6 : 6 + count] = score
    at = len(_STEPS)
    out[:at] = padded.take(index + (6 + np.array(_STEPS)[:, None])) / SCALE
    sums = _summed(np.array([score, weight, score * weight]))
    begins, ends = index + _SPANS[0], index + (_SPANS[1] + 1)
    begins = np.minimum(np.maximum(begins, 0), count)
    ends = np.minimum(np.maximum(ends, 0), count)
    lines, weights, weighted = sums.take(ends, axis=1) - sums.take(begins, axis=1)
    out[at : at + windows] = lines[:windows] / (SCALE * _FULL)
    out[at + windows : at + 2 * windows] = weighted[:windows] / (SCALE * weights[:windows])
    at += 2 * windows
    _, weights_above, above = sums[:, :-1]
    _, weights_below, below = sums[:, -1:] - sums[:, 1:]
    out[at] = above / (SCALE * (weights_above + 16))
    out[at + 1] = below / (SCALE * (weights_below + 16))
    out[at + 2 : _RUNS] = weighted[windows:] / (SCALE * (weights[windows:] + 11))


def _runs(out: Array, score: Integers, weight: Integers) -> None:
    """The run of lines whose scores speak most for body, with the noise within it; and a stricter one."""
    index = np.arange(len(score))
    (begin, strict_begin), (end, strict_end) = best_runs(np.array([-score * weight, -(score + SCALE) * weight]))
    out[0] = (index >= begin) & (index < end)
    from_ends = index - np.array([[begin], [end - 1]])
    out[1:3] = np.sign(from_ends) * np.log1p(np.abs(from_ends))
    out[3] = (index >= strict_begin) & (index < strict_end)


def best_runs(values: Integers) -> tuple[list[int], list[int]]:
    """Return, for each row, begin and end of the run with the greatest sum.

    >>> best_runs(np.array([[-1, 3, -1, 2, -9, 3]]))
    ([1], [4])
    """
    sums = _summed(values)
    lowest = np.minimum.accumulate(sums, axis=1)
    ends = (sums[:, 1:] - lowest[:, :-1]).argmax(axis=1) + 1
    begins = (sums == lowest[np.arange(len(values)), ends - 1][:, None]).argmax(axis=1)
    return begins.tolist(), ends.tolist()


def _whole_text(out: Array, score: Integers, size: Integers, prose: Flags) -> None:
    count = len(score)
    noise = _CHANCES.take(score + _LIMIT)
    bodies = _summed((_WHOLE - noise) * size)
    total = int(bodies[-1]) + 1
    index = np.arange(count)
    out[0] = int(score.sum()) / (SCALE * count)
    out[1] = int((noise * size).sum()) / (_WHOLE * (int(size.sum()) + 1))
    out[2] = np.log1p(bodies[-1] / (4 * _WHOLE))
    out[3] = bodies[:-1] / total
    out[4] = (total - bodies[1:]) / total
    sure = (score < _SURE) & (size >= 4 * _SURE_WORDS)
    above, below = _nearest(np.array([sure, prose]), index)
    out[5] = np.log1p(np.where(above[0] < 0, _FAR, np.minimum(index - above[0], _FAR)))
    out[6] = np.log1p(np.where(below[0] >= count, _FAR, np.minimum(below[0] - index, _FAR)))
    around = bodies.take(np.minimum(index + 7, count)) - bodies.take(np.maximum(index - 6, 0))
    out[7] = np.log1p(around / (4 * _WHOLE))
    outside = np.full(count + 1, _OUTSIDE)
    outside[:-1] = score
    out[8] = outside.take(above[1]) / SCALE
    out[9] = outside.take(below[1]) / SCALE
    out[10] = np.log1p(np.count_nonzero(score > 0))
    out[11] = int(score.min()) / SCALE
    out[12] = score / SCALE


def _nearest(flags: Flags, index: Integers) -> tuple[Integers, Integers]:
    """For each line, by rows, the nearest flagged one above (else -1) and below it (else the number of lines)."""
    rows, count = flags.shape
    above = np.full((rows, count + 1), -1)
    np.maximum.accumulate(np.where(flags, index, -1), axis=1, out=above[:, 1:])
    below = np.full((rows, count + 1), count)
    below[:, :count] = np.minimum.accumulate(np.where(flags, index, count)[:, ::-1], axis=1)[:, ::-1]
    return above[:, :-1], below[:, 1:]
