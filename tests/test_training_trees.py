"""Trees as LightGBM fits them and as the library runs them; words counted by sites."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest

from cleaner.vectors import word_hashes
from training.boosting import Recipe, boost
from training.by_hand import agreed, agreement, label_by_hash, line_hash, reading
from training.fixtures import fixtures
from training.mixtures import _MANNERS
from training.store import Sample, column_names
from training.vocabulary import LEAST_SITES, PARTS_OF_FOLD, count, make


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


def test_trees_learn_what_no_single_column_says() -> None:
    choose = np.random.default_rng(1)
    table = choose.integers(-300, 300, (5, 3000)).astype(np.int16)
    noise = ((table[0] > 20) ^ (table[1] > -50)).astype(np.float64)
    recipe = Recipe(trees=25, depth=3, columns=1.0)
    trees = boost(table, noise, np.ones(3000), recipe)
    assert ((trees(table) > 0) == (noise > 0)).mean() > 0.95
    again = boost(table, noise, np.ones(3000), recipe)
    assert np.array_equal(trees.leaves, again.leaves)
    assert np.array_equal(trees.columns, again.columns)


def test_a_word_counts_once_a_site() -> None:
    sites = [sample(f"s{i}", i % 2, [["share"], ["share"], ["rain"]], [0, 0, 1]) for i in range(LEAST_SITES + 1)]
    lone = [sample("lone", 0, [["lone"]] * 50, [0] * 50)]
    vocabulary = make(count([*sites, *lone]), lambda part, language: True)  # noqa: ARG005
    told = dict(zip(vocabulary.keys.tolist(), vocabulary.weights.tolist(), strict=True))
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
    assert share in make(counts, lambda part, _: part < PARTS_OF_FOLD).keys
    assert share not in make(counts, lambda _, language: language == "de").keys


@pytest.mark.parametrize("manner", _MANNERS, ids=lambda manner: manner.__name__)
def test_manners_keep_lines_that_are_not_blank(manner: Callable[[list[str], random.Random], list[str]]) -> None:
    lines = ["Il pleut depuis deux jours. La mer monte!", "第一段。第二段。", "One more: a line, of words"]
    made = manner(lines, random.Random(3))
    assert made == manner(lines, random.Random(3))
    assert all(line.strip() for line in made)


def test_readers_labelled_the_same_lines() -> None:
    first, second = reading("first"), reading("second")
    assert first.keys() == second.keys()
    for key, page in first.items():
        assert page.hashes == second[key].hashes
        assert len(page.labels) == len(second[key].labels) == len(page.hashes)
        assert set(page.labels + second[key].labels) <= set("btnu")
    assert agreement()[0] > 0.8
    assert len(agreed()) == len(first)


def test_lines_are_found_again_by_their_hashes() -> None:
    known = [
        (line_hash("Share"), "n"),
        (line_hash("It rained."), "b"),
        (line_hash("Rain"), "b"),
        (line_hash("Rain"), "n"),
    ]
    found = label_by_hash(["It rained.", "", "Rain", "Other", "Share"], known)
    assert [label and (label.body, label.weight) for label in found] == [
        (True, 1.0), None, (True, 0.0), (True, 0.0), (False, 1.0),
    ]  # fmt: skip
    in_order = label_by_hash(["Share", "It rained.", "Rain", "", "Rain"], known)
    assert [label and label.body for label in in_order] == [False, True, True, None, False]


def test_fixtures_teach_what_they_demand() -> None:
    documents = [document for flavour in ("negative", "wild") for document in fixtures(flavour)]
    assert len(documents) > 100
    for document in documents:
        assert len(document.lines) == len(document.labels)
        assert any(label and label.body and label.weight for label in document.labels)
