"""``python -m training.pages``: from the public pages to ``cleaner/weights/page.npz``, the trees that weigh structure.

Two rounds, for each engine: one that sees trafilatura's verdict and one that does not. The second learns from what
first trees said of sites that they did not see, as it is in use. Beside the shipped trees, fitted to all sites, the
folds' are fitted, each without its sites; the figures that are printed are theirs. LightGBM is needed for training
only.
"""

import argparse
import collections
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks import data, metrics
from cleaner.page.forest import DIGITS, UNIT
from cleaner.page.model import ENGINES
from cleaner.page.table import SECOND_COLUMNS, second_table

from . import held_out
from .page_samples import Sample, column, samples
from .page_words import PageWords, part

Table = npt.NDArray[np.float64]
Arrays = dict[str, npt.NDArray[Any]]
WEIGHTS = Path(__file__).resolve().parents[1] / "cleaner" / "weights" / "page.npz"
FOLDS = held_out.FOLDS
ROUNDS = 120
PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.08,
    "num_leaves": 48,
    "max_depth": 7,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "max_bin": 63,
    "num_threads": 2,
    "seed": 7,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}
# Of the furniture that any tree finds (outside the core, no sentence, not taken) one line in four is learned from.
_EASY = 0.75


class Trainer:
    """The samples, with what words and names say, and the rows that are learned from."""

    def __init__(self, found: Sequence[Sample]) -> None:
        """Count words and names, and choose the rows."""
        self.samples = found
        self.words = PageWords(found, FOLDS)
        self.folds = [data.fold_of(one.page.site, FOLDS) for one in found]
        choose = np.random.default_rng(5)
        self.weights = [_learned_from(one, choose) for one in found]

    def others(self, fold: int | None) -> list[int]:
        """The samples of all sites but those of a fold."""
        return [i for i, own in enumerate(self.folds) if own != fold]

    def fit(self, tables: Sequence[Table], chosen: Sequence[int]) -> Any:
        """Fit one forest on the rows of some pages."""
        import lightgbm

        rows = [(tables[i], self.samples[i].noise, self.weights[i]) for i in chosen]
        table, noise, weights = (np.concatenate([row[k][row[2] > 0] for row in rows]) for k in range(3))
        return lightgbm.train(PARAMETERS, lightgbm.Dataset(table, noise, weight=weights), num_boost_round=ROUNDS)

    def first(self, engine: int) -> tuple[list[Any], list[Table]]:
        """Fit the first trees without each fold and with all; return them, and what they said of sites unseen."""
        tables = [one.tables[engine] for one in self.samples]
        fitted = [self.fit(tables, self.others(fold)) for fold in (*range(FOLDS), None)]
        said = [predicted(fitted[fold], table) for fold, table in zip(self.folds, tables, strict=True)]
        return fitted, said

    def second_tables(self, engine: int, said: Sequence[Table], fold: int | None) -> list[Table]:
        """The second trees' tables; of the sites that are learned from, without what their own words say."""
        tables = []
        for one, own_fold, log_odds in zip(self.samples, self.folds, said, strict=True):
            known = self.words.known(fold, None if own_fold == fold else part(one.page, FOLDS))
            table = second_table(one.tables[engine], log_odds, one.elements, one.wording, known)
            tables.append(table.round(DIGITS))
        return tables


def _learned_from(one: Sample, choose: np.random.Generator) -> Table:
    """The weights of a page's rows, 0 for those that are not learned from."""
    core, prose, taken = (column(one.tables[0], name) for name in ("core_inside", "prose", "taken"))
    easy = (one.noise > 0) & (core == 0) & (prose == 0) & (taken <= 0)
    weights = np.where(easy, one.weights / (1 - _EASY), one.weights)
    return np.where(easy & (choose.random(len(easy)) < _EASY), 0.0, weights)


def predicted(booster: Any, table: Table) -> Table:
    """Return a forest's log-odds of the rows of a table."""
    return np.asarray(booster.predict(table, raw_score=True)).round(DIGITS)


def arrays_of(booster: Any, prefix: str) -> Arrays:
    """Return a forest as ``cleaner.page.forest`` reads it."""
    columns: list[int] = []
    thresholds: list[float] = []
    children: list[list[int]] = []
    values: list[int] = []
    deepest = 0

    def put(node: dict[str, Any], depth: int) -> int:
        nonlocal deepest
        deepest = max(deepest, depth)
        place = len(columns)
        columns.append(node.get("split_feature", 0))
        thresholds.append(node.get("threshold", np.inf))
        children.append([place, place])
        values.append(round(node.get("leaf_value", node.get("internal_value", 0.0)) / UNIT))
        if "left_child" in node:
            children[place] = [put(node["left_child"], depth + 1), put(node["right_child"], depth + 1)]
        return place

    roots = [put(tree["tree_structure"], 0) for tree in booster.dump_model()["tree_info"]]
    return {
        f"{prefix}columns": np.array(columns, np.int16),
        f"{prefix}thresholds": np.array(thresholds, np.float64),
        f"{prefix}children": np.array(children, np.int32),
        f"{prefix}values": np.array(values, np.int32),
        f"{prefix}roots": np.array(roots, np.int32),
        f"{prefix}depth": np.array(deepest),
    }


def figures(found: Sequence[Sample], said: Sequence[Table]) -> dict[str, float]:
    """Return the mean word F1 by set of the lines that are more likely body than not."""
    scores: dict[str, list[float]] = collections.defaultdict(list)
    for one, log_odds in zip(found, said, strict=True):
        if not one.page.gold:
            continue
        text = " ".join(" ".join(words) for words, keep in zip(one.words, log_odds < 0, strict=True) if keep)
        f1 = metrics.word_score(text, one.page.gold).f1
        scores[one.page.set_name].append(f1)
        if one.page.set_name == "wcxb" and one.page.kind == "article":
            scores["wcxb:article"].append(f1)
    return {name: round(metrics.mean(values), 4) for name, values in sorted(scores.items())}


def train(found: Sequence[Sample]) -> list[Arrays]:
    """Fit everything; return the arrays of each fold's weights file and, last, of the shipped one."""
    trainer = Trainer(found)
    files: list[Arrays] = [_vocabularies(trainer, fold) for fold in (*range(FOLDS), None)]
    for engine, name in enumerate(ENGINES):
        firsts, said = trainer.first(engine)
        print(name, "first", figures(found, said), flush=True)
        unseen = list(said)
        for fold, first, arrays in zip((*range(FOLDS), None), firsts, files, strict=True):
            tables = trainer.second_tables(engine, said, fold)
            second = trainer.fit(tables, trainer.others(fold))
            arrays.update(arrays_of(first, f"{name}_first_"))
            arrays.update(arrays_of(second, f"{name}_second_"))
            for i in (i for i, own in enumerate(trainer.folds) if own == fold):
                unseen[i] = predicted(second, tables[i])
        print(name, "second", figures(found, unseen), flush=True)
    return files


def _vocabularies(trainer: Trainer, fold: int | None) -> Arrays:
    known = trainer.words.known(fold)
    return {
        "columns": np.array(SECOND_COLUMNS),
        "words_keys": known.words.keys,
        "words_weights": known.words.weights,
        "names_keys": known.names.keys,
        "names_weights": known.names.weights,
    }


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m training.pages", description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=WEIGHTS)
    parser.add_argument("--held-out", type=Path, help="folder for the weights of the folds, for training.held_out")
    options = parser.parse_args()
    *folds, shipped = train(list(samples()))
    write(options.output, shipped)
    if options.held_out is not None:
        for fold, arrays in enumerate(folds):
            write(held_out.page_path(fold, options.held_out), arrays)


def write(path: Path, arrays: Arrays) -> None:
    """Write a weights file of ``cleaner.page.model``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, allow_pickle=False, **arrays)


if __name__ == "__main__":
    main()
