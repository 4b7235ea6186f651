"""The trained trees, run on numpy alone: a document's features -> learned log-odds of each line.

Two rounds of gradient boosted trees. The first reads a line with its neighbours; the second reads the line again,
with what the first said of those around it and of the whole text. Trees are oblivious (all nodes of a level ask the
same question), so that all lines walk down all trees at once. Leaves and tables are integers, so sums depend neither
on order nor on platform. ``training/`` fits the trees; ``docs/model-card.md`` holds the figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from .context import context_names, read_context
from .features import Column, Features
from .table import SCALE, Table, Vocabulary, build_table, own_columns, table_names
from .topic import read_topic
from .vectors import Vectors, number_names, read_vectors

__all__ = ["Calibration", "Learned", "Model", "Trees", "learned_log_odds", "load_model", "second_table"]

Integers = npt.NDArray[np.int64]

DIGITS = 4
UNIT = 1e-4
"""A leaf's integer times this is log-odds."""
_WEIGHTS = "trees.npz"


@dataclass(frozen=True)
class Trees:
    """T oblivious trees of depth D: each level asks one column whether it is above a threshold."""

    columns: npt.NDArray[np.int16]
    """Column that a level asks, shape (T, D)."""
    thresholds: npt.NDArray[np.int16]
    """Same shape."""
    leaves: npt.NDArray[np.int32]
    """Shape (T, 2^D), in units of ``UNIT``; the answers, the first level's foremost, are a leaf's number in binary."""
    offset: float

    @cached_property
    def _by_level(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.int16], npt.NDArray[np.intp], Integers]:
        """Columns and thresholds level by level, where each tree's leaves begin, and all leaves: as they are read."""
        trees, depth = self.columns.shape
        begins = (np.arange(trees, dtype=np.intp) << depth)[:, None]
        columns, thresholds = self.columns.T.astype(np.intp).ravel(), self.thresholds.T.reshape(-1, 1).copy()
        return columns, thresholds, begins, self.leaves.astype(np.int64).ravel()

    def __call__(self, table: Table) -> Column:
        """Return the log-odds of each column of ``table``, which has a row a column of the trees."""
        trees, depth = self.columns.shape
        columns, thresholds, begins, leaves = self._by_level
        answers = (table.take(columns, axis=0) > thresholds).view(np.uint8).reshape(depth, trees, -1)
        leaf = answers[0].copy()
        for level in answers[1:]:
            leaf += leaf
            leaf += level
        return np.asarray(leaves.take(leaf + begins).sum(axis=0) * UNIT + self.offset)


@dataclass(frozen=True, slots=True)
class Calibration:
    """The trees' log-odds -> those that the decision takes: care for clean texts and for the last paragraphs."""

    care: float
    """Taken off in a text without noise. The share of the words that look like noise tells how clean a text is."""
    reach: float
    """With this share of noise, care is down to a third (a factor of e)."""
    anchor: float
    """The surest tenth of the main text gets at most minus this: a text with prose is not all noise."""

    def __call__(self, raw: Column, words: Column, main: Column) -> Column:
        """Calibrate the log-odds of n lines.

        Args:
            raw: the trees' sum, shape (n,).
            words: of each line, shape (n,).
            main: whether a line is running text of the main text, shape (n,).
        """
        words = words + 1e-3
        share = float((words / (1 + np.exp(-np.minimum(np.maximum(raw, -30), 30)))).sum() / words.sum())
        own = raw - self.care * float(np.exp(-share / self.reach))
        inside = main > 0
        if np.count_nonzero(inside):
            within = own[inside]
            order = within.argsort(kind="stable")
            reached = words[inside][order].cumsum()
            surest = within[order[reached.searchsorted(reached[-1] * _SUREST)]]
            own = own - max(0.0, float(surest) + self.anchor)
        return np.asarray(own.round(DIGITS))


# Share of the main text's words that are read as its surest part.
_SUREST = 0.1


@dataclass(frozen=True, slots=True)
class Learned:
    """What the trees say of n lines."""

    log_odds: Column
    """Log-odds that a line is not body, calibrated; shape (n,)."""
    raw: Column
    """The same before the calibration; shape (n,)."""
    words: Column
    """How much its words speak for removal, in log-odds a word; shape (n,)."""
    around: Column
    """The mean of the first trees' log-odds of the lines around it; shape (n,)."""


def second_table(
    table: Table, first: Column, vectors: Vectors, vocabulary: Vocabulary, names: tuple[str, ...]
) -> Table:
    """Return the table of the second trees, shape (columns, lines).

    Args:
        table: of the first trees.
        first: their log-odds, shape (lines,).
        vectors: what the table was made of.
        vocabulary: what words say; those that it lacks tell what the text is about.
        names: names of the vectors' numbers.
    """
    titles = table[names.index("title")].nonzero()[0]
    title = int(titles[0]) if len(titles) else None
    rare = vocabulary[(vectors.words >> np.uint64(32)).astype(np.uint32)] == 0
    context = read_context(
        first,
        np.expm1(table[names.index("size")] / SCALE),
        table[names.index("prose")] > 0,
        lambda body, whole: read_topic(vectors.same, vectors.starts, rare, body, whole, title),
    )
    return np.concatenate([table[: own_columns(names)], context])


class Model:
    """The trees, the vocabulary and the calibration of a weights file."""

    def __init__(self, weights: Mapping[str, npt.NDArray[np.generic]]) -> None:
        """Take the arrays that ``training`` writes."""
        self.names = tuple(str(name) for name in weights["names"])
        self.vocabulary = Vocabulary(
            np.asarray(weights["keys"], dtype=np.uint32), np.asarray(weights["key_weights"], dtype=np.int8)
        )
        self.first, self.second = (_trees(weights, which) for which in ("first", "second"))
        self.calibration = Calibration(*(float(v) for v in np.asarray(weights["calibration"], dtype=np.float64)))
        self._words = table_names(self.names).index("words_mean")
        self._around = own_columns(self.names) + context_names().index("mean of 7")

    def __call__(self, features: Features, hand: Column) -> Learned:
        """Return the learned log-odds of every line, given those of the hand-set terms."""
        vectors = read_vectors(features)
        names = number_names(features)
        if names != self.names:
            vectors = vectors.select(self._places_in(names))
        raw, table = self.raw(vectors, hand)
        log_odds = self.calibration(raw, features["size"], features["prose"] * features["inside"])
        return Learned(log_odds, raw, table[self._words] / SCALE, table[self._around] / SCALE)

    def raw(self, vectors: Vectors, hand: Column) -> tuple[Column, Table]:
        """Return the second trees' log-odds, and their table."""
        table = build_table(vectors, hand, self.vocabulary, self.names)
        second = second_table(table, self.first(table), vectors, self.vocabulary, self.names)
        return self.second(second), second

    def _places_in(self, names: tuple[str, ...]) -> list[int]:
        missing = sorted(set(self.names) - set(names))
        if missing:
            raise KeyError(
                f"the weights read columns that the features lack: {', '.join(missing)}; "
                "fit new weights with `python -m training`"
            )
        return [names.index(name) for name in self.names]


def _trees(weights: Mapping[str, npt.NDArray[np.generic]], which: str) -> Trees:
    return Trees(
        np.asarray(weights[f"{which}_columns"], dtype=np.int16),
        np.asarray(weights[f"{which}_thresholds"], dtype=np.int16),
        np.asarray(weights[f"{which}_leaves"], dtype=np.int32),
        float(np.asarray(weights[f"{which}_offset"], dtype=np.float64)),
    )


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
