"""Features -> P(not body) of each block: a sum of log-odds, hand-set weights in one table, and what the trees add.

Each term looks at the columns and adds its weight where it applies. The terms that applied are the
evidence, and the trees' move is one more: explaining a score and computing it are the same step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .combine import combine, describe, shows_furniture
from .document import Evidence, Label
from .features import Column, Features
from .model import DIGITS, learned_log_odds

__all__ = ["TERMS", "Scores", "Term", "hand_log_odds", "hand_scores", "score"]


@dataclass(frozen=True, slots=True)
class Term:
    """One reason: where it applies (0 to 1 a block), and how many log-odds it is worth there."""

    source: str
    detail: str
    weight: float
    applies: Callable[[Features], Column]
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


def _cue(label: Label) -> Callable[[Features], Column]:
    column = f"cue_{label}"
    return lambda f: _ramp(f[column])


def _like_heading(f: Features) -> Column:
    """A short whole-line cue right above a paragraph inside the text: an article about the subject."""
    heading = np.maximum.reduce([f[f"cue_{label}"] for label in _HEADING_WORDS]) >= 0.95
    in_text = f["inside"] * (1 - f["deck"] * (f["zone_furniture"] > 0.1))
    place = in_text * (0.5 + 0.5 * f["sentence_after"])
    alone = f["near_furniture"] < 0.3
    return np.asarray(heading * (f["size"] <= 3) * place * alone)


TERMS: tuple[Term, ...] = (
    Term("prior", "most lines of most texts are body", -3.4, lambda f: np.ones(len(f.lines))),
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
    Term("shape", "a short sentence", -1.2, lambda f: f["terminal"] * (1 - f["prose"]) * (f["cue"] < 0.3)),
    Term(
        "shape",
        "reads like a closing paragraph",
        -1.0,
        lambda f: f["terminal"] * (f["size"] >= 15) * (f["cue"] < 0.7) * f["foot"] * (f["past_furniture"] < 0.3),
        needs="foot",
    ),
    Term(
        "cue", "opens like a byline", 4.6, lambda f: f["led_by"] * (f["digits"] < 0.35) * _near_head(f), needs="led_by"
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
    Term("cue", "credits a picture", 4.6, lambda f: f["credit"] * (1 - f["prose"]), needs="credit"),
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
    Term("shape", "no sentence", 0.7, lambda f: (1 - f["prose"]) * (1 - f["terminal"])),
    Term(
        "shape",
        "a bar of items",
        1.6,
        lambda f: (
            (f["separators"] >= 2) * (1 - f["prose"]) * (1 - f["inside"]) * (f["size"] <= 20) * (f["digits"] < 0.2)
        ),
        needs="separators",
    ),
    Term("shape", "a web or mail address", 0.8, lambda f: f["address"] * (1 - f["prose"]), needs="address"),
    Term("place", "is the headline", 9.0, lambda f: f["title"], needs="title"),
    Term("place", "stands above the headline", 1.3, lambda f: f["above_title"] * (1 - f["prose"]), needs="above_title"),
    Term(
        "place",
        "the headline is sure",
        2.2,
        lambda f: f["above_title"] * (1 - f["prose"]) * (f["size"] <= 6) * f.structure.title_sure,
        needs="above_title",
    ),
    Term("place", "stands below the last paragraph", 0.5, lambda f: f["foot"] * (1 - f["prose"]), needs="foot"),
    Term("place", "stands between paragraphs", -0.8, lambda f: f["inside"] * (1 - f["deck"]) * (1 - f["prose"])),
    Term("place", "one of several timed headlines outside the text", 5.0, lambda f: _timed(f), needs="clock_run"),
    Term(
        "place",
        "under a heading of links",
        4.6,
        lambda f: f["in_links"] * np.maximum(1 - f["prose"], f["foot"]),
        needs="in_links",
    ),
    Term("place", "under a heading of readers' comments", 5.2, lambda f: f["in_comments"], needs="in_comments"),
    Term("place", "under a heading of tags", 4.6, lambda f: f["in_tags"], needs="in_tags"),
    Term("place", "in a box: about the author, or a pitch", 5.4, lambda f: f["in_bio"], needs="in_bio"),
    Term(
        "neighbours",
        "among furniture, above the text",
        4.6,
        lambda f: f["zone_furniture"] * f["head"] * (1 - f["prose"]),
        needs="zone_furniture",
    ),
    Term(
        "neighbours",
        "among furniture, below the text",
        4.6,
        lambda f: f["zone_furniture"] * f["foot"] * (1 - f["prose"]) * f["past_furniture"],
        needs="zone_furniture",
    ),
    Term(
        "neighbours",
        "among furniture, below the headline",
        4.0,
        lambda f: f["zone_furniture"] * f["deck"] * (1 - f["prose"]) * (1 - f["quoted"]) * (1 - f["standfirst"]),
        needs="zone_furniture",
    ),
    Term(
        "neighbours",
        "among furniture, inside the text",
        2.0,
        lambda f: f["zone_furniture"] * f["inside"] * (1 - f["deck"]) * (1 - f["prose"]),
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
    Term(
        "neighbours", "next to furniture", 1.2, lambda f: f["near_furniture"] * (1 - f["prose"]), needs="near_furniture"
    ),
    Term("neighbours", "printed before", 4.6, lambda f: _repeated(f), needs="repeat"),
    Term("neighbours", "a headline in another language", 4.6, lambda f: f["foreign"], needs="foreign"),
)


_NEEDED = tuple(dict.fromkeys(term.needs for term in TERMS if term.needs))


def _near_head(f: Features) -> Column:
    """Above the first paragraph or in the deck right below it, or below the last one."""
    after_first = np.arange(len(f.lines)) <= f.structure.deck_end + 1
    return np.maximum(after_first, f["foot"])


def _edge(f: Features) -> Column:
    return np.maximum(_near_head(f), 0.0) * (1 - f["prose_free"])


def _timed(f: Features) -> Column:
    """Timed lines above the headline, or below the text among furniture; below a headline they may be a programme."""
    below = f["foot"] * (f["past_furniture"] > 0.3)
    return (f["clock_run"] >= 2) * np.maximum(f["above_title"], below) * (1 - f["prose"])


# A text with more repeated paragraphs than this repeats on purpose: a plan, a table, a list of tests.
_ACCIDENTS = 3


def _repeated(f: Features) -> Column:
    """A paragraph printed twice is an accident anywhere; a short line may be a refrain, a table's or a plan's."""
    paragraph = f["repeat"] * f["prose"] * (f["size"] >= 20) * (f["digits"] < 0.1)
    accident = paragraph * (paragraph.sum() <= _ACCIDENTS) * 1.8
    outside = f["repeat"] * np.maximum.reduce([f["above_title"], f["deck"], f["foot"] * (f["past_furniture"] > 0.3)])
    of_title = f["repeat"] * (f["same_as_title"] > 0)
    return np.asarray(np.maximum.reduce([accident, outside, of_title]) * (1 - f["prose_free"]))


def _pull_quote(f: Features) -> Column:
    """A sentence that another line holds; rows of tables hold each other, too, but are no sentences."""
    sentence = (f["functional"] >= 0.2) * (f["digits"] < 0.1) * np.maximum(f["prose"], 1 - f["terminal"])
    return np.asarray(f["contained"] * sentence * (1 - f["prose_free"]))


def score(features: Features) -> Scores:
    """Sum the terms and the trees' evidence."""
    total, evidence = _hand(features)
    if features.lines:
        total = total + _learned(features, total, evidence)
    return _scores(total, evidence)


def hand_scores(features: Features) -> Scores:
    """Sum the hand-set terms alone: what the trees for pages start from."""
    return _scores(*_hand(features))


def _scores(total: Column, evidence: list[list[Evidence]]) -> Scores:
    """Turn log-odds into probabilities, rounded so that platforms agree on the side of a threshold."""
    probability = (1.0 / (1.0 + np.exp(-np.minimum(np.maximum(total, -30), 30)))).round(6)
    return Scores(probability, tuple(map(tuple, evidence)), total)


def _hand(features: Features) -> tuple[Column, list[list[Evidence]]]:
    """Return each block's sum of the hand-set terms, and the terms that applied."""
    worth = _worth(features)
    evidence: list[list[Evidence]] = [[] for _ in features.lines]
    # Many lines share a reason with its weight: the value is made once a document.
    made: dict[tuple[int, float], Evidence] = {}
    which, where = np.nonzero(worth)
    for t, i, value in zip(which.tolist(), where.tolist(), worth[which, where].tolist(), strict=True):
        reason = made.get((t, value))
        if reason is None:
            reason = made[t, value] = Evidence(TERMS[t].source, TERMS[t].detail, value)
        evidence[i].append(reason)
    return np.asarray(worth.sum(axis=0)), evidence


def hand_log_odds(features: Features) -> Column:
    """Return the sum of the hand-set terms of each block, without the trees."""
    return np.asarray(_worth(features).sum(axis=0))


def _worth(features: Features) -> Column:
    """Return what every term is worth on every block, shape (terms, blocks)."""
    worth = np.zeros((len(TERMS), len(features.lines)))
    needed = np.array([features[name] for name in _NEEDED]).reshape(len(_NEEDED), -1)
    present = {"", *(_NEEDED[i] for i in np.logical_or.reduce(needed, axis=1).nonzero()[0].tolist())}
    for row, term in zip(worth, TERMS, strict=True):
        if term.needs in present:
            np.multiply(term.applies(features), term.weight, out=row)
    return worth.round(6)


def _learned(features: Features, hand: Column, evidence: list[list[Evidence]]) -> Column:
    """Add the trees' evidence: what brings the sum of the hand-set terms to the verdict of both."""
    learned = learned_log_odds(features, hand, quiet=not shows_furniture(hand, features["title"]))
    moves = (combine(learned.log_odds, learned.raw, hand, features.__getitem__) - hand).round(DIGITS)
    for own, move, detail in zip(evidence, moves.tolist(), describe(learned, moves), strict=True):
        if move:
            own.append(Evidence("learned", detail, move))
    return np.asarray(moves)
