"""Features -> P(not body) of each block: a sum of log-odds, hand-set weights in one table, and what the trees add.

Each term looks at the columns and adds its weight where it applies. The terms that applied are the
evidence, and the trees' move is one more: explaining a score and computing it are the same step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat

import numpy as np

from .combine import combine, describe, shows_furniture
from .document import Evidence, Label, rows
from .features import Column, Features
from .model import DIGITS, learned_log_odds

__all__ = ["TERMS", "Scores", "Term", "hand_log_odds", "hand_scores", "score"]

Columns = Mapping[str, Column]
"""By their names."""


@dataclass(frozen=True, slots=True)
class Term:
    """One reason: where it applies (0 to 1 a block), and how many log-odds it is worth there."""

    source: str
    detail: str
    weight: float
    applies: Callable[[Columns], Column]
    needs: str = ""
    """A column without which it applies nowhere: most texts have no byline, no comments, no markup."""


@dataclass(frozen=True, slots=True)
class Scores:
    """P(not body), the evidence and its sum, one a block."""

    probability: Column
    evidence: tuple[tuple[Evidence, ...], ...]
    log_odds: Column


# What a whole-line cue is worth, by label. Words that articles use as headings of their own
# ("Comments", "Cookies") are worth less than wording that only a widget prints.
CUE_WEIGHTS = {
    Label.TICKER: 5.5,
    Label.COMMENT_FORM: 6.0,
    Label.COMMENT: 5.0,
    Label.CROSSLINK: 6.5,
    Label.SPAM_FILTER: 8.0,
    Label.SHARE: 6.5,
    Label.NEWSLETTER: 6.5,
    Label.CONSENT: 6.5,
    Label.NAVIGATION: 5.0,
    Label.ADVERTISEMENT: 6.5,
    Label.PAYWALL: 6.5,
    Label.LEGAL: 6.0,
    Label.COUNTER: 5.5,
    Label.AUTHOR_BIO: 6.0,
    Label.NOTICE: 6.5,
    Label.TEMPLATE: 6.0,
}
# Labels whose short wording is also a heading of articles.
_HEADING_WORDS = (
    Label.COMMENT_FORM,
    Label.COMMENT,
    Label.CONSENT,
    Label.LEGAL,
    Label.NEWSLETTER,
    Label.PAYWALL,
    Label.NAVIGATION,
)


def _ramp(strength: Column) -> Column:
    """Turn a cue's strength into its share of the full weight: nothing at 0.3, all of it from 0.7."""
    return np.minimum(np.maximum((strength - 0.3) / 0.4, 0.0), 1.0)


def _cue(label: Label) -> Callable[[Columns], Column]:
    column = f"cue_{label}"
    return lambda f: _ramp(f[column])


def _like_heading(f: Columns) -> Column:
    """A short whole-line cue right above a paragraph inside the text: an article about the subject."""
    heading = np.maximum.reduce([f[f"cue_{label}"] for label in _HEADING_WORDS]) >= 0.95
    in_text = f["inside"] * (1 - f["deck"] * (f["zone_furniture"] > 0.1))
    place = in_text * (0.5 + 0.5 * f["sentence_after"])
    alone = f["near_furniture"] < 0.3
    # Near the headline "12 comments" counts them.
    counts = (f["digits"] > 0) * f["near_head"]
    return np.asarray(heading * (f["size"] <= 3) * (1 - counts) * place * alone)


TERMS: tuple[Term, ...] = (
    Term("prior", "most lines of most texts are body", -3.4, lambda f: np.ones(len(f["prose"]))),
    *(
        Term("cue", f"worded like {label}", weight, _cue(label), needs=f"cue_{label}")
        for label, weight in CUE_WEIGHTS.items()
    ),
    Term("cue", "the words are also a heading's, and a paragraph follows", -3.8, _like_heading, needs="cue"),
    Term("cue", "the text itself speaks of this", -4.6, lambda f: f["on_subject"] * f["inside"], needs="on_subject"),
    Term("shape", "in quotation marks", -4.5, lambda f: f["quoted"] * (f["cue"] > 0), needs="quoted"),
    Term(
        "shape",
        "a line of dialogue",
        -3.0,
        lambda f: f["dashed"] * f["terminal"] * f["inside"] * (f["cue"] > 0),
        needs="dashed",
    ),
    Term(
        "shape",
        "reads like a paragraph",
        -2.0,
        lambda f: f["terminal"] * (f["size"] >= 15) * (f["cue"] > 0) * (f["cue"] < 0.7) * f["inside"],
        needs="cue",
    ),
    Term("shape", "a short sentence", -1.2, lambda f: f["terminal"] * f["no_prose"] * (f["cue"] < 0.3)),
    Term(
        "shape",
        "reads like a closing paragraph",
        -1.0,
        lambda f: f["terminal"] * (f["size"] >= 15) * (f["cue"] < 0.7) * f["foot"] * (f["past_furniture"] < 0.3),
        needs="foot",
    ),
    Term(
        "cue", "opens like a byline", 4.6, lambda f: f["led_by"] * (f["digits"] < 0.35) * f["near_head"], needs="led_by"
    ),
    Term(
        "cue",
        "opens like a date of publication",
        5.2,
        lambda f: f["led_date"] * (f["dated"] > 0.25) * _edge(f),
        needs="led_date",
    ),
    Term(
        "shape",
        "is a date",
        5.0,
        lambda f: f["whole_date"] * _edge(f) * np.where(f["foot"], f["past_furniture"] > 0.3, 1),
        needs="whole_date",
    ),
    Term("cue", "credits a picture", 4.6, lambda f: f["credit"] * f["no_prose"], needs="credit"),
    Term("cue", "names an agency or source", 4.2, lambda f: f["led_source"] * (f["size"] <= 8), needs="led_source"),
    Term("cue", "opens like a list of tags", 4.4, lambda f: f["led_tags"] * (1 - f["inside"]), needs="led_tags"),
    Term("shape", "is an age stamp", 4.6, lambda f: f["ago"] * (1 - 0.5 * f["inside"]), needs="ago"),
    Term("shape", "holds markup of the page's machinery", 5.0, lambda f: f["markup"], needs="markup"),
    Term(
        "shape",
        "running text",
        -2.6,
        lambda f: f["prose"] * (1 - f["in_comments"]) * (1 - f["in_bio"]) * (1 - f["in_links"] * f["foot"]),
    ),
    Term("shape", "a long paragraph", -1.4, lambda f: f["prose"] * np.minimum(np.maximum((f["size"] - 15) / 30, 0), 1)),
    Term(
        "shape",
        "is a link, all of it",
        2.0,
        lambda f: f["linked"],
        needs="linked",
    ),
    Term("shape", "no sentence", 0.7, lambda f: f["no_prose"] * (1 - f["terminal"])),
    Term(
        "shape",
        "a bar of items",
        1.6,
        lambda f: (f["separators"] >= 2) * f["no_prose"] * (1 - f["inside"]) * (f["size"] <= 20) * (f["digits"] < 0.2),
        needs="separators",
    ),
    Term("shape", "a trail through the site's menu", 5.0, lambda f: f["trail"] * f["near_head"], needs="trail"),
    Term("shape", "a web or mail address", 0.8, lambda f: f["address"] * f["no_prose"], needs="address"),
    Term("place", "closes the text, and is worded like furniture", 5.4, lambda f: f["closing"], needs="closing"),
    Term("place", "opens the text, and is worded like furniture", 5.4, lambda f: f["opening"], needs="opening"),
    Term("place", "an address alone, at the text's end", 3.6, lambda f: f["contact"], needs="contact"),
    Term("place", "is the headline", 9.0, lambda f: f["title"], needs="title"),
    Term("place", "stands above the headline", 1.3, lambda f: f["above_title"] * f["no_prose"], needs="above_title"),
    Term(
        "place",
        "the headline is sure",
        2.2,
        lambda f: f["above_title"] * f["no_prose"] * (f["size"] <= 6) * f["title_sure"],
        needs="above_title",
    ),
    Term("place", "stands below the last paragraph", 0.5, lambda f: f["foot"] * f["no_prose"], needs="foot"),
    Term("place", "stands between paragraphs", -0.8, lambda f: f["inside"] * (1 - f["deck"]) * f["no_prose"]),
    Term("place", "one of several timed headlines outside the text", 5.0, lambda f: _timed(f), needs="clock_run"),
    Term(
        "place",
        "under a heading of links",
        4.6,
        lambda f: f["in_links"] * np.maximum(f["no_prose"], f["foot"]),
        needs="in_links",
    ),
    Term("place", "under a heading of readers' comments", 5.2, lambda f: f["in_comments"], needs="in_comments"),
    Term("place", "under a heading of tags", 4.6, lambda f: f["in_tags"], needs="in_tags"),
    Term("place", "in a box: about the author, or a pitch", 5.4, lambda f: f["in_bio"], needs="in_bio"),
    Term(
        "neighbours",
        "among furniture, above the text",
        4.6,
        lambda f: f["zone_furniture"] * f["head"] * f["no_prose"],
        needs="zone_furniture",
    ),
    Term(
        "neighbours",
        "among furniture, below the text",
        4.6,
        lambda f: f["zone_furniture"] * f["foot"] * f["no_prose"] * f["past_furniture"],
        needs="zone_furniture",
    ),
    Term(
        "neighbours",
        "among furniture, below the headline",
        4.0,
        lambda f: f["zone_furniture"] * f["deck"] * f["no_prose"] * (1 - f["quoted"]) * (1 - f["standfirst"]),
        needs="zone_furniture",
    ),
    Term(
        "neighbours",
        "among furniture, inside the text",
        2.0,
        lambda f: f["zone_furniture"] * f["inside"] * (1 - f["deck"]) * f["no_prose"],
        needs="zone_furniture",
    ),
    Term(
        "neighbours",
        "a pull quote: another line holds these words",
        8.0,
        lambda f: _pull_quote(f),
        needs="contained",
    ),
    Term(
        "place",
        "a closing paragraph about the author of the byline",
        8.0,
        lambda f: f["about_author"],
        needs="about_author",
    ),
    Term("neighbours", "next to furniture", 1.2, lambda f: f["near_furniture"] * f["no_prose"], needs="near_furniture"),
    Term("neighbours", "printed before", 4.6, lambda f: _repeated(f), needs="repeat"),
    Term("neighbours", "a headline in another language", 4.6, lambda f: f["foreign"], needs="foreign"),
)


_NEEDED = tuple(dict.fromkeys(term.needs for term in TERMS if term.needs))


def _read(features: Features) -> Columns:
    """Return the columns, with what several terms make of them."""
    columns = features.columns
    near_head = columns["foot"].copy()
    # Above the first paragraph or in the deck right below it, or below the last one.
    near_head[: features.structure.deck_end + 2] = 1.0
    title_sure = np.full(len(near_head), float(features.structure.title_sure))
    return {**columns, "no_prose": 1 - columns["prose"], "near_head": near_head, "title_sure": title_sure}


def _edge(f: Columns) -> Column:
    return f["near_head"] * (1 - f["prose_free"])


def _timed(f: Columns) -> Column:
    """Timed lines above the headline, or below the text among furniture; below a headline they may be a programme."""
    below = f["foot"] * (f["past_furniture"] > 0.3)
    return (f["clock_run"] >= 2) * np.maximum(f["above_title"], below) * f["no_prose"]


# A text with more repeated paragraphs than this repeats on purpose: a plan, a table, a list of tests.
_ACCIDENTS = 3


def _repeated(f: Columns) -> Column:
    """A paragraph printed twice is an accident anywhere; a short line may be a refrain, a table's or a plan's."""
    paragraph = f["repeat"] * f["prose"] * (f["size"] >= 20) * (f["digits"] < 0.1)
    accident = paragraph * (paragraph.sum() <= _ACCIDENTS) * 1.8
    outside = f["repeat"] * np.maximum.reduce([f["above_title"], f["deck"], f["foot"] * (f["past_furniture"] > 0.3)])
    of_title = f["repeat"] * (f["same_as_title"] > 0)
    return np.asarray(np.maximum.reduce([accident, outside, of_title]) * (1 - f["prose_free"]))


def _pull_quote(f: Columns) -> Column:
    """A sentence that another line holds; rows of tables hold each other, too, but are no sentences."""
    sentence = (f["functional"] >= 0.2) * (f["digits"] < 0.1) * np.maximum(f["prose"], 1 - f["terminal"])
    return np.asarray(f["contained"] * sentence * (1 - f["prose_free"]))


def score(features: Features) -> Scores:
    """Sum the terms and the trees' evidence."""
    total, evidence = _hand(features)
    if shows_furniture(total, features["title"]):
        total = total + _learned(features, total, evidence)
    return _scores(total, evidence)


def hand_scores(features: Features) -> Scores:
    """Sum the hand-set terms alone: what the trees for pages start from."""
    return _scores(*_hand(features))


def _scores(total: Column, evidence: Iterable[tuple[Evidence, ...]]) -> Scores:
    """Turn log-odds into probabilities, rounded so that platforms agree on the side of a threshold."""
    probability = (1.0 / (1.0 + np.exp(-np.minimum(np.maximum(total, -30), 30)))).round(6)
    return Scores(probability, tuple(evidence), total)


def _hand(features: Features) -> tuple[Column, list[tuple[Evidence, ...]]]:
    """Return each block's sum of the hand-set terms, and the terms that applied."""
    terms, worth = _worth(features)
    # What all terms are worth on a block, as bytes.
    values = worth.T.copy().view(np.dtype((np.void, worth.itemsize * len(worth))))
    evidence = list(map(_reasons, repeat(terms), values.ravel().tolist()))
    return np.asarray(worth.sum(axis=0)), evidence


@lru_cache(maxsize=4096)
def _reasons(terms: tuple[int, ...], worth: bytes) -> tuple[Evidence, ...]:
    """Return the evidence of a block, given what each of some terms is worth on it: most paragraphs have the same."""
    worths = zip(terms, np.frombuffer(worth).tolist(), strict=True)
    return tuple(Evidence(TERMS[term].source, TERMS[term].detail, value) for term, value in worths if value)


def hand_log_odds(features: Features) -> Column:
    """Return the sum of the hand-set terms of each block, without the trees."""
    return np.asarray(_worth(features)[1].sum(axis=0))


def _worth(features: Features) -> tuple[tuple[int, ...], Column]:
    """Return the terms that may apply, and what each of them is worth on every block, shape (terms, blocks)."""
    none = np.zeros(len(features.lines))
    needed = np.concatenate([features.columns.get(name, none) for name in _NEEDED]).reshape(len(_NEEDED), -1)
    terms = _applying(needed.any(axis=1).tobytes())
    columns = _read(features)
    worth = np.empty((len(terms), len(features.lines)))
    for row, i in zip(worth, terms, strict=True):
        np.multiply(TERMS[i].applies(columns), TERMS[i].weight, out=row)
    return terms, worth.round(6)


@lru_cache(maxsize=4096)
def _applying(present: bytes) -> tuple[int, ...]:
    """Return the terms that may apply, given for each of ``_NEEDED`` whether the text has any of it."""
    found = {"", *(name for name, there in zip(_NEEDED, present, strict=True) if there)}
    return tuple(i for i, term in enumerate(TERMS) if term.needs in found)


def _learned(features: Features, hand: Column, evidence: list[tuple[Evidence, ...]]) -> Column:
    """Add the trees' evidence: what brings the sum of the hand-set terms to the verdict of both."""
    learned = learned_log_odds(features, hand)
    both = combine(learned.log_odds, learned.raw, hand, features.columns.__getitem__)
    moves = (both - hand).round(DIGITS)
    found = rows(Evidence, repeat("learned"), describe(learned, moves), moves.tolist())
    for i, one in enumerate(found):
        if one.weight:
            evidence[i] += (one,)
    return np.asarray(moves)
