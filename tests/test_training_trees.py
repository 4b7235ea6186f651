"""Trees as LightGBM fits them and as the library runs them; words counted by sites."""

from __future__ import annotations

import random

import numpy as np
import pytest

from cleaner.vectors import word_hashes
from training.mixtures import _MANNERS
from training.store import Sample, column_names
from training.vocabulary import LEAST_SITES, count, make

lightgbm = pytest.importorskip("lightgbm")


def sample(site: str, fold: int, words: list[list[str]], body: list[int], language: str = "en") -> Sample:
    lines = len(words)
    return Sample(
        id=site,
        set_name="aeb",
        flavour="resili_all",
        site=site,
        kind="article",
        language=language,
        fold=fold,
        numbers=np.zeros((lines, len(column_names())), dtype=np.float32),
        hand=np.zeros(lines, dtype=np.float32),
        words=word_hashes([word for line in words for word in line]),
        word_starts=np.cumsum([0, *map(len, words)]),
        body=np.array(body, dtype=np.int8),
        weight=np.ones(lines, dtype=np.float32),
        held=np.array(body, dtype=np.int8),
        sizes=np.array([len(line) for line in words]),
        vocabulary=np.zeros(0, dtype=np.int32),
        gold=np.zeros(1, dtype=np.int32),
    )


def test_arrays_give_what_lightgbm_gives() -> None:
    from training.trees import as_arrays

    choose = np.random.default_rng(1)
    rows = choose.normal(size=(600, 5)).astype(np.float32)
    noise = (rows[:, 0] + rows[:, 1] * rows[:, 2] + 0.3 * choose.normal(size=600) > 0).astype(float)
    settings = {"objective": "binary", "max_depth": 4, "num_leaves": 9, "verbosity": -1, "num_threads": 1}
    booster = lightgbm.train(settings, lightgbm.Dataset(rows, noise), num_boost_round=12)
    trees = as_arrays(booster.dump_model(), 4)
    expected = booster.predict(rows, raw_score=True)
    assert np.abs(trees(rows.astype(np.float64)) - expected).max() < 12 * 1e-4


def test_a_word_counts_once_a_site() -> None:
    sites = [sample(f"s{i}", i % 2, [["share"], ["share"], ["rain"]], [0, 0, 1]) for i in range(LEAST_SITES + 1)]
    lone = [sample("lone", 0, [["lone"]] * 50, [0] * 50)]
    vocabulary = make(count([*sites, *lone]), lambda fold, language: True)  # noqa: ARG005
    told = dict(zip(vocabulary.keys.tolist(), vocabulary.weights[1:].tolist(), strict=True))
    share, rain, one = (word_hashes([word])[0] >> np.uint64(32) for word in ("share", "rain", "lone"))
    assert told[int(share)] > 0 > told[int(rain)]
    assert int(one) not in told


def test_a_vocabulary_leaves_out_folds_and_languages() -> None:
    counts = count(
        [
            *(sample(f"a{i}", 0, [["share"]], [0]) for i in range(LEAST_SITES)),
            *(sample(f"b{i}", 1, [["teilen"]], [0], "de") for i in range(LEAST_SITES)),
        ]
    )
    share = int(word_hashes(["share"])[0] >> np.uint64(32))
    assert share in make(counts, lambda fold, _: fold == 0).keys
    assert share not in make(counts, lambda _, language: language == "de").keys


@pytest.mark.parametrize("manner", _MANNERS, ids=lambda manner: manner.__name__)
def test_manners_keep_lines_that_are_not_blank(manner) -> None:  # noqa: ANN001
    lines = ["Il pleut depuis deux jours. La mer monte!", "第一段。第二段。", "One more: a line, of words"]
    made = manner(lines, random.Random(3))
    assert made == manner(lines, random.Random(3))
    assert all(line.strip() for line in made)
