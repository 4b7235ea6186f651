"""Doubt: what of a page needs more than the trees' word before it goes.

A body line that is lost is worse than a line of furniture that stays. Inside the part of the page that holds the
running text, a line that trafilatura took, or that is a paragraph, a heading, an item or a row there, and that nothing
speaks against, gains log-odds for staying: few on long pages, which the trees know well, more on pages of few lines.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

import numpy as np
import numpy.typing as npt

from ..features import Features
from .layout import COLUMNS

__all__ = ["MARGIN", "SMALL_MARGIN", "margins", "page_doubt", "page_margin"]

Table = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

# Set on pages of unseen sites: with these, the mean word F1 of no set falls by more than 0.001.
MARGIN = 0.75
"""Log-odds that a doubtful line gains on a long page."""
SMALL_MARGIN = 3.0
"""The same on a page of few lines."""
# Lines of a page: up to the first number it is a small one, from the second on a long one.
_SMALL, _LONG = 40, 100

_INSIDE = ("core_inside", "in article", "in main")
_TEXTUAL = (
    *(f"<{tag}>" for tag in "p li tr td h2 h3 h4 h5 h6 dd dt pre blockquote".split()),
    *("in table", "in list", "in quote", "in code"),
)
# Places and names that speak against a line.
_PLACES = ("h1", *(f"in {place}" for place in "nav aside header footer form button dialog figure caption".split()))
_NAMED = tuple(f"named {name}" for name in "share related comment pitch advertisement footer sidebar".split())
_NEAR = 0.5
_FEW_LINKS, _FEW_LINKS_IN = 0.3, 0.4
_WEAK_CUE = 0.3
# Roles and sections of the text that speak against a line.
_ROLES = (
    "in_links in_comments in_tags in_bio led_by whole_date led_date credit led_source led_tags ago about_author repeat "
    "contained title above_title"
).split()


def margins(table: Table, features: Features, given: bool) -> Table:
    """Return the log-odds that each block gains for staying, 0 where there is no doubt.

    Args:
        table: the page's columns, ``COLUMNS`` first.
        features: of its text.
        given: whether trafilatura gave a verdict.
    """
    column = _reader(table)
    taken = column("taken") > 0.5
    small = np.clip((_LONG - len(table)) / (_LONG - _SMALL), 0.0, 1.0)
    usual = np.where(taken, MARGIN, 0.0) if given else np.full(len(table), MARGIN)
    # A paragraph that trafilatura passed over has its word against it.
    spoken = taken | (column("prose") == 0) if given else np.ones(len(table), dtype=bool)
    textual = _any(table, _TEXTUAL) | taken
    few_links = (column("links") < _FEW_LINKS) & (column("links_in") < _FEW_LINKS_IN)
    doubtful = _any(table, _INSIDE) & textual & few_links & spoken & ~_spoken_against(table, features)
    return np.asarray(np.where(doubtful, usual + (SMALL_MARGIN - usual) * small, 0.0).round(4))


# What a page that is easy to tell gains without it.
_EASY = 0.2
# The most that a page gains: one without any article is not to be kept for want of better lines.
_MOST = 1.0
# Chances are read within these limits of log-odds.
_LIMIT = 30.0


def page_doubt(log_odds: Table, sizes: Table) -> float:
    """Return how unsure the trees are of a page: 0 where they are certain of every line.

    The set of lines with the best expected word F1 holds all whose chance to be body is over half of that F1 (Lipton,
    Elkan and Naryanaswamy, "Optimal thresholding of classifiers to maximize F1 measure", 2014). This is how far that
    threshold lies below an even chance, in log-odds: the less sure the trees are, the lower that F1, and the further.

    Args:
        log_odds: that each line is not body, shape (lines,).
        sizes: words of each line, shape (lines,).
    """
    body = 1.0 / (1.0 + np.exp(np.clip(log_odds, -_LIMIT, _LIMIT)))
    order = np.argsort(-body, kind="stable")
    expected = float((body * sizes).sum())
    if expected <= 0:
        return 0.0
    kept = np.cumsum((body * sizes)[order])
    best = float((2 * kept / (np.cumsum(sizes[order]) + expected)).max())
    return round(math.log((2 - best) / best), 4)


def page_margin(doubt: float) -> float:
    """Return the log-odds that every line of a page gains for staying, given its ``page_doubt``."""
    return round(min(max(0.0, doubt - _EASY), _MOST), 4)


def _spoken_against(table: Table, features: Features) -> Mask:
    """Whether a place, a name, a cue, a role or a section speaks against a line; of sentences, tabs do not."""
    column = _reader(table)
    no_sentence = column("terminal") == 0
    unseen = (column("in hidden") > 0) & no_sentence
    steering = (column("named navigation") >= _NEAR) & no_sentence
    said = (features["cue"] >= _WEAK_CUE) | np.any([features[name] > 0 for name in _ROLES], axis=0)
    return np.asarray(_any(table, _PLACES) | _any(table, _NAMED, _NEAR) | unseen | steering | said)


def _any(table: Table, names: tuple[str, ...], least: float = 1e-9) -> Mask:
    return np.asarray((table[:, _indices(names)] >= least).any(axis=1))


def _reader(table: Table) -> Callable[[str], Table]:
    return lambda name: table[:, COLUMNS.index(name)]


@cache
def _indices(names: tuple[str, ...]) -> list[int]:
    return [COLUMNS.index(name) for name in names]
