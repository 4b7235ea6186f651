"""The trained trees: small, repeatable, and one more reason among the others."""

from __future__ import annotations

import zipfile
from importlib.resources import files

import numpy as np
import pytest
from cases import ROOT

from cleaner.combine import AGAINST, ALONE, FOR, MORE, MORE_OF_RUNNING, combine
from cleaner.config import Config
from cleaner.context import best_runs, context_names, read_context
from cleaner.document import Record
from cleaner.encoding import Decoded
from cleaner.features import Features, extract
from cleaner.model import DIGITS, Calibration, Trees, learned_log_odds, load_model, second_table
from cleaner.pipeline import read_text
from cleaner.scorer import hand_log_odds, score
from cleaner.table import SCALE, SLOTS, Vocabulary, build_table, own_columns, table_names
from cleaner.topic import TOPIC_NAMES, read_topic
from cleaner.vectors import number_names, read_vectors, word_hashes, word_keys

MOST_BYTES = 5_000_000
SEEDS = sorted((ROOT / "seeds").iterdir())


def features_of(text: str) -> Features:
    return extract(*read_text(Record("a", text), Decoded(text, ""), Config()))


@pytest.fixture(scope="module")
def features() -> Features:
    return features_of(SEEDS[2].read_text("utf-8"))


def test_the_weights_are_small() -> None:
    size = files("cleaner").joinpath("weights", "trees.npz")
    with size.open("rb") as handle:
        assert len(handle.read()) < MOST_BYTES


def test_the_weights_hold_no_text() -> None:
    with files("cleaner").joinpath("weights", "trees.npz").open("rb") as handle, zipfile.ZipFile(handle) as archive:
        names = set(archive.namelist())
    assert "keys.npy" in names
    with files("cleaner").joinpath("weights", "trees.npz").open("rb") as handle:
        assert np.load(handle)["keys"].dtype == np.uint32


def test_the_weights_fit_the_features(features: Features) -> None:
    with files("cleaner").joinpath("weights", "trees.npz").open("rb") as handle:
        names = [str(name) for name in np.load(handle)["names"]]
    assert set(names) <= set(number_names(features))


def test_results_repeat(features: Features) -> None:
    hand = hand_log_odds(features)
    first, again = learned_log_odds(features, hand), learned_log_odds(features, hand)
    assert np.array_equal(first.log_odds, again.log_odds)
    assert np.array_equal(first.log_odds, np.round(first.log_odds, DIGITS))


def test_evidence_adds_up_to_the_score(features: Features) -> None:
    scores = score(features)
    for probability, evidence in zip(scores.probability, scores.evidence, strict=True):
        total = sum(e.weight for e in evidence)
        assert probability == pytest.approx(1 / (1 + np.exp(-np.clip(total, -30, 30))), abs=2e-6)


def test_learned_evidence_says_what_spoke(features: Features) -> None:
    found = [e for evidence in score(features).evidence for e in evidence if e.source == "learned"]
    assert found
    assert all(e.detail.startswith("the trained trees: ") for e in found)


@pytest.mark.parametrize(
    "text", ["Share", "...", "«»", "One line of a text that is long enough to be a sentence, surely."]
)
def test_single_lines(text: str) -> None:
    features = features_of(text)
    assert np.isfinite(learned_log_odds(features, hand_log_odds(features)).log_odds).all()


def test_a_missing_column_is_named(features: Features) -> None:
    columns = {name: column for name, column in features.columns.items() if name != "prose"}
    columns["other"] = features["prose"]
    lame = Features(features.lines, features.words, features.structure, columns)
    with pytest.raises(KeyError, match="prose"):
        learned_log_odds(lame, hand_log_odds(features))


def test_words_have_hashes() -> None:
    hashes = word_hashes(["share", "on", "share", "", "非", "𝕊"])
    assert hashes[0] == hashes[2]
    assert len(set(hashes.tolist())) == 5


def test_unknown_words_say_nothing() -> None:
    vocabulary = Vocabulary(np.array([5, 7], dtype=np.uint32), np.array([3, -128], dtype=np.int8))
    asked = np.array([5, 5 + SLOTS, 7, 0], dtype=np.uint32)
    assert vocabulary[asked].tolist() == [3, 0, -128, 0]


def test_word_keys_of_lines_without_words() -> None:
    vectors = read_vectors(features_of("One two\n***\nThree"))
    words, pairs, ends = word_keys(vectors)
    assert vectors.starts.tolist() == [0, 2, 2, 3]
    assert len(words) == len(pairs) == 3
    assert pairs[1] == pairs[2] == 0
    assert not ends[1].any()


def test_loading_from_a_path_gives_the_same(features: Features) -> None:
    model = load_model(ROOT / "cleaner" / "weights" / "trees.npz")
    hand = hand_log_odds(features)
    assert np.array_equal(model(features, hand).log_odds, learned_log_odds(features, hand).log_odds)


def test_trees_answer_to_their_leaves() -> None:
    trees = Trees(
        columns=np.array([[0, 1]], dtype=np.int16),
        thresholds=np.array([[5, 100]], dtype=np.int16),
        leaves=np.array([[10_000, 20_000, 30_000, 40_000]], dtype=np.int32),
        offset=0.5,
    )
    table = np.array([[5, 5, 6, 6], [100, 101, 100, 101]], dtype=np.int16)
    assert trees(table).tolist() == [1.5, 2.5, 3.5, 4.5]


def test_care_asks_for_more_in_a_clean_text() -> None:
    words = np.array([40.0, 40.0, 40.0, 5.0])
    careful = Calibration(care=3, reach=0.1, anchor=2)
    main = np.zeros(4)
    assert careful(np.array([-6.0, -6.0, -6.0, 2.0]), words, main)[3] < 0
    assert careful(np.array([6.0, 6.0, -6.0, 2.0]), words, main)[3] > 1


def test_a_text_with_prose_is_not_all_noise() -> None:
    words = np.array([40.0, 40.0, 3.0])
    calibration = Calibration(care=0, reach=0.1, anchor=2)
    found = calibration(np.array([3.0, 4.0, 8.0]), words, np.array([1.0, 1.0, 0.0]))
    assert found.tolist() == [-2.0, -1.0, 3.0]


def test_hand_set_terms_count_in_clean_texts_only() -> None:
    hand = np.array([-6.0, 6.0, *[6.0] * 80])
    learned = np.zeros(82)

    def column(_: str) -> np.ndarray:
        return np.zeros(82)

    assert not combine(learned, learned, hand, column).any()
    clean = combine(learned[:2], learned[:2], hand[:2], lambda _: np.zeros(2))
    assert clean.tolist() == [-AGAINST, FOR]


@pytest.mark.parametrize(("lines", "known", "more"), [(40, 12, MORE_OF_RUNNING - MORE), (60, 12, 0), (40, 8, 0)])
def test_in_a_short_text_of_known_furniture_the_trees_need_to_be_surer(lines: int, known: int, more: float) -> None:
    hand = np.array([*[-6.0] * (lines - known), *[6.0] * known])
    raw = np.full(lines, MORE + 1.0)
    prose = np.zeros(lines)
    prose[0] = 1.0
    paragraph, other = combine(raw, raw, hand, lambda name: prose if name == "prose" else np.zeros(lines))[:2]
    assert other - paragraph == pytest.approx(more)


def test_what_the_trees_are_sure_of_goes_from_any_text() -> None:
    hand = np.array([-3.0, -3.0, -3.0, 1.0])
    raw = np.array([ALONE, ALONE + 2, 9.0, -9.0])
    learned = np.full(4, -5.0)
    title = np.array([0.0, 0.0, 1.0, 0.0])

    def column(name: str) -> np.ndarray:
        return title if name == "title" else np.zeros(4)

    assert combine(learned, raw, hand, column)[:3].tolist() == [-6.0, 2.0, -3.0]
    hand[3] = -1.0
    assert np.array_equal(combine(learned, raw, hand, column), hand), "nothing shows furniture"


@pytest.mark.parametrize("kind", ["prose", "bullet"])
def test_of_paragraphs_and_items_the_trees_are_never_sure_enough(kind: str) -> None:
    hand, raw = np.array([-3.0, -3.0, 1.0]), np.full(3, 9.0)

    def column(name: str) -> np.ndarray:
        return np.array([1.0, 0.0, 0.0]) if name == kind else np.zeros(3)

    assert (combine(raw - 9, raw, hand, column) > 0).tolist() == [False, True, True]


def test_clear_wording_goes_against_the_trees() -> None:
    """ "Read also: ..." among paragraphs: both the wording and the hand-set terms must be sure of it."""
    hand, learned = np.array([3.0, 1.0, 3.0]), np.full(3, -5.0)
    strength = np.array([0.75, 0.75, 0.45])

    def column(name: str) -> np.ndarray:
        return strength if name == "cue_crosslink" else np.zeros(3)

    assert (combine(learned, learned, hand, column) > 0).tolist() == [True, False, False]


def test_the_tables_have_their_names(features: Features) -> None:
    vectors, names = read_vectors(features), number_names(features)
    nothing = Vocabulary(np.zeros(0, dtype=np.uint32), np.zeros(0, dtype=np.int8))
    table = build_table(vectors, hand_log_odds(features), nothing, names)
    columns = table_names(names)
    assert table.shape == (len(columns), len(features.lines))
    size = table[columns.index("size")]
    assert np.array_equal(table[columns.index("size -1")][1:], size[:-1])
    assert np.array_equal(table[columns.index("size +2")][:-2], size[2:])
    assert not table[columns.index("words_mean")].any()
    middle = len(size) // 2
    window = size[middle - 5 : middle + 6].sum() / 11
    assert table[columns.index("size around")][middle] == pytest.approx(window, abs=2)
    second = second_table(table, np.zeros(len(size)), vectors, nothing, names)
    assert len(second) == own_columns(names) + len(context_names())


def test_context_of_a_body_among_furniture() -> None:
    score = np.array([3.0, 3.0, -4.0, -4.0, 1.0, -4.0, 3.0, 3.0])
    table = read_context(score, np.full(8, 20.0), score < 0, lambda body, _: np.zeros((len(TOPIC_NAMES), len(body))))
    named = dict(zip(context_names(), table / SCALE, strict=True))
    assert named["in best run"].tolist() == [0, 0, 1, 1, 1, 1, 0, 0]
    assert named["score"].tolist() == score.tolist()
    assert named["score -1"][1:].tolist() == score[:-1].tolist()
    assert named["prose above"][4] == named["prose below"][4] == -4
    assert named["body above"][1] < 0.1
    assert named["body above"][-1] > 0.9


@pytest.mark.parametrize("values", [[-1], [2], [-3, -1, -2], [1, 2, 3]])
def test_a_run_has_a_line(values: list[int]) -> None:
    (begin,), (end,) = best_runs(np.array([values]))
    assert 0 <= begin < end <= len(values)


def test_teasers_speak_of_other_things() -> None:
    lines = [["flood", "dam"], ["dam", "burst", "valley"], ["recipe", "cake", "sugar"], ["valley", "dam", "rain"]]
    words = np.unique([word for line in lines for word in line], return_inverse=True)[1]
    starts = np.cumsum([0, *map(len, lines)])
    body = np.array([0, 100, 100, 100])
    found = dict(
        zip(TOPIC_NAMES, read_topic(words, starts, np.ones(len(words), dtype=bool), body, 100, 0), strict=True)
    )
    assert found["words of the body"].tolist() == [1 / 3, 2 / 4, 0, 2 / 4]
    assert found["words of the headline"].tolist() == [2 / 3, 1 / 4, 0, 1 / 4]
    assert not read_topic(words, starts, np.zeros(len(words), dtype=bool), body, 100, None).any()
