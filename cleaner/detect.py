"""Which blocks are the article: features, score, label, policy.

This is the whole detector; each step is a plain function in a module of its own.
"""

from __future__ import annotations

from .config import Config
from .document import Action, Document, Label, Prediction
from .features import extract
from .labels import name_blocks
from .scorer import Scores, score
from .verdict import Verdict
from .weighing import name_places, weigh

__all__ = ["THRESHOLDS", "detect"]

# P(not body) from which a block is removed. The names are trafilatura's: "recall" keeps more.
THRESHOLDS = {"recall": 0.8, "balanced": 0.5, "precision": 0.3}


def detect(document: Document, config: Config, verdict: Verdict | None = None) -> tuple[Prediction, ...]:
    """Return a prediction for each block of ``document``; ``verdict`` is given for pages alone."""
    features = extract(document)
    scores = score(features)
    if verdict is not None and document.blocks:
        scores = weigh(document.blocks, features, scores, verdict)
    removed = [p >= THRESHOLDS[config.care] for p in scores.probability]
    labels = name_blocks(features, removed)
    if verdict is not None:
        labels = name_places(document.blocks, features, labels, removed)
    return tuple(_predict(scores, i, label, config) for i, label in enumerate(labels))


def _predict(scores: Scores, i: int, label: Label, config: Config) -> Prediction:
    probability = float(scores.probability[i])
    action = config.action(label) if probability >= THRESHOLDS[config.care] else Action.KEEP
    return Prediction(label, probability, scores.evidence[i], action)
