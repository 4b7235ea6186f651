"""The hand-set terms and the trained trees -> one verdict.

In a text full of furniture the trees decide: such a text is a dump of a page, and they saw thousands of them. In a text
that shows little, the hand-set terms count again, within limits: a line goes where both say so, or one is sure. A poem,
a live blog or a list of prices looks unlike a news story, but has no share bar, no menu and no cookie notice. What the
trees are surest of goes from any text that shows some.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .features import Column
from .model import DIGITS, Learned

__all__ = ["combine", "describe", "shows_furniture"]

# Lines that the hand-set terms find: up to the first number the text counts as clean, from the second on as a dump.
FURNITURE_LINES = (6, 16)
# What the hand-set terms add at the most in a clean text, for keeping a line and for its removal.
AGAINST, FOR = 1.0, 0.5
# Hand-set log-odds are worth so much of the trees'.
WORTH = 0.5
# What these columns find, a cue that is the whole line, and a short legal line below the text are metadata, a second
# print or beyond the trees' sight; gold texts that the trees learned from are of either taste. There the hand-set terms
# count for more, in any text.
SETTLED = (
    *("led_by", "led_date", "whole_date", "credit", "led_source", "led_tags"),
    *("about_author", "foreign", "markup", "closing", "opening", "contact", "trail"),
)
_WHOLE_LINE, _HALF, _SHORT = 0.95, 0.5, 20
SURE = 3.0
# The same for a date that stands alone between the headline and the text: it is the article's, whatever is around it.
_DATED = 5.0
# The same for what the text has elsewhere, so that nothing is lost with it.
TWICE = ("repeat", "contained")
_SURER = 3.5
# A line of such wording goes by the hand-set terms alone where they are sure: "Read also: ..." stands among paragraphs,
# where the trees see a line of the article, and annotators of either taste have taught them so.
WORDED = tuple(
    f"cue_{kind}"
    for kind in ("crosslink", "share", "newsletter", "comment_form", "spam_filter", "consent", "paywall", "notice")
)
_CLEAR = 1.4
# From so many log-odds on, before care is taken off, the trees need nobody's consent. Of paragraphs and items of lists
# they are not sure enough: those are references, thanks and names.
ALONE = 1.25
# Taken off where a line that the hand-set terms keep looks like a heading above a paragraph or like the standfirst.
DOUBT = 1.0
# A text of so few lines of which the hand-set terms know so many as furniture is no whole page, and they know most of
# what a site put around it. There the trees need to be surer of lines that the hand-set terms keep: of paragraphs and
# items by the second number. The rule holds in full up to the first number of lines and ends at the second.
FEW_LINES, KNOWN_LINES = (40, 60), (8, 12)
MORE, MORE_OF_RUNNING = 1.0, 1.7


def combine(learned: Column, raw: Column, hand: Column, column: Callable[[str], Column]) -> Column:
    """Return the log-odds that each line is not body.

    Args:
        learned: log-odds of the trees, shape (n,).
        raw: the same before they were calibrated, shape (n,).
        hand: log-odds of the hand-set terms, shape (n,).
        column: gives a feature column by its name, shape (n,).
    """
    title = column("title")
    if not shows_furniture(hand, title):
        return hand
    own = _agreed(learned, hand, title, column)
    alone = (raw > ALONE) & (column("prose") + column("bullet") == 0)
    own = np.where(alone, np.maximum(own, raw - ALONE), own)
    own -= _doubt(hand, title, column)
    return np.asarray(np.where(title > 0, hand, own).round(DIGITS))


def _agreed(learned: Column, hand: Column, title: Column, column: Callable[[str], Column]) -> Column:
    """Return what the trees and the hand-set terms say together of a text that shows furniture."""
    clean = 1.0 - _share(_found(hand, title), *FURNITURE_LINES)
    own = learned + clean * np.minimum(np.maximum(WORTH * hand, -AGAINST), FOR)
    settled = np.maximum.reduce([column(name) for name in SETTLED]) > 0
    legal = (column("cue_legal") >= _HALF) & (column("foot") > 0) & (column("size") <= _SHORT)
    sure = SURE * (settled | legal | (column("cue") >= _WHOLE_LINE))
    sure = np.where(np.maximum.reduce([column(name) for name in TWICE]) > 0, _SURER, sure)
    sure = np.where((column("whole_date") > 0) & (column("deck") > 0), _DATED, sure)
    own += sure * (hand > 0)
    worded = np.maximum.reduce([column(name) for name in WORDED]) >= _HALF
    own = np.where(worded & (hand >= _CLEAR), np.maximum(own, WORTH * hand), own)
    heading = column("inside") * column("sentence_after") * (1 - column("prose")) + column("standfirst")
    return np.asarray(own - DOUBT * ((heading > 0) & (hand < 0)))


def _doubt(hand: Column, title: Column, column: Callable[[str], Column]) -> Column:
    """Return what is taken off the lines of a short text that the hand-set terms keep."""
    few = _share(len(hand), *reversed(FEW_LINES))
    known = _share(_found(hand, title), *KNOWN_LINES)
    running = np.maximum(column("prose"), column("bullet")) > 0
    return np.asarray(few * known * (hand <= 0) * np.where(running, MORE_OF_RUNNING, MORE))


def _share(value: float, none: float, whole: float) -> float:
    """Return how far a number has come on the way between two."""
    return min(max((value - none) / (whole - none), 0.0), 1.0)


def shows_furniture(hand: Column, title: Column) -> bool:
    """Whether the hand-set terms find any line beside the headline; where they do not, the text is left alone."""
    return _found(hand, title) > 0


def _found(hand: Column, title: Column) -> int:
    """Return how many lines beside the headline the hand-set terms find to be furniture."""
    return int(np.count_nonzero((hand > 0) & (title <= 0)))


# What the words of a line, and the lines around it, say counts from so many log-odds on.
_TELLING = 0.25
_AMONG = 1.0


def describe(learned: Learned, move: Column) -> list[str]:
    """Say in words what the trees went by, for each line that they move."""
    words = np.where(move > 0, learned.words, -learned.words) >= _TELLING
    around = np.where(move > 0, learned.around, -learned.around) >= _AMONG
    kind = (move > 0) * 4 + words * 2 + around
    return [_DETAILS[k] for k in kind.tolist()]


_DETAILS = tuple(
    f"the trained trees: {reason}"
    for reason in (
        "shaped and placed like a line of an article",
        "stands among lines of the article",
        "worded like an article",
        "worded like an article, among lines of the article",
        "shaped and placed like furniture",
        "stands among furniture",
        "worded like furniture",
        "worded like furniture, among furniture",
    )
)
