"""Gradient boosted trees on the table of lines, and their form as arrays for ``cleaner.model``.

LightGBM (Ke et al., "LightGBM: A Highly Efficient Gradient Boosting Decision Tree", 2017) fits them.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
import numpy.typing as npt

from cleaner.model import UNIT, Trees
from cleaner.table import Vocabulary, build_table

from . import vocabulary
from .corpus import GOLD_FLAVOUR
from .mixtures import MANNER, RID
from .store import Sample, column_names

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How trees are fitted."""

    rounds: int = 120
    rate: float = 0.1
    depth: int = 6
    least_lines: int = 100
    columns: float = 0.4
    rows: float = 0.7
    bins: int = 63
    smooth: float = 20.0
    body_weight: float = 1.5
    dump_lines: float = 0.25
    """Share of a long dump's lines that is learned from."""
    clean_weight: float = 1.5
    """How much more a line of a clean text counts."""
    unknown_words: float = 0.3
    """Share of the texts whose words are unknown, as in a language without a vocabulary."""
    seed: int = 20260101


RECIPE = Recipe()
CLEAN = (GOLD_FLAVOUR, RID, MANNER)
_LONG = 60


def line_weights(sample: Sample, body_weight: float) -> Scores:
    """How much each line counts: more with its words, a long text less a line, body more than noise."""
    size = 0.5 + np.sqrt(np.minimum(sample.sizes, 150))
    trust = np.where(sample.body < 0, 0.0, sample.weight) * np.where(sample.body == 1, body_weight, 1.0)
    return np.asarray(size * trust / math.sqrt(size.sum() + 20))


def table_of(sample: Sample, known: Vocabulary) -> Scores:
    """The table of a sample, as the library builds it."""
    return build_table(vocabulary.vectors_of(sample), sample.hand.astype(np.float64), known, column_names())


def gather(
    samples: Iterable[Sample], known: Callable[[Sample], Vocabulary], recipe: Recipe
) -> tuple[npt.NDArray[np.float32], Scores, Scores]:
    """Rows, labels and weights to learn from."""
    choose = np.random.default_rng(recipe.seed)
    tables, labels, weights = [], [], []
    for sample in samples:
        unknown = choose.random() < recipe.unknown_words
        weight = line_weights(sample, recipe.body_weight) * (recipe.clean_weight if sample.flavour in CLEAN else 1.0)
        chosen = weight > 0
        if sample.flavour == "resili_all" and len(weight) > _LONG:
            chosen &= choose.random(len(weight)) < recipe.dump_lines
            weight = weight / recipe.dump_lines
        if chosen.any():
            table = table_of(sample, vocabulary.UNKNOWN if unknown else known(sample))
            tables.append(table[chosen].astype(np.float32))
            labels.append((sample.body == 0)[chosen].astype(np.float64))
            weights.append(weight[chosen])
    return np.concatenate(tables), np.concatenate(labels), np.concatenate(weights)


def fit(rows: npt.NDArray[np.float32], labels: Scores, weights: Scores, recipe: Recipe) -> Trees:
    """Fit trees and return them as arrays."""
    settings = {
        "objective": "binary",
        "learning_rate": recipe.rate,
        "num_leaves": 2**recipe.depth,
        "max_depth": recipe.depth,
        "min_data_in_leaf": recipe.least_lines,
        "feature_fraction": recipe.columns,
        "bagging_fraction": recipe.rows,
        "bagging_freq": 1,
        "max_bin": recipe.bins,
        "path_smooth": recipe.smooth,
        "lambda_l2": 5.0,
        "num_threads": 1,
        "seed": recipe.seed,
        "deterministic": True,
        "force_col_wise": True,
        "verbosity": -1,
    }
    data = lightgbm.Dataset(rows, labels, weight=weights / weights.mean(), params={"max_bin": recipe.bins})
    booster = lightgbm.train(settings, data, num_boost_round=recipe.rounds)
    return as_arrays(booster.dump_model(), recipe.depth)


def as_arrays(dumped: dict[str, Any], depth: int) -> Trees:
    """Write trees out as complete binary trees: a leaf above the last level is repeated below it."""
    inner, leaves = 2**depth - 1, 2**depth
    count = len(dumped["tree_info"])
    columns = np.zeros((count, inner), dtype=np.int32)
    thresholds = np.full((count, inner), np.float32(np.inf))
    values = np.zeros((count, leaves), dtype=np.int32)

    def fill(tree: int, node: int, part: dict[str, Any]) -> None:
        if node >= inner:
            values[tree, node - inner] = round(part["leaf_value"] / UNIT)
        elif "leaf_value" in part:
            fill(tree, 2 * node + 1, part)
            fill(tree, 2 * node + 2, part)
        else:
            columns[tree, node] = part["split_feature"]
            # Rows are read as 32 bits; a threshold that rounds down would send its own value the other way.
            thresholds[tree, node] = np.float32(part["threshold"])
            fill(tree, 2 * node + 1, part["left_child"])
            fill(tree, 2 * node + 2, part["right_child"])

    for tree, info in enumerate(dumped["tree_info"]):
        fill(tree, 0, info["tree_structure"])
    return Trees(columns, thresholds, values, 0.0)


def predict(trees: Trees, samples: Sequence[Sample], known: Vocabulary) -> list[Scores]:
    """Raw log-odds of the lines of each sample."""
    return [trees(table_of(sample, known)) for sample in samples]
