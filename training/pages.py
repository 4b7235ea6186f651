"""``python -m training.pages``: from the public pages to ``cleaner/weights/page.npz``, the trees that weigh structure.

Two forests, one that sees trafilatura's verdict and one that does not, over the same rows. Lines are labelled by
aligning the page's lines with its gold; a line counts by its share of the page's words, as the mean word F1 has it.
Each forest is the mean of two, each fitted to one half of the sites; the figures that are printed are those of each
half judged by the trees that never saw it. LightGBM is needed for training only.
"""

import argparse
import collections
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks import data, metrics
from cleaner.document import Document
from cleaner.encoding import decode
from cleaner.errors import CleanerError
from cleaner.features import extract
from cleaner.forest import DIGITS, UNIT
from cleaner.language import identify
from cleaner.layout import COLUMNS
from cleaner.opinion import ask
from cleaner.scorer import hand_log_odds
from cleaner.segment.html import Page, segment
from cleaner.tokens import tokenize
from cleaner.verdict import Verdict, find_taken
from cleaner.weighing import page_table

from .labels import label_by_segments, label_lines

Table = npt.NDArray[np.float64]
WEIGHTS = Path(__file__).resolve().parents[1] / "cleaner" / "weights" / "page.npz"
SETS = data.SETS
ENGINES = ("default", "fast")
FOLDS = 2
ROUNDS = {"default": 120, "fast": 100}
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
_SAMPLE = 1500
_SECONDS = 20.0


class Sample(NamedTuple):
    """A page's rows."""

    page: data.Page
    words: list[list[str]]
    noise: Table
    weights: Table
    tables: tuple[Table, Table]
    """With and without trafilatura's verdict."""


def samples(sets: Sequence[str] = SETS) -> Iterator[Sample]:
    """Read the pages of the sets, one after the other."""
    for set_name in sets:
        pages = {page.id: page for page in data.pages(set_name) if page.gold or page.wanted}
        for page_id, html in data.html(set_name, pages):
            try:
                page = segment(decode(html, source=page_id).text)
            except CleanerError:
                continue
            if page.blocks and page.root is not None:
                yield _sample(pages[page_id], page)


def _sample(gold: data.Page, page: Page) -> Sample:
    lines = [block.text for block in page.blocks]
    words = [metrics.words(line) for line in lines]
    labelled = label_lines(lines, gold.gold) if gold.gold else label_by_segments(lines, gold.wanted, gold.unwanted)
    counts = np.array([len(one) for one in words], dtype=np.float64)
    body = np.array([bool(label and label.body) for label in labelled.lines])
    total = max(float(counts[body].sum()), 50.0)
    trust = np.array([label.weight if label else 0.0 for label in labelled.lines])
    weights = trust * (70 * np.minimum(counts / total, 1) + 0.1 * np.sqrt(counts))
    if labelled.coverage < 0.3:
        weights *= 0.2
    if not gold.gold:
        weights *= 0.3
    noise = np.array([label is not None and not label.body for label in labelled.lines], dtype=np.float64)
    language = identify(page.text, tokenize(page.text[:_SAMPLE]))
    features = extract(Document(gold.id, None, page.text, None, language, page.blocks))
    # The library starts from the same: the trees for text are no part of a page's verdict.
    hand = hand_log_odds(features)
    text = ask(page.root, _SECONDS).text if page.root is not None else ""
    verdicts = (find_taken(page.blocks, text), Verdict.none(len(lines)))
    tables = tuple(page_table(page.blocks, features, hand, verdict).round(DIGITS) for verdict in verdicts)
    return Sample(gold, words, noise, weights, (tables[0], tables[1]))


def fit(found: Sequence[Sample], engine: int) -> Any:
    """Fit one forest on the rows of some pages."""
    import lightgbm

    table = np.vstack([sample.tables[engine] for sample in found])
    noise = np.concatenate([sample.noise for sample in found])
    weights = np.concatenate([sample.weights for sample in found])
    core, prose, taken = (table[:, COLUMNS.index(name)] for name in ("core_inside", "prose", "taken"))
    easy = (noise > 0) & (core == 0) & (prose == 0) & (taken <= 0)
    weights[easy] /= 1 - _EASY
    weights[easy & (np.random.default_rng(5).random(len(easy)) < _EASY)] = 0
    used = weights > 0
    return lightgbm.train(
        PARAMETERS,
        lightgbm.Dataset(table[used], noise[used], weight=weights[used]),
        num_boost_round=ROUNDS[ENGINES[engine]],
    )


def arrays_of(boosters: Sequence[Any], prefix: str) -> dict[str, npt.NDArray[Any]]:
    """Return the mean of some forests as ``cleaner.forest`` reads it."""
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
        values.append(round(node.get("leaf_value", node.get("internal_value", 0.0)) / UNIT / len(boosters)))
        if "left_child" in node:
            children[place] = [put(node["left_child"], depth + 1), put(node["right_child"], depth + 1)]
        return place

    roots = [put(tree["tree_structure"], 0) for one in boosters for tree in one.dump_model()["tree_info"]]
    return {
        f"{prefix}columns": np.array(columns, np.int16),
        f"{prefix}thresholds": np.array(thresholds, np.float64),
        f"{prefix}children": np.array(children, np.int32),
        f"{prefix}values": np.array(values, np.int32),
        f"{prefix}roots": np.array(roots, np.int32),
        f"{prefix}depth": np.array(deepest),
    }


def out_of_fold(found: Sequence[Sample], boosters: Sequence[Any], engine: int) -> dict[str, float]:
    """Return the mean word F1 by set, each page judged by the trees that never saw its site."""
    scores: dict[str, list[float]] = collections.defaultdict(list)
    for one in found:
        if not one.page.gold:
            continue
        booster = boosters[data.fold_of(one.page.site, FOLDS)]
        kept = booster.predict(one.tables[engine], raw_score=True) < 0
        text = " ".join(" ".join(words) for words, keep in zip(one.words, kept, strict=True) if keep)
        f1 = metrics.word_score(text, one.page.gold).f1
        scores[one.page.set_name].append(f1)
        if one.page.set_name == "wcxb" and one.page.kind == "article":
            scores["wcxb:article"].append(f1)
    return {name: metrics.mean(values) for name, values in scores.items()}


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m training.pages", description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    found = list(samples())
    arrays: dict[str, npt.NDArray[Any]] = {}
    for engine, name in enumerate(ENGINES):
        boosters = [
            fit([one for one in found if data.fold_of(one.page.site, FOLDS) != fold], engine) for fold in range(FOLDS)
        ]
        arrays.update(arrays_of(boosters, f"{name}_"))
        print(name, {key: round(value, 4) for key, value in out_of_fold(found, boosters, engine).items()})
    options.output.parent.mkdir(exist_ok=True)
    np.savez_compressed(options.output, **arrays)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
