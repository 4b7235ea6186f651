"""The trained network, run on numpy alone: a document's features -> learned log-odds of each line.

The network reads a line's numbers, the hand-set terms' verdict and embeddings of its words; convolutions
over the lines bring in the neighbours, means over all lines tell what kind of text it is (a dump of a page, what an
extractor left, an article as it is). ``training/`` fits it and writes the weights; ``docs/model-card.md`` holds
the figures.

One document is computed at a time, embeddings are summed as integers and everything else is float64, so the
results do not depend on batches; what is left of rounding is cut off at ``DIGITS``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from .features import Column, Features
from .vectors import Vectors, find_rows, number_names, read_vectors, word_keys

__all__ = ["Learned", "Model", "learned_log_odds", "load_model", "noise_share"]

Array = npt.NDArray[np.float64]

DIGITS = 4
HAND_CLIP = 8.0
"""The hand-set terms' log-odds are read between minus and plus this."""
NUMBERS_CLIP = 4.0
"""Standardised numbers are read between minus and plus this."""
_WEIGHTS = "network.npz"


@dataclass(frozen=True, slots=True)
class Learned:
    """What the network says of n lines."""

    log_odds: Column
    """Log-odds that a line is not body, calibrated; shape (n,)."""
    groups: tuple[str, ...]
    """Groups of what it read, in words."""
    shares: Array
    """How much each group speaks for removal, in log-odds, by a linear account of the network; shape (n, groups)."""

    def strongest(self, line: int) -> str:
        """Return the group that speaks most for the verdict on a line."""
        sign = 1.0 if self.log_odds[line] >= 0 else -1.0
        return self.groups[int(np.argmax(sign * self.shares[line]))]


class Model:
    """The weights of a network, by name, and its forward pass."""

    def __init__(self, weights: Mapping[str, npt.NDArray[np.generic]]) -> None:
        """Take the arrays that ``training.export`` writes."""
        self.names = tuple(str(name) for name in weights["names"])
        self.groups = tuple(str(group) for group in weights["groups"])
        self._vocabulary = np.asarray(weights["vocabulary"], dtype=np.uint32)
        self._table = np.asarray(weights["table"], dtype=np.int8)
        self._shapes = np.asarray(weights["shapes"], dtype=np.int8)
        self._dense = {
            name: np.asarray(value, dtype=np.float64)
            for name, value in weights.items()
            if np.issubdtype(value.dtype, np.floating)
        }
        self._dilations = tuple(int(d) for d in np.asarray(weights["dilations"], dtype=np.int64))

    def __call__(self, features: Features, hand: Column) -> Learned:
        """Return the learned log-odds of every line, given those of the hand-set terms."""
        vectors = read_vectors(features)
        dense = self._dense
        row = self._rows(features, vectors, hand)
        hidden = _relu(row @ dense["line_weight"] + dense["line_bias"])
        share = 1.0 + np.diff(vectors.starts)
        size = np.array([np.log(len(row)) - 3, np.log(share.sum() - len(row) + 1) / 3 - 1.5])
        share = share / share.sum()
        grid = hidden + self._context("context", hidden, share, size)
        top = self._convolved(grid)
        late = self._context("late_context", top, share, size)
        mixed = _relu(np.hstack([top + late, grid]) @ dense["mixed_weight"] + dense["mixed_bias"])
        raw = mixed @ dense["out_weight"][:, 0] + dense["out_bias"] + dense["skip"] * row[:, self._hand_at]
        log_odds = np.round(self._calibrated(raw, features), DIGITS)
        told = row @ dense["account"] - dense["account_mean"]
        shares = np.column_stack([told, log_odds - told.sum(axis=1)])
        return Learned(log_odds, self.groups, shares)

    def _calibrated(self, raw: Column, features: Features) -> Column:
        slope, offset, care = self._dense["calibration"]
        own = slope * raw + offset
        return np.asarray(own - care * (1 - noise_share(own, np.log1p(features["size"]))))

    @property
    def _hand_at(self) -> int:
        return len(self.names)

    def _rows(self, features: Features, vectors: Vectors, hand: Column) -> Array:
        """What the first layer reads of each line, shape (n, columns)."""
        dense = self._dense
        numbers = vectors.numbers
        names = number_names(features)
        if names != self.names:
            numbers = numbers[:, self._places_in(names)]
        numbers = np.clip((numbers - dense["mean"]) / dense["spread"], -NUMBERS_CLIP, NUMBERS_CLIP)
        words, pairs, ends = (find_rows(keys, self._vocabulary) for keys in word_keys(vectors))
        sizes = np.diff(vectors.starts)
        bag = _summed(self._table, words, vectors.starts) + _summed(self._table, pairs, vectors.starts)
        bag = bag / np.sqrt(np.maximum(sizes, 1))[:, None]
        tails = self._table[ends].sum(axis=1, dtype=np.int64)
        buckets = (vectors.shapes & np.uint64(len(self._shapes) // 3 - 1)).astype(np.int64)
        marks = self._shapes[buckets + np.arange(3) * (len(self._shapes) // 3)].sum(axis=1, dtype=np.int64)
        clipped = np.clip(hand, -HAND_CLIP, HAND_CLIP)[:, None] / HAND_CLIP
        unit = dense["table_unit"]
        return np.hstack([numbers, clipped, bag * unit, tails * unit, marks * dense["shapes_unit"]])

    def _places_in(self, names: tuple[str, ...]) -> list[int]:
        missing = sorted(set(self.names) - set(names))
        if missing:
            raise KeyError(
                f"the weights read columns that the features lack: {', '.join(missing)}; "
                "fit new weights with `python -m training`"
            )
        return [names.index(name) for name in self.names]

    def _context(self, name: str, grid: Array, share: Array, size: Array) -> Array:
        """What the whole text adds to each of its lines, shape (hidden,)."""
        pooled = np.concatenate([grid.mean(axis=0), share @ grid, size])
        return _relu(pooled @ self._dense[f"{name}_weight"] + self._dense[f"{name}_bias"])

    def _convolved(self, grid: Array) -> Array:
        for k, dilation in enumerate(self._dilations):
            around = np.hstack([_shifted(grid, dilation), grid, _shifted(grid, -dilation)])
            grid = grid + _relu(around @ self._dense[f"convolution{k}_weight"] + self._dense[f"convolution{k}_bias"])
        return grid


def noise_share(log_odds: Column, sizes: Column) -> float:
    """Return the expected share of a text's words that stand on noise lines, 0 to 1.

    Args:
        log_odds: of each line being noise, shape (n,).
        sizes: log(1 + words) of each line, shape (n,).
    """
    words = np.expm1(sizes) + 1e-6
    return float((words / (1 + np.exp(-np.clip(log_odds, -30, 30)))).sum() / words.sum())


def _relu(values: Array) -> Array:
    return np.maximum(values, 0.0)


def _shifted(grid: Array, by: int) -> Array:
    out = np.zeros_like(grid)
    if abs(by) < len(grid):
        if by > 0:
            out[by:] = grid[:-by]
        else:
            out[:by] = grid[-by:]
    return out


def _summed(
    table: npt.NDArray[np.int8], rows: npt.NDArray[np.int64], starts: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Sum the table's rows line by line; integers, so in any order."""
    out = np.zeros((len(starts) - 1, table.shape[1]), dtype=np.int64)
    filled = starts[1:] > starts[:-1]
    if filled.any():
        out[filled] = np.add.reduceat(table[rows].astype(np.int32), starts[:-1][filled], axis=0)
    return out


def load_model(path: Path) -> Model:
    """Read a model from its weights file."""
    with np.load(path, allow_pickle=False) as archive:
        return Model({name: archive[name] for name in archive.files})


@cache
def _packaged() -> Model:
    with as_file(files(__package__) / "weights" / _WEIGHTS) as path:
        return load_model(path)


def learned_log_odds(features: Features, hand: Column) -> Learned:
    """Return what the network in the package says of a document's lines.

    Args:
        features: the document's features, of at least one line.
        hand: log-odds of the hand-set terms, shape (n,).
    """
    return _packaged()(features, hand)
