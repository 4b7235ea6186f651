"""The trained trees, run on numpy alone: a document's table -> learned log-odds of each line.

Gradient boosted trees of equal depth, stored as complete binary trees in arrays, so that all lines walk down all
trees at once. Leaves are integers, so sums do not depend on their order. ``training/`` fits the trees;
``docs/model-card.md`` holds the figures.
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
from .table import Vocabulary, build_table, table_names
from .vectors import number_names, read_vectors

__all__ = ["Calibration", "Learned", "Model", "Trees", "learned_log_odds", "load_model"]

Array = npt.NDArray[np.float64]

DIGITS = 4
UNIT = 1e-4
"""A leaf's integer times this is log-odds."""
_WEIGHTS = "trees.npz"


@dataclass(frozen=True, slots=True)
class Trees:
    """T complete binary trees of one depth, node by node from the root; a node's children are 2i + 1 and 2i + 2."""

    columns: npt.NDArray[np.int32]
    """Column that a node asks, shape (T, 2^depth - 1)."""
    thresholds: npt.NDArray[np.float32]
    """Values above it go to the second child; same shape."""
    leaves: npt.NDArray[np.int32]
    """Shape (T, 2^depth), in units of ``UNIT``."""
    offset: float

    def __call__(self, table: Array) -> Column:
        """Return the raw log-odds of each row of ``table``."""
        count, width = table.shape
        trees, inner = self.columns.shape
        depth = inner.bit_length()
        values = table.astype(np.float32).ravel()
        rows = (np.arange(count, dtype=np.int32) * width)[:, None]
        roots = (np.arange(trees, dtype=np.int32) * inner)[None, :]
        columns, thresholds = self.columns.ravel(), self.thresholds.ravel()
        node = np.zeros((count, trees), dtype=np.int32)
        for _ in range(depth):
            at = node + roots
            above = values.take(columns.take(at) + rows) > thresholds.take(at)
            node = 2 * node + 1 + above
        leaf = node - inner + (np.arange(trees, dtype=np.int32) * (inner + 1))[None, :]
        total = self.leaves.ravel().take(leaf).sum(axis=1, dtype=np.int64)
        return np.asarray(total * UNIT + self.offset)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Raw log-odds -> log-odds that hold on unseen sites, and the care for clean texts and for the last paragraphs."""

    slope: float
    offset: float
    care: float
    """Taken off in a text without noise. The share of the words that look like noise tells how clean a text is."""
    reach: float
    """With this share of noise, care is down to a third (a factor of e)."""
    anchor: float
    """The surest tenth of the main text gets at most minus this: a text with prose is not all noise."""

    def __call__(self, raw: Column, sizes: Column, main: Column) -> Column:
        """Calibrate the log-odds of n lines.

        Args:
            raw: the trees' sum, shape (n,).
            sizes: log(1 + words) of each line, shape (n,).
            main: whether a line is running text of the main text, shape (n,).
        """
        words = np.expm1(sizes) + 1e-3
        own = self.slope * raw + self.offset
        share = float((words / (1 + np.exp(-np.clip(own, -30, 30)))).sum() / words.sum())
        own = own - self.care * float(np.exp(-share / self.reach))
        inside = main > 0
        if inside.any():
            order = np.argsort(own[inside], kind="stable")
            reached = np.cumsum(words[inside][order])
            surest = own[inside][order][np.searchsorted(reached, reached[-1] * _SUREST)]
            own = own - max(0.0, float(surest) + self.anchor)
        return np.asarray(np.round(own, DIGITS))


# Share of the main text's words that are read as its surest part.
_SUREST = 0.1


@dataclass(frozen=True, slots=True)
class Learned:
    """What the trees say of n lines."""

    log_odds: Column
    """Log-odds that a line is not body, calibrated; shape (n,)."""
    words: Column
    """How much its words spoke for removal: the trees' sum less the sum for a line of unknown words; shape (n,)."""


class Model:
    """The trees, the vocabulary and the calibration of a weights file."""

    def __init__(self, weights: Mapping[str, npt.NDArray[np.generic]]) -> None:
        """Take the arrays that ``training`` writes."""
        self.names = tuple(str(name) for name in weights["names"])
        self.vocabulary = Vocabulary(
            np.asarray(weights["keys"], dtype=np.uint32), np.asarray(weights["key_weights"], dtype=np.int8)
        )
        self.trees = Trees(
            np.asarray(weights["columns"], dtype=np.int32),
            np.asarray(weights["thresholds"], dtype=np.float32),
            np.asarray(weights["leaves"], dtype=np.int32),
            float(np.asarray(weights["offset"], dtype=np.float64)),
        )
        self.calibration = Calibration(*(float(v) for v in np.asarray(weights["calibration"], dtype=np.float64)))

    def __call__(self, features: Features, hand: Column) -> Learned:
        """Return the learned log-odds of every line, given those of the hand-set terms."""
        vectors = read_vectors(features)
        names = number_names(features)
        if names != self.names:
            vectors = vectors.select(self._places_in(names))
        table = build_table(vectors, hand, self.vocabulary, self.names)
        raw = self.trees(table)
        log_odds = self.calibration(raw, np.log1p(features["size"]), features["prose"] * features["inside"])
        words = table[:, table_names(self.names).index("words_mean")]
        return Learned(log_odds, words)

    def _places_in(self, names: tuple[str, ...]) -> list[int]:
        missing = sorted(set(self.names) - set(names))
        if missing:
            raise KeyError(
                f"the weights read columns that the features lack: {', '.join(missing)}; "
                "fit new weights with `python -m training`"
            )
        return [names.index(name) for name in self.names]


def load_model(path: Path) -> Model:
    """Read a model from its weights file."""
    with np.load(path, allow_pickle=False) as archive:
        return Model({name: archive[name] for name in archive.files})


@cache
def _packaged() -> Model:
    with as_file(files(__package__) / "weights" / _WEIGHTS) as path:
        return load_model(path)


def learned_log_odds(features: Features, hand: Column) -> Learned:
    """Return what the trees in the package say of a document's lines.

    Args:
        features: the document's features, of at least one line.
        hand: log-odds of the hand-set terms, shape (n,).
    """
    return _packaged()(features, hand)
