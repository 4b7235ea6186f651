"""Gradient boosting of oblivious trees on numpy: all nodes of a level ask the same question.

The kind of tree is CatBoost's (Prokhorenkova et al., "CatBoost: unbiased boosting with categorical features", 2018);
each tree is fitted on a random part of the lines and columns, by histograms of gradients (Friedman, "Stochastic
gradient boosting", 2002). Gradients are integers, so a fit is the same on every machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaner.model import UNIT, Trees

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Bins = npt.NDArray[np.uint8]
Table = npt.NDArray[np.int16]

# A gradient and a curvature, as integers, share a float of 53 bits: their sums come out of one histogram.
_UNITS = 64.0
_HIGH = 2.0**27
_LEAST_CURVATURE = 1e-3


@dataclass(frozen=True, slots=True)
class Recipe:
    """How trees are fitted."""

    trees: int = 240
    depth: int = 6
    rate: float = 0.12
    lines: int = 40_000
    """How many lines a tree's questions are chosen on."""
    columns: float = 0.25
    """Share of the columns that are tried."""
    ridge: float = 20.0
    """Added to the curvature of a leaf, whose lines weigh one each on the average."""
    bins: int = 48
    seed: int = 20260101


def cut_points(table: Table, recipe: Recipe) -> list[npt.NDArray[np.int16]]:
    """Return the thresholds to choose from, for each of the table's rows: quantiles of a sample."""
    choose = np.random.default_rng(recipe.seed)
    chosen = np.sort(choose.choice(table.shape[1], min(table.shape[1], 60_000), replace=False))
    places = np.linspace(0, len(chosen) - 1, recipe.bins + 1).astype(int)
    cuts = []
    for row in table:
        values = np.sort(row[chosen])
        found = np.unique(values)
        cuts.append((found if len(found) <= recipe.bins else np.unique(values[places]))[:-1])
    return cuts


def boost(table: Table, labels: Floats, weights: Floats, recipe: Recipe) -> Trees:
    """Fit trees on a table, shape (columns, lines), with a label of 0 or 1 and a weight for each line."""
    cuts = cut_points(table, recipe)
    bins = np.stack([np.searchsorted(cut, row) for cut, row in zip(cuts, table, strict=True)]).astype(np.uint8)
    usable = np.flatnonzero([len(cut) for cut in cuts])
    choose = np.random.default_rng(recipe.seed)
    weights = weights / weights.mean()
    offset = float(np.round(np.log((weights * labels).sum() / (weights * (1 - labels)).sum()), 4))
    log_odds = np.full(len(labels), offset)
    share = min(1.0, recipe.lines / len(labels))
    questions, leaves = [], []
    for _ in range(recipe.trees):
        chance = 1 / (1 + np.exp(-log_odds))
        slope = np.rint((chance - labels) * weights * _UNITS)
        curve = np.rint(np.maximum(chance * (1 - chance), _LEAST_CURVATURE) * weights * _UNITS)
        lines = np.flatnonzero(choose.random(len(labels)) < share)
        tried = np.sort(choose.choice(usable, max(1, int(recipe.columns * len(usable))), replace=False))
        own = _grow(bins, cuts, tried, lines, (slope * _HIGH + curve).take(lines), recipe)
        leaf = _leaf(bins, own)
        steps = _sums(leaf, slope, recipe) / (_sums(leaf, curve, recipe) + recipe.ridge * _UNITS)
        values = np.rint(-recipe.rate * steps / UNIT).astype(np.int32)
        log_odds += values.take(leaf) * UNIT
        questions.append(own)
        leaves.append(values)
    columns = np.array([[column for column, _ in own] for own in questions], dtype=np.int16)
    thresholds = np.array([[cuts[column][at] for column, at in own] for own in questions], dtype=np.int16)
    return Trees(columns, thresholds, np.array(leaves), offset)


Question = tuple[int, int]


def _sums(leaf: Integers, values: Floats, recipe: Recipe) -> Floats:
    return np.asarray(np.bincount(leaf, weights=values, minlength=2**recipe.depth), dtype=np.float64)


def _leaf(bins: Bins, questions: Sequence[Question]) -> Integers:
    leaf = np.zeros(bins.shape[1], dtype=np.int64)
    for column, at in questions:
        leaf = 2 * leaf + (bins[column] > at)
    return leaf


def _grow(
    bins: Bins, cuts: Sequence[Table], tried: Integers, lines: Integers, packed: Floats, recipe: Recipe
) -> list[Question]:
    """Choose the question of each level: the one with the greatest gain over all nodes."""
    own = np.stack([bins[column].take(lines) for column in tried])
    width = recipe.bins + 1
    allowed = np.arange(width - 1) < np.array([len(cuts[column]) for column in tried])[:, None]
    node = np.zeros(len(lines), dtype=np.int64)
    questions: list[Question] = []
    for level in range(recipe.depth):
        count = 2**level
        base = node * width
        sums = np.array([np.bincount(base + row, weights=packed, minlength=count * width) for row in own])
        gain = np.where(allowed, _gain(sums.reshape(len(tried), count, width), recipe.ridge / 4), -1.0)
        row, at = np.unravel_index(np.argmax(gain), gain.shape)
        questions.append((int(tried[row]), int(at)))
        node = 2 * node + (own[row] > at)
    return questions


def _gain(sums: Floats, ridge: float) -> Floats:
    """Return the gain of every cut, shape (columns, cuts), from packed sums, shape (columns, nodes, bins)."""
    slope = np.rint(sums / _HIGH)
    curve = (sums - slope * _HIGH).cumsum(axis=2) / _UNITS
    slope = slope.cumsum(axis=2) / _UNITS
    left, weight = slope[:, :, :-1], curve[:, :, :-1]
    right, rest = slope[:, :, -1:] - left, curve[:, :, -1:] - weight
    return np.asarray((left**2 / (weight + ridge) + right**2 / (rest + ridge)).sum(axis=1))
