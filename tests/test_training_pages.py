"""What the trees for pages learn from is what they are given in use."""

import numpy as np

from benchmarks.data import Page
from cleaner.document import Document
from cleaner.features import extract
from cleaner.scorer import hand_scores, score
from cleaner.segment.html import segment
from cleaner.verdict import Verdict
from cleaner.weighing import page_table
from training import pages

STORY = [
    "The old mill above the village was sold on Monday for one euro, the town hall said.",
    "The buyer wants to grind flour there again, and to bake bread on Fridays and on Saturdays.",
]
MENU = ("Home", "News", "Sport", "Weather", "Log in", "Subscribe now", "Share on Facebook", "Read also", "Most read")
HTML = (
    "<html lang=en><body><nav>"
    + "".join(f"<a href=/{i}>{name}</a><br>" for i, name in enumerate(MENU * 3))
    + "</nav><article><h1>The mill has a new owner</h1>"
    + "".join(f"<p>{text}</p>" for text in STORY)
    + "</article><footer>All rights reserved</footer></body></html>"
)


def test_tables_of_training_are_those_of_use() -> None:
    page = segment(HTML)
    features = extract(Document("a", None, page.text, None, "en", page.blocks))
    hand = hand_scores(features)
    # The trees for text have a say here: with it, the table would be another.
    assert np.abs(score(features).log_odds - hand.log_odds).max() > 1
    learned_from = pages._sample(Page("a", "aeb", "", "a", "article", gold="\n".join(STORY)), page)
    given = page_table(page.blocks, features, hand.log_odds, Verdict.none(len(page.blocks)))
    assert np.allclose(learned_from.tables[1], given, atol=1e-3)
