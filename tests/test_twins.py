"""Of a sentence that a text has twice, one print stays."""

import numpy as np
import pytest

from cleaner.config import Config
from cleaner.document import Evidence, Record
from cleaner.encoding import Decoded
from cleaner.features import Features, extract
from cleaner.pipeline import read_text
from cleaner.scorer import Scores
from cleaner.twins import spare_last_copies

SENTENCE = "The old mill above the village was sold on Monday for one euro."
LONGER = f"{SENTENCE} The buyer wants to grind flour there again, and to bake bread on Fridays."


def read(*lines: str) -> Features:
    text = "\n\n".join(lines)
    return extract(*read_text(Record("a", text), Decoded(text, ""), Config()))


def scores(*log_odds: float) -> Scores:
    probability = 1 / (1 + np.exp(-np.array(log_odds)))
    return Scores(probability, tuple((Evidence("prior", "made up", one),) for one in log_odds), np.array(log_odds))


def kept(features: Features, given: Scores) -> list[bool]:
    return [bool(p < 0.5) for p in spare_last_copies(features, given, 0.5).probability]


def test_the_likelier_print_stays_when_both_would_go() -> None:
    features = read(SENTENCE, "A line between them.", SENTENCE)
    assert kept(features, scores(2.0, -1.0, 1.0)) == [False, True, True]


def test_the_reason_is_told_and_adds_up() -> None:
    spared = spare_last_copies(read(SENTENCE, SENTENCE), scores(1.5, 2.0), 0.5)
    total = sum(e.weight for e in spared.evidence[0])
    assert spared.probability[0] == pytest.approx(1 / (1 + np.exp(-total)), abs=1e-6)
    assert spared.evidence[0][-1].detail == "no other print of this sentence stays"


def test_prints_that_are_surely_furniture_go() -> None:
    assert kept(read(SENTENCE, SENTENCE), scores(4.0, 5.0)) == [False, False]


def test_one_print_that_stays_is_enough() -> None:
    assert kept(read(SENTENCE, SENTENCE), scores(-2.0, 1.0)) == [True, False]


def test_a_quote_stays_when_the_paragraph_around_it_goes() -> None:
    features = read(SENTENCE, LONGER)
    assert features["contained"].tolist() == [1.0, 0.0]
    assert kept(features, scores(1.0, 2.0)) == [True, False]
    assert kept(features, scores(1.0, -2.0)) == [False, True]


def test_short_lines_may_go_with_all_their_prints() -> None:
    assert kept(read("Share", SENTENCE, "Share"), scores(2.0, -3.0, 1.0)) == [False, True, False]
