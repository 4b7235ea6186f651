"""Sentences that a text has twice: one of the copies may go, but not both in doubt.

A second print and a pull quote are removed because the words stand elsewhere. Where the other print goes, too, that
reason is gone; then the better one of them stays unless it is surely furniture.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .document import Evidence
from .features import Features
from .scorer import Scores

__all__ = ["spare_last_copies"]

# The log-odds that a spared sentence gets: kept at every setting of care.
_SPARED = -1.0
# From this probability on, all copies are furniture without doubt.
_SURE = 0.95
_REASON = "no other print of this sentence stays"


def spare_last_copies(features: Features, scores: Scores, threshold: float) -> Scores:
    """Keep the likeliest print of every sentence of which no print would be kept.

    Args:
        features: of all blocks.
        scores: theirs.
        threshold: the probability from which a block is removed.
    """
    if not (features["repeat"].any() or features["contained"].any()):
        return scores
    removed = (scores.probability >= threshold).tolist()
    probability = scores.probability.copy()
    log_odds = scores.log_odds.copy()
    evidence = list(scores.evidence)
    for i in (*_repeated(features, removed, probability.tolist()), *_contained(features, removed)):
        weight = round(_SPARED - float(log_odds[i]), 6)
        if weight < 0 and probability[i] < _SURE:
            evidence[i] = (*evidence[i], Evidence("neighbours", _REASON, weight))
            log_odds[i] = _SPARED
            probability[i] = round(float(1 / (1 + np.exp(-_SPARED))), 6)
    return Scores(probability, tuple(evidence), log_odds)


def _repeated(features: Features, removed: Sequence[bool], probability: Sequence[float]) -> list[int]:
    """Return the likeliest copy of every sentence of which all copies would go."""
    copies: dict[tuple[str, ...], list[int]] = {}
    for i, line in enumerate(features.lines):
        if line.prose:
            copies.setdefault(line.tokens, []).append(i)
    lost = (places for places in copies.values() if len(places) > 1 and all(removed[i] for i in places))
    return [min(places, key=lambda i: (probability[i], i)) for places in lost]


def _contained(features: Features, removed: Sequence[bool]) -> list[int]:
    """Return the sentences that stand in longer lines, none of which is kept."""
    quotes = [i for i in np.flatnonzero(features["contained"]).tolist() if removed[i] and features.lines[i].prose]
    if not quotes:
        return []
    kept = [f" {' '.join(line.tokens)} " for line, gone in zip(features.lines, removed, strict=True) if not gone]
    return [i for i in quotes if not any(f" {' '.join(features.lines[i].tokens)} " in text for text in kept)]
