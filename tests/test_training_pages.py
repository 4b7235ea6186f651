"""What the trees for pages learn from is what they are given in use."""

import numpy as np

from benchmarks.data import Page
from cleaner.declared import read_head, read_identity
from cleaner.document import Document
from cleaner.features import extract
from cleaner.page.elements import Elements
from cleaner.page.table import first_table
from cleaner.scorer import hand_scores, score
from cleaner.segment.html import segment
from training.page_samples import sample

STORY = [
    "The old mill above the village was sold on Monday for one euro, the town hall said.",
    "The buyer wants to grind flour there again, and to bake bread on Fridays and on Saturdays.",
]
MENU = ("Home", "News", "Sport", "Weather", "Log in", "Subscribe now", "Share on Facebook", "Read also", "Most read")
HTML = (
    "<html lang=en><head><meta property=og:type content=article></head><body><nav>"
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
    learned_from = sample(Page("a", "aeb", "", "a", "article", gold="\n".join(STORY)), page)
    assert page.root is not None
    profile = read_identity(read_head(page.root), "en").profile
    given = first_table(page.blocks, Elements(page.blocks), features, hand.log_odds, profile)
    assert np.allclose(learned_from.tables[1], given, atol=1e-3)
    labels = {text: bool(body) for text, body in zip((b.text for b in page.blocks), learned_from.body, strict=True)}
    assert all(labels[text] for text in STORY)
    assert not labels["Weather"]
